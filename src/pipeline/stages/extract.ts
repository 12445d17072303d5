import type { Draft } from '../../invoice/draft.ts'
import type { Valid } from './validate.ts'

/** What the document says, read by XPath from the document already parsed: one draft an invoice in it. */
export function extract({ document, format }: Valid): Draft[] {
  return format.read(document)
}
