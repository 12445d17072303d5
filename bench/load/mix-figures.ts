import { type Kind, KINDS, type Mix } from './mix.ts'

/** What the mix is, counted on the flows themselves. */
export interface MixFigure {
  kind: Kind
  label: string
  flows: number
  invoices: number
  /** Mean bytes of a flow, and of its XML documents. */
  flowBytes: number
  documentBytes: number
}

const COUNTED = 1_000

export function mixFigures(mix: Mix): MixFigure[] {
  const flows = Array.from({ length: COUNTED }, (_, index) => {
    const { kind, bytes, documents, invoices } = mix.flow(index)
    const documentBytes = documents.reduce((sum, each) => sum + each.bytes.length, 0)
    return { kind, invoices, flowBytes: bytes.length, documentBytes }
  })
  return Object.entries(KINDS).map(([name, { label }]): MixFigure => {
    const kind = name as Kind
    const own = flows.filter((each) => each.kind === kind)
    const invoices = own.reduce((sum, each) => sum + each.invoices, 0)
    return {
      kind,
      label,
      flows: own.length,
      invoices,
      flowBytes: own.reduce((sum, each) => sum + each.flowBytes, 0) / own.length,
      documentBytes: own.reduce((sum, each) => sum + each.documentBytes, 0) / invoices,
    }
  })
}
