import type { Schema } from './schemas.ts'
import { parseXml } from './xml.ts'

/**
 * Holds a document we made against its own schema. One that fails is our trouble: it throws, the document is never
 * sent, and no invoice is rejected for it.
 */
export function verifyOwn(bytes: Uint8Array, name: string, schema: Schema): void {
  const parsed = parseXml(bytes)
  if (!parsed.ok)
    throw new Error(
      `${name} : le XML écrit par Écluse n’est pas bien formé (not well-formed: ${parsed.faults[0]?.detail['problemEn'] ?? ''})`,
    )
  try {
    const [first] = schema.validate(parsed.value)
    if (first === undefined) return
    throw new Error(
      `${name} : le document écrit par Écluse ne respecte pas ${schema.mark.id}, ligne ${first.line} (fails its schema: ${first.message})`,
    )
  } finally {
    parsed.value.dispose()
  }
}
