import type { EarlierInvoice } from './outcome.ts'

/** A flow deposited earlier. */
export interface EarlierFlow {
  flow: number
  name: string
  /** ISO 8601 UTC. */
  receivedAt: string
}

/** An invoice of this flow that an earlier run accepted and put in a pivot. */
export interface SentInvoice {
  /** Its place in the flow, as in `InvoiceOutcome.index`. */
  index: number
  run: number
  /** The uniqueness keys it holds: one, unless a corrected file changed it. */
  keys: readonly string[]
}

/** What a run has to know of the past. "Earlier" is a smaller flow number, whatever order flows are worked on in. */
export interface Ask {
  /** Invoices other flows had accepted, by uniqueness key; those of the flow that asks are left out. */
  acceptedBefore(keys: readonly string[]): Promise<ReadonlyMap<string, EarlierInvoice>>
  /** An earlier flow of this depositor with this flow identifier. */
  flowIdentifierSeen(
    depositor: string,
    identifier: string,
    exceptFlow: number,
  ): Promise<EarlierFlow | undefined>
  /** What runs of this flow before this one sent, the latest of each place. */
  sentBefore(of: { flow: number; run: number }): Promise<SentInvoice[]>
  /** An earlier flow of this depositor with the same bytes. */
  sameBytes(depositor: string, sha256: string, exceptFlow: number): Promise<EarlierFlow | undefined>
}

/** Asks nothing of any record: every deposit is the first. For examining files. */
export const nothingBefore: Ask = {
  acceptedBefore: () => Promise.resolve(new Map()),
  flowIdentifierSeen: () => Promise.resolve(undefined),
  sameBytes: () => Promise.resolve(undefined),
  sentBefore: () => Promise.resolve([]),
}
