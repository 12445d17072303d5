import PDFDocument from 'pdfkit'
import type { ReadableView } from '../view/readable-view.ts'
import type { FontResource } from './faces.ts'
import { invoicePages } from './invoice-pages.ts'
import { wideFaces } from './wide-faces.ts'

/** For a character the standard fonts cannot show: the whole document is set in wider ones, which it carries. */
export function wideDocument(view: ReadableView, receivedAt: string): Uint8Array {
  const document = openDocument(view, receivedAt)
  const { faces, resources } = wideFaces(document)
  const pages = invoicePages(faces, view)
  const used = resources()
  for (const page of pages) addPage(document, page, used)
  document.end()
  return drained(document)
}

function openDocument(view: ReadableView, receivedAt: string): PDFKit.PDFDocument {
  const instant = new Date(receivedAt)
  return new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    // No default font: pdfkit would build its metrics for each document, and the faces have their own.
    font: '',
    // From 1.4 on pdfkit adds XMP metadata in which it escapes nothing: an `&` in a name would make them malformed.
    pdfVersion: '1.3',
    lang: 'fr-FR',
    displayTitle: true,
    info: {
      Title: view.title,
      Author: view.author,
      Subject: view.subject,
      Creator: 'Écluse',
      Producer: 'Écluse (PDFKit)',
      CreationDate: instant,
      ModDate: instant,
    },
  })
}

function addPage(document: PDFKit.PDFDocument, operators: Buffer, resources: FontResource[]): void {
  document.addPage({ size: 'A4', margin: 0 })
  const fonts = document.page.fonts as Record<string, object>
  for (const { name, reference } of resources) fonts[name] = reference
  document.addContent(operators)
}

/** All that an ended document has written: it writes at once, and keeps it until it is read. */
function drained(document: PDFKit.PDFDocument): Uint8Array {
  const chunks: Uint8Array[] = []
  const next = (): Uint8Array | null => document.read() as Uint8Array | null
  for (let chunk = next(); chunk !== null; chunk = next()) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}
