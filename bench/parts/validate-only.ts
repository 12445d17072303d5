import { join } from 'node:path'
import { loadSchemas, type Schemas } from '../../src/formats/schemas.ts'
import { parseXml } from '../../src/formats/xml.ts'
import type { LoadDocument, Mix } from '../load/mix.ts'

/** One thread that only parses and validates every XML document of the flows, those of archives included. */
export interface ValidateOnly {
  invoices: number
  seconds: number
  perSecond: number
}

const SCHEMAS = join(import.meta.dirname, '../../schemas')
const WARM_UP = 100

/** The flows a walk drops, made one after the other while the clock stands still. */
export function validateOnly(mix: Mix, flows: number): ValidateOnly {
  using schemas = loadSchemas(SCHEMAS)
  pass(mix, { from: 0, flows: WARM_UP }, schemas)
  const { invoices, ms } = pass(mix, { from: WARM_UP, flows }, schemas)
  return { invoices, seconds: ms / 1000, perSecond: (invoices * 1000) / ms }
}

function pass(mix: Mix, of: { from: number; flows: number }, schemas: Schemas) {
  let invoices = 0
  let ms = 0
  for (let index = of.from; index < of.from + of.flows; index++) {
    const { documents } = mix.flow(index)
    const begun = performance.now()
    for (const document of documents) validate(document, schemas)
    ms += performance.now() - begun
    invoices += documents.length
  }
  return { invoices, ms }
}

/** Whether it is valid does not matter here. */
function validate({ bytes, schema }: LoadDocument, schemas: Schemas): void {
  const parsed = parseXml(bytes)
  if (!parsed.ok) throw new Error('a generated document is no XML')
  schemas.get(schema).validate(parsed.value)
  parsed.value.dispose()
}
