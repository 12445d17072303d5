import type { FinalState } from '../../../pipeline/outcome.ts'
import type { Refusal } from '../../../record/replay-refusal.ts'
import type { FlowState } from '../../../record/tables.ts'
import { codesOf } from '../../../support/difference.ts'
import type { Rehearsed } from '../../../support/dry-run.ts'

/** What a replay of one flow would come to, in as few words as a line has room for. */
export interface TrialLine {
  flow: number
  name: string
  state: FlowState
  /** One of the three: what it would become, why it is not replayed, what would block it. */
  after?: FinalState
  refusal?: Refusal
  error?: string
  gone: string[]
  new: string[]
  kept: string[]
  isFactorChanged: boolean
  /** Applications its invoices would newly go to. */
  routes: string[]
  newPivots: number
  changedFields: number
}

const NOTHING = {
  gone: [],
  new: [],
  kept: [],
  isFactorChanged: false,
  routes: [],
  newPivots: 0,
  changedFields: 0,
}

/** An error is told by its beginning. */
const LONGEST_ERROR = 300

export function trialLine(of: Rehearsed): TrialLine {
  const { flow, name, state } = of
  if (of.kind === 'refused') return { flow, name, state, refusal: of.refusal, ...NOTHING }
  if (of.kind === 'trouble') {
    return { flow, name, state, error: of.error.slice(0, LONGEST_ERROR), ...NOTHING }
  }
  const { outcome, pivots } = of
  const { faults, remarks, invoices } = outcome
  const said = [faults, remarks, ...invoices.flatMap((each) => [each.faults, each.remarks])]
  const codes = (which: 'gone' | 'new' | 'kept') => codesOf(said.flatMap((each) => each[which]))
  const changed = invoices.filter(({ route }) => route.isChanged)
  return {
    flow,
    name,
    state,
    after: outcome.after,
    gone: codes('gone'),
    new: codes('new'),
    kept: codes('kept'),
    isFactorChanged: invoices.some(({ factor }) => factor.isChanged),
    routes: [...new Set(changed.flatMap(({ route }) => route.after?.application ?? []))],
    newPivots: pivots.filter(({ kind }) => kind === 'new').length,
    changedFields: pivots.reduce(
      (sum, { kind, fields }) => sum + (kind === 'changed' ? fields.length : 0),
      0,
    ),
  }
}

/** What it costs to keep a flow with all its fields. */
export function weightOf(of: Rehearsed): number {
  if (of.kind !== 'judged') return 1
  const fields = of.pivots.reduce((sum, each) => sum + each.fields.length, 0)
  return 1 + of.outcome.invoices.length + fields
}
