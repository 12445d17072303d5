import type { Directory } from '../directory/directory.ts'
import type { Fault } from '../faults/fault.ts'
import type { PivotUnit } from '../formats/pivot/pivot.ts'
import type { Ask } from './ask.ts'
import type { Context } from './context.ts'
import { type Bench, examine, openFlow, PLACES } from './examine.ts'
import type { Deposit, Outcome } from './outcome.ts'
import type { Accepted } from './stages/pivot.ts'
import type { Survey } from './survey.ts'

/** All that an invoice's part of a pivot was made of, as the stages handed it on. */
export interface Traced extends Accepted {
  /** File name of its document inside the flow. */
  document: string
  /** What was read of it, every value with its place, and its files. */
  survey: Survey
  unit: PivotUnit
}

/** Told of each invoice that is written for a pivot. A run without one pays nothing for it. */
export type Trace = (of: Traced) => void

/** One invoice of a deposit computed again. */
export interface Tracing {
  /** Absent when it is refused now: `faults` say why. */
  traced?: Traced
  faults: Fault[]
  /** The context it was computed in; what else judges, a reader of the trace may ask it. */
  context: Pick<Context, 'application' | 'directory' | 'rules'>
  /** What it was judged by, to be held against what its run was judged by. */
  judgedBy: Outcome['judgedBy']
}

/** What a past run knew and went by, where that is not what one of today would. */
export interface TracedAs {
  ask: Ask
  /** The directory it was judged by; absent: today's. */
  directory?: Directory
}

/** The invoice at this place of the flow, computed again with everything on the way kept; its document alone is read. */
export async function traceInvoice(deposit: Deposit, index: number, bench: Bench): Promise<Tracing> {
  const { context } = bench
  const opened = await openFlow(deposit, bench)
  const seen: Traced[] = []
  const from = Math.floor(index / PLACES)
  const trace: Trace = (of) => seen.push(of)
  const { examined, schemas } = await examine(deposit, opened, { from, to: from + 1 }, { ...bench, trace })
  const outcome = examined.find((each) => each.outcome.index === index)?.outcome
  const traced = seen.find((each) => each.index === index)
  return {
    faults: [...opened.faults, ...(outcome?.faults ?? [])],
    context,
    judgedBy: { schemas, rules: context.rulesMark, directory: context.directory.hash },
    ...(traced === undefined ? {} : { traced }),
  }
}

/** The bench a past run is computed again on. */
export function benchOf(bench: Bench, { directory }: TracedAs): Bench {
  return directory === undefined ? bench : { ...bench, context: { ...bench.context, directory } }
}
