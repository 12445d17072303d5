import { readUbl } from '../../formats/ubl/reader.ts'
import type { Draft } from '../../invoice/draft.ts'
import type { Valid } from './validate.ts'

/** What the document says, read by XPath from the document already parsed. */
export function extract(valid: Valid): Draft {
  return readUbl(valid.document)
}
