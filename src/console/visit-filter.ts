import type { FlowFilter } from '../record/flow-filter.ts'
import type { Settings } from '../settings.ts'
import { scoped } from './access/scope.ts'
import { type FlowQuery, filterOf } from './flow-query.ts'
import type { Visit } from './visit.ts'

/** The filter of a query, for the eyes of this visitor: a depositor's account finds its own flows only, whatever it asks. */
export function visitFilter(
  query: FlowQuery,
  { visitor, now }: Pick<Visit, 'visitor' | 'now'>,
  settings: Pick<Settings, 'depositors'>,
): FlowFilter {
  const depositors = new Set(settings.depositors.map(({ application }) => application))
  return scoped(filterOf(query, { depositors, now }), visitor)
}
