import type { EarlierInvoice } from './outcome.ts'

/** A flow deposited earlier. */
export interface EarlierFlow {
  flow: number
  name: string
  /** ISO 8601 UTC. */
  receivedAt: string
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
  /** An earlier flow of this depositor with the same bytes. */
  sameBytes(depositor: string, sha256: string, exceptFlow: number): Promise<EarlierFlow | undefined>
}

/** Asks nothing of any record: every deposit is the first. For examining files. */
export const nothingBefore: Ask = {
  acceptedBefore: () => Promise.resolve(new Map()),
  flowIdentifierSeen: () => Promise.resolve(undefined),
  sameBytes: () => Promise.resolve(undefined),
}
