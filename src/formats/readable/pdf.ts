import PDFDocument from 'pdfkit'
import type { Invoice } from '../../invoice/invoice.ts'
import type { Faces, FontResource } from './pdf/faces.ts'
import { invoicePages } from './pdf/invoice-pages.ts'
import { isWinAnsi, STANDARD_FONTS, standardFaces } from './pdf/standard-faces.ts'
import { wideFaces } from './pdf/wide-faces.ts'
import type { ReadableContext, ReadableView } from './view/readable-view.ts'
import { readableView } from './view/view.ts'

/**
 * The invoice as a French PDF for people, A4. The same invoice and context give the same bytes. Its text can be
 * searched and copied; what no font at hand can show is a `?`. Throws only when `receivedAt` is no instant.
 */
export async function readablePdf(invoice: Invoice, context: ReadableContext): Promise<Uint8Array> {
  const view = readableView(invoice, context)
  const document = openDocument(view, context.receivedAt)
  const { faces, resources } = fonts(document, view)
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

/** The standard fonts as long as they can show every character, else the wide ones for the whole document. */
function fonts(
  document: PDFKit.PDFDocument,
  view: ReadableView,
): { faces: Faces; resources: () => FontResource[] } {
  if (!everyText(view, isWinAnsi)) return wideFaces(document)
  const resources = Object.values(STANDARD_FONTS).map((name) => {
    const reference = document.ref({
      Type: 'Font',
      Subtype: 'Type1',
      BaseFont: name,
      Encoding: 'WinAnsiEncoding',
    })
    reference.end(undefined)
    return { name, reference }
  })
  return { faces: standardFaces(), resources: () => resources }
}

function everyText(value: unknown, holds: (text: string) => boolean): boolean {
  if (typeof value === 'string') return holds(value)
  if (typeof value !== 'object' || value === null) return true
  for (const part of Object.values(value)) if (!everyText(part, holds)) return false
  return true
}

function addPage(document: PDFKit.PDFDocument, operators: string[], resources: FontResource[]): void {
  document.addPage({ size: 'A4', margin: 0 })
  const fonts = document.page.fonts as Record<string, object>
  for (const { name, reference } of resources) fonts[name] = reference
  document.addContent(Buffer.from(operators.join('\n'), 'latin1'))
}

/** All that an ended document has written: it writes at once, and keeps it until it is read. */
function drained(document: PDFKit.PDFDocument): Uint8Array {
  const chunks: Uint8Array[] = []
  const next = (): Uint8Array | null => document.read() as Uint8Array | null
  for (let chunk = next(); chunk !== null; chunk = next()) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}
