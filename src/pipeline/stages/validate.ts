import type { XmlDocument } from 'libxml2-wasm'
import { type Fault, fault, merge } from '../../faults/fault.ts'
import { accept, type Result, reject } from '../../faults/result.ts'
import type { SchemaMark } from '../../formats/schema-mark.ts'
import { schemaSentence } from '../../formats/schema-sentence.ts'
import type { Schema } from '../../formats/schemas.ts'
import { CREDIT_NOTE_NAMESPACE, INVOICE_NAMESPACE } from '../../formats/ubl/namespaces.ts'
import { parseXml } from '../../formats/xml.ts'
import type { Context } from '../context.ts'
import type { FlowDocument } from './open.ts'

/** A document that obeys its schema, to be disposed of by the caller, and the schema that said so. */
export interface Valid {
  document: XmlDocument
  schema: SchemaMark
}

/** What came of it; `schema` is there as soon as one judged the document, whatever its verdict. */
export interface Validation {
  result: Result<Valid>
  schema?: SchemaMark
}

/** Parses a document of an E1 flow and holds it against the schema its root calls for. */
export function validate(file: FlowDocument, interfaceCode: string, context: Context): Validation {
  const limit = context.limits.invoiceBytes
  if (file.bytes.length > limit) {
    const detail = { size: String(file.bytes.length), limit: String(limit) }
    return { result: reject(fault('VAL-06', { detail })) }
  }
  const parsed = parseXml(file.bytes)
  if (!parsed.ok) return { result: parsed }
  const document = parsed.value
  const schema = schemaFor(document, context)
  if (schema === undefined) {
    const refused = wrongRoot(document, interfaceCode)
    document.dispose()
    return { result: reject(refused) }
  }
  const faults = schemaFaults(document, schema)
  if (faults.length === 0) return { result: accept({ document, schema: schema.mark }), schema: schema.mark }
  document.dispose()
  return { result: reject(...faults), schema: schema.mark }
}

function schemaFor(document: XmlDocument, context: Context): Schema | undefined {
  const { name, namespaceUri } = document.root
  if (name === 'Invoice' && namespaceUri === INVOICE_NAMESPACE) return context.schemas.get('ubl-invoice-2.1')
  if (name === 'CreditNote' && namespaceUri === CREDIT_NOTE_NAMESPACE)
    return context.schemas.get('ubl-creditnote-2.1')
  return undefined
}

function wrongRoot(document: XmlDocument, code: string): Fault {
  const { name, namespaceUri, line } = document.root
  const root = namespaceUri === '' ? `${name} (sans espace de noms)` : `${name} (${namespaceUri})`
  const detail = { root, code, expected: 'Invoice ou CreditNote de UBL 2' }
  return fault('VAL-04', { at: { xpath: `/${name}`, line }, detail })
}

/** Every error of the schema, the same one in several places said once. */
function schemaFaults(document: XmlDocument, schema: Schema): Fault[] {
  const errors = schema.validate(document)
  return merge(
    errors.map((error) => {
      const sentence = schemaSentence(error.message)
      const at = { line: error.line, ...(error.xpath === undefined ? {} : { xpath: error.xpath }) }
      const detail = {
        schema: `${schema.mark.id} ${schema.mark.version}`,
        problem: sentence.fr,
        problemEn: sentence.en,
      }
      return fault('VAL-02', { at, detail })
    }),
  )
}
