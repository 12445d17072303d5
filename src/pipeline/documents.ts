import type { Context } from './context.ts'
import type { Deposit } from './outcome.ts'
import type { Opened } from './stages/open.ts'

/** One document of the flow; `bytes` is absent when it is larger than a document may be. */
export interface FlowDocument {
  index: number
  /** File name inside the flow, the flow's own name when it is a single document. */
  name: string
  size: number
  bytes: Uint8Array | undefined
}

/** Documents of a flow from `from` up to, and without, `to`. */
export interface DocumentRange {
  from: number
  to: number
}

/** The documents of a flow in this range, one after the other: only one is in memory at a time. */
export async function* flowDocuments(
  deposit: Deposit,
  opened: Opened,
  range: DocumentRange,
  context: Context,
): AsyncGenerator<FlowDocument> {
  const wanted = opened.files.slice(range.from, range.to)
  if (wanted.length === 0) return // inadmissible: its bytes are not asked for, an archive may not even be one
  if (opened.isArchive) {
    yield* context.archives.documentsOf(deposit, range)
    return
  }
  const { size } = deposit.content
  const bytes = size > context.limits.invoiceBytes ? undefined : await deposit.content.whole()
  for (const file of wanted) yield { ...file, bytes }
}
