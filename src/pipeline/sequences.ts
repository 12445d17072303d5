import type { Deposit } from './outcome.ts'

/** Invoices in a flow, and recipient applications it can reach: both below this. */
const PER_FLOW = 1000
const RUNS = 100

/**
 * IdCPRO of the invoice at this place of the flow: the record gave the flow its number once, so this is given once too,
 * and every run of the flow gives the same.
 */
export function idCpro(deposit: Pick<Deposit, 'flow'>, index: number): string {
  if (index >= PER_FLOW)
    throw new Error(`invoice ${index} of flow ${deposit.flow} has no IdCPRO: a flow holds ${PER_FLOW}`)
  return (BigInt(deposit.flow) * BigInt(PER_FLOW) + BigInt(index + 1)).toString()
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
  if (run >= RUNS || place >= PER_FLOW)
    throw new Error(`run ${run}, file ${place} of flow ${flow} is beyond its sequences`)
  return (flow * RUNS + run) * PER_FLOW + place
}
