import type { FinalState } from '../pipeline/outcome.ts'
import type { Refusal } from '../record/replay-refusal.ts'
import type { FlowState } from '../record/tables.ts'
import { codesOf, type FaultDifference, type OutcomeDifference } from './difference.ts'
import type { Rehearsed } from './dry-run.ts'
import type { PivotDifference } from './pivot-difference.ts'

/** How many flows of a dry run came to what. */
export class DryRunTally {
  flows = 0
  /** Flows whose state would be another, or the same, by `before → after`. */
  readonly verdicts = new Map<`${FlowState} ${FinalState}`, number>()
  /** Flows by code of what would no longer be said, or be said for the first time; remarks too. */
  readonly gone = new Map<string, number>()
  readonly new = new Map<string, number>()
  /** Flows with an invoice whose factor, or whose way, would be another. */
  factorChanged = 0
  routeChanged = 0
  /** Invoices by what would become of their part of a pivot. */
  readonly pivots: Record<PivotDifference['kind'], number> = { new: 0, changed: 0, same: 0, gone: 0 }
  readonly refused = new Map<Refusal, number>()
  trouble = 0

  add(flow: Rehearsed): void {
    this.flows += 1
    if (flow.kind === 'refused') count(this.refused, flow.refusal)
    else if (flow.kind === 'trouble') this.trouble += 1
    else {
      count(this.verdicts, `${flow.state} ${flow.outcome.after}`)
      for (const { kind } of flow.pivots) this.pivots[kind] += 1
      this.#addOutcome(flow.outcome)
    }
  }

  /** Nothing would be rejected, blocked or left aside. */
  get isAllIntegrated(): boolean {
    const ends = [...this.verdicts.keys()].map((key) => key.split(' ')[1])
    return this.trouble === 0 && this.refused.size === 0 && ends.every((state) => state === 'integrated')
  }

  #addOutcome(outcome: OutcomeDifference): void {
    const said = allSaid(outcome)
    for (const code of codesOf(said.flatMap((each) => each.gone))) count(this.gone, code)
    for (const code of codesOf(said.flatMap((each) => each.new))) count(this.new, code)
    this.factorChanged += Number(outcome.invoices.some(({ factor }) => factor.isChanged))
    this.routeChanged += Number(outcome.invoices.some(({ route }) => route.isChanged))
  }
}

/** What is said of the flow and of each of its invoices, faults and remarks. */
function allSaid({ faults, remarks, invoices }: OutcomeDifference): FaultDifference[] {
  return [faults, remarks, ...invoices.flatMap((each) => [each.faults, each.remarks])]
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
