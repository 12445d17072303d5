import type { Invoice } from '../../invoice/invoice.ts'
import { invoicePages } from './pdf/invoice-pages.ts'
import { standardDocument } from './pdf/standard-document.ts'
import { isWinAnsi, standardFaces } from './pdf/standard-faces.ts'
import type { ReadableContext } from './view/readable-view.ts'
import { readableView } from './view/view.ts'

/**
 * The invoice as a French PDF for people, A4. The same invoice and context give the same bytes. Its text can be
 * searched and copied; what no font at hand can show is a `?`. Throws only when `receivedAt` is no instant.
 */
export async function readablePdf(invoice: Invoice, context: ReadableContext): Promise<Uint8Array> {
  const view = readableView(invoice, context)
  if (!everyText(view, isWinAnsi)) {
    // Most processes never meet such a text, and pdfkit takes 20 MB of each that loads it.
    const { wideDocument } = await import('./pdf/wide-document.ts')
    return wideDocument(view, context.receivedAt)
  }
  return standardDocument(invoicePages(standardFaces(), view), view, context.receivedAt)
}

function everyText(value: unknown, holds: (text: string) => boolean): boolean {
  if (typeof value === 'string') return holds(value)
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every((part) => everyText(part, holds))
  for (const name in value) if (!everyText(value[name as keyof typeof value], holds)) return false
  return true
}
