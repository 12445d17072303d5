import type { XmlDocument } from 'libxml2-wasm'
import { type Fault, fault, merge } from '../../faults/fault.ts'
import { accept, type Result, reject } from '../../faults/result.ts'
import type { SchemaMark } from '../../formats/schema-mark.ts'
import { schemaSentence } from '../../formats/schema-sentence.ts'
import type { Schema } from '../../formats/schemas.ts'
import { isDeeperThan, parseXml, tooDeep } from '../../formats/xml.ts'
import { EICAR_NAME, holdsEicar } from '../../reception/attachment/eicar.ts'
import type { Context } from '../context.ts'
import { type DepositFormat, formatOf } from '../deposit-formats.ts'
import type { FlowDocument } from '../documents.ts'

/** A document that obeys its schema, to be disposed of by the caller, and the schema that said so. */
export interface Valid {
  document: XmlDocument
  schema: SchemaMark
  /** What it is, of the formats of deposits. */
  format: DepositFormat
}

/** What came of it; `schema` is there as soon as one judged the document, whatever its verdict. */
export interface Validation {
  result: Result<Valid>
  schema?: SchemaMark
}

/** Parses a document of a flow of this interface and holds it against the schema its root calls for. */
export function validate(file: FlowDocument, interfaceCode: string, context: Context): Validation {
  const limit = context.limits.invoiceBytes
  if (file.bytes === undefined) {
    const detail = { size: String(file.size), limit: String(limit) }
    return { result: reject(fault('VAL-06', { detail })) }
  }
  if (holdsEicar(file.bytes)) {
    const detail = { name: file.name, threat: EICAR_NAME }
    return { result: reject(fault('EXT-39', { detail })) }
  }
  const parsed = parseXml(file.bytes)
  if (!parsed.ok) return { result: parsed }
  const document = parsed.value
  if (isDeeperThan(document, context.limits.depth)) {
    document.dispose()
    return { result: reject(tooDeep()) }
  }
  const format = formatOf(interfaceCode)
  const schema = schemaFor(document, format, context)
  if (schema === undefined) {
    const refused = wrongRoot(document, interfaceCode, format)
    document.dispose()
    return { result: reject(refused) }
  }
  const faults = schemaFaults(document, schema)
  const { mark } = schema
  if (faults.length === 0) return { result: accept({ document, schema: mark, format }), schema: mark }
  document.dispose()
  return { result: reject(...faults), schema: mark }
}

function schemaFor(document: XmlDocument, format: DepositFormat, context: Context): Schema | undefined {
  const { name, namespaceUri } = document.root
  const root = format.roots.find((each) => each.name === name && each.namespace === namespaceUri)
  return root && context.schemas.get(root.schema)
}

function wrongRoot(document: XmlDocument, code: string, { expected }: DepositFormat): Fault {
  const { name, namespaceUri, line } = document.root
  const root = namespaceUri === '' ? `${name} (sans espace de noms)` : `${name} (${namespaceUri})`
  const detail = { root, code, expected }
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
        schema: schema.mark.id,
        problem: sentence.fr,
        problemEn: sentence.en,
      }
      return fault('VAL-02', { at, detail })
    }),
  )
}
