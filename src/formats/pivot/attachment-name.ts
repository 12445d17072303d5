import type { Invoice } from '../../invoice/invoice.ts'

const LONGEST = 50

/** Characters no file system or reader takes in a name, and the slash an invoice number may hold. */
const UNSAFE = /[\\/:*?"<>|\p{Cc}\p{Cf}]/gu

/** What a cut may leave of a character of two code units. */
const HALF_CHARACTER = /[\ud800-\udbff]$/

/** Name of the invoice itself: FAC, the supplier's identifier, the number, the extension; 50 characters at most. */
export function invoiceFileName(invoice: Invoice, extension: 'pdf' | 'xml'): string {
  const prefix = extension === 'pdf' ? 'FAC' : 'PJ00'
  return shortened(`${prefix}${invoice.supplier.identifier.value}${invoice.number}.${extension}`)
}

/** Name of the attachment at this place (from 1): PJ, its number, its own name; 50 characters, the extension kept. */
export function attachmentFileName(name: string, place: number): string {
  const base = name.split(/[\\/]/).at(-1) ?? ''
  return shortened(`PJ${String(place).padStart(2, '0')}${base === '' ? '.bin' : base}`)
}

/** The same name in 50 characters at most, its extension kept. */
export function shortened(name: string): string {
  const safe = name.toWellFormed().replaceAll(UNSAFE, '-')
  if (safe.length <= LONGEST) return safe
  const extension = /\.[A-Za-z0-9]{1,5}$/.exec(safe)?.[0] ?? ''
  return safe.slice(0, LONGEST - extension.length).replace(HALF_CHARACTER, '') + extension
}
