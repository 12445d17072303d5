import { type PDF, PdfDict, type PdfRef, type PDFPage, PdfStream } from '@libpdf/core'

const MOST_CHARACTERS = 500_000

/** Forms drawn on a page that are looked into where the page itself has no text. */
const MOST_FORMS = 20

/** The text of a PDF, of its first pages and its last; blank when there is none. A page that fails is left out. */
export function textOf(pdf: PDF, most: number): string {
  const count = pdf.getPageCount()
  const lasts = Math.min(Math.max(count - most, 0), Math.ceil(most / 5))
  const firsts = Math.min(count, most - lasts)
  const places = [...range(0, firsts), ...range(count - lasts, count)]
  const texts: string[] = []
  let length = 0
  for (const place of places) {
    if (length > MOST_CHARACTERS) break
    const text = pageText(pdf, pdf.getPage(place))
    length += text.length
    texts.push(text)
  }
  return texts.join('\n').slice(0, MOST_CHARACTERS)
}

function* range(from: number, to: number): Generator<number> {
  for (let at = from; at < to; at++) yield at
}

function pageText(pdf: PDF, page: PDFPage | null): string {
  if (page === null) return ''
  const own = extracted(page)
  return own.trim() === '' ? formsText(pdf, page) : own
}

/**
 * Some software draws a whole page as one form: the page has no words of its own. Each form is read as if it were the
 * page, which is never written anywhere.
 */
function formsText(pdf: PDF, page: PDFPage): string {
  const resolve = (ref: PdfRef) => pdf.getObject(ref)
  const drawn = page.dict.getDict('Resources', resolve)?.getDict('XObject', resolve)
  if (drawn === undefined) return ''
  const forms = [...drawn.keys()].slice(0, MOST_FORMS).flatMap((key) => {
    const form = drawn.get(key, resolve)
    return form instanceof PdfStream && form.getName('Subtype')?.value === 'Form' ? [form] : []
  })
  return forms.map((form) => asPage(page, form, resolve)).join('\n')
}

function asPage(
  page: PDFPage,
  form: PdfStream,
  resolve: (ref: PdfRef) => ReturnType<PDF['getObject']>,
): string {
  const resources = form.get('Resources', resolve)
  page.dict.set('Contents', form)
  if (resources instanceof PdfDict) page.dict.set('Resources', resources)
  return extracted(page)
}

function extracted(page: PDFPage): string {
  try {
    return page.extractText().text
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return '' // a font or a stream of this page that cannot be read: the other pages may have the words
  }
}
