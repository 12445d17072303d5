import type { Deposit } from './outcome.ts'

/** Documents in a flow, invoices in a document, recipient applications a flow can reach: all below this. */
const THOUSAND = 1000
const RUNS = 100
/** Where the numbers of second and later invoices of a document begin, far above those of the first ones. */
const BEYOND = 1_000_000_000_000_000n

/**
 * IdCPRO of the invoice at this place of the flow (document × 1,000 + place in the document): the record gave the flow its
 * number once, so this is given once too, and every run of the flow gives the same. Nearly every document holds one
 * invoice, and those numbers stay small.
 */
export function idCpro(deposit: Pick<Deposit, 'flow'>, index: number): string {
  const document = Math.floor(index / THOUSAND)
  const place = index % THOUSAND
  if (document >= THOUSAND) throw new Error(`document ${document} of flow ${deposit.flow} has no IdCPRO`)
  const own = BigInt(deposit.flow) * BigInt(THOUSAND) + BigInt(document + 1)
  return (place === 0 ? own : BEYOND + own * BigInt(THOUSAND) + BigInt(place)).toString()
}

/** Sequence of the pivot for the recipient application at this place of the flow: a new run is a new file. */
export function pivotSequence(deposit: Pick<Deposit, 'flow' | 'run'>, place: number): number {
  return sequence(deposit, place + 1)
}

/** Sequence of the report on a run. */
export function reportSequence(deposit: Pick<Deposit, 'flow' | 'run'>): number {
  return sequence(deposit, 0)
}

function sequence({ flow, run }: Pick<Deposit, 'flow' | 'run'>, place: number): number {
  if (run >= RUNS || place >= THOUSAND)
    throw new Error(`run ${run}, file ${place} of flow ${flow} is beyond its sequences`)
  return (flow * RUNS + run) * THOUSAND + place
}
