import type { XmlDocument } from 'libxml2-wasm'
import { readMixed } from '../formats/mixed/reader.ts'
import type { SchemaId } from '../formats/schema-manifest.ts'
import { CREDIT_NOTE_NAMESPACE, INVOICE_NAMESPACE } from '../formats/ubl/namespaces.ts'
import { readUbl } from '../formats/ubl/reader.ts'
import { withOriginal } from '../formats/ubl/original.ts'
import type { Draft } from '../invoice/draft.ts'

/** What the documents of an interface are: their roots, the schema of each, and how they are read. */
export interface DepositFormat {
  roots: readonly { name: string; namespace: string; schema: SchemaId }[]
  /** The roots, for people. */
  expected: string
  /** One draft an invoice, in the document's order. */
  read: (document: XmlDocument) => Draft[]
}

const FORMATS: Readonly<Record<string, DepositFormat>> = {
  FSO1100A: {
    roots: [
      { name: 'Invoice', namespace: INVOICE_NAMESPACE, schema: 'ubl-invoice-2.1' },
      { name: 'CreditNote', namespace: CREDIT_NOTE_NAMESPACE, schema: 'ubl-creditnote-2.1' },
    ],
    expected: 'Invoice ou CreditNote de UBL 2',
    read: (document) => [readUbl(document)],
  },
  FSO1110A: {
    roots: [
      { name: 'Invoice', namespace: INVOICE_NAMESPACE, schema: 'ubl-invoice-minimal-2.1' },
      { name: 'CreditNote', namespace: CREDIT_NOTE_NAMESPACE, schema: 'ubl-creditnote-minimal-2.1' },
    ],
    expected: 'Invoice ou CreditNote de UBL 2',
    read: (document) => [withOriginal(readUbl(document))],
  },
  FSO1113A: {
    roots: [{ name: 'CPPFactureMixte', namespace: '', schema: 'cpp-facture-mixte-v1_14' }],
    expected: 'CPPFactureMixte, sans espace de noms',
    read: readMixed,
  },
}

/** The format of an interface that is read. @throws for any other: its flows are refused by their name. */
export function formatOf(interfaceCode: string): DepositFormat {
  const format = Object.hasOwn(FORMATS, interfaceCode) ? FORMATS[interfaceCode] : undefined
  if (format === undefined) throw new Error(`no format is known for interface ${interfaceCode}`)
  return format
}
