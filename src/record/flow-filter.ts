import { fits } from './flow-conditions.ts'
import { listsOf } from './filter-lists.ts'
import type { FlowState, Queries } from './tables.ts'
import { allOfText } from './text-list.ts'

/** What flows are looked for; all that is given must hold. Codes and identifiers are whole, without blanks. */
export interface FlowFilter {
  flows?: readonly number[]
  states?: readonly FlowState[]
  /** Code of a fault or remark of the last run. */
  fault?: string
  /** Application code. */
  depositor?: string
  /** SIRET of the recipient of an invoice. Frame, factor and account are those of the same invoice. */
  recipient?: string
  interfaceCode?: string
  frame?: string
  factor?: 'none' | 'present' | 'ignored'
  /** Last four characters of the account to pay. */
  account?: string
  /** Received at this instant or later, ISO 8601 UTC. */
  since?: string
  /** Received before this instant. */
  until?: string
  /** Anything a person has at hand: flow number, file name, invoice number, identifier, supplier's name, engagement. */
  text?: string
}

/**
 * The flows a filter finds, in no order: to be selected from, ordered and limited. Each such query goes through all flows
 * that one index lists; to go through them page by page, `walk` is the better way.
 */
export function flowsMatching(queries: Queries, filter: FlowFilter) {
  const all = queries.selectFrom('flows').where((is) => fits(is, filter))
  const listed =
    filter.text === undefined
      ? listsOf(queries, filter)[0]?.list.flows({ from: 1, to: Number.MAX_SAFE_INTEGER })
      : allOfText(filter.text)
  if (listed === undefined) return all
  return all.where('flows.number', 'in', queries.selectFrom(listed).select('listed.flow'))
}
