import { PDF } from '@libpdf/core'

/** The text of each page of a PDF, every blank a single space. */
export async function pageTexts(bytes: Uint8Array): Promise<string[]> {
  const pdf = await PDF.load(bytes)
  return pdf.getPages().map((page) => page.extractText().text.replace(/\s+/g, ' '))
}

export async function pdfText(bytes: Uint8Array): Promise<string> {
  return (await pageTexts(bytes)).join(' ')
}
