import { sql } from 'kysely'
import { invoiceConditions } from './flow-conditions.ts'
import type { FlowFilter } from './flow-filter.ts'
import {
  type Condition,
  eitherList,
  type FlowList,
  indexedList,
  type ListedTable,
  numberList,
} from './flow-lists.ts'
import { COMMON, hasFactor, isOtherFrame, isOtherInterface, isUnwell } from './index-conditions.ts'
import { type FlowState, isPending, type Queries } from './tables.ts'

/** A list in which each flow is that a filter finds. */
export interface FilterList {
  list: FlowList
  /** What of the filter needs no further look at the flows of this list. */
  answers?: keyof FlowFilter
}

/** The lists there are for a filter, but for its text; none for what most flows have. */
export function listsOf(queries: Queries, filter: FlowFilter): FilterList[] {
  const { flows, states, fault, depositor } = filter
  const list = (table: ListedTable, holds: Condition) => indexedList(queries, { table, holds })
  return [
    ...(flows === undefined ? [] : [{ list: numberList(flows), answers: 'flows' as const }]),
    ...(states === undefined || states.includes('integrated')
      ? []
      : [{ list: stateList(queries, states, depositor), answers: 'states' as const }]),
    ...(fault === undefined
      ? []
      : [{ list: list('flow_faults', sql`code = ${fault}`), answers: 'fault' as const }]),
    ...invoiceLists(queries, filter),
    ...(depositor === undefined
      ? []
      : [{ list: list('flows', sql`depositor = ${depositor}`), answers: 'depositor' as const }]),
    ...interfaceLists(queries, filter),
  ]
}

/** Of invoices of any run: whether it is the last that read any is still to be looked at. */
function invoiceLists(queries: Queries, filter: FlowFilter): FilterList[] {
  const { recipient, frame, factor, account } = filter
  const also = invoiceConditions(filter)
  const list = (holds: Condition) => ({ list: indexedList(queries, { table: 'invoices', holds, also }) })
  return [
    ...(account === undefined ? [] : [list(sql`account_end = ${account}`)]),
    ...(recipient === undefined ? [] : [list(sql`recipient_siret = ${recipient}`)]),
    ...(frame === undefined || frame === COMMON.frame
      ? []
      : [list(sql`frame = ${frame} and ${isOtherFrame}`)]),
    ...(factor === undefined || factor === COMMON.factor
      ? []
      : [list(sql`factor_status = ${factor} and ${hasFactor}`)]),
  ]
}

function interfaceLists(queries: Queries, { interfaceCode }: FlowFilter): FilterList[] {
  if (interfaceCode === undefined || interfaceCode === COMMON.interfaceCode) return []
  const holds = sql<boolean>`interface_code = ${interfaceCode} and ${isOtherInterface}`
  return [{ list: indexedList(queries, { table: 'flows', holds }), answers: 'interfaceCode' }]
}

function stateList(queries: Queries, states: readonly FlowState[], depositor: string | undefined): FlowList {
  const of = depositor === undefined ? sql`` : sql`depositor = ${depositor} and `
  return eitherList(
    [...new Set(states)].map((state) => {
      const isWaiting = state === 'received' || state === 'processing'
      const holds: Condition = isWaiting
        ? sql`state = ${state} and ${isPending}`
        : sql`${of}state = ${state} and ${isUnwell}`
      return indexedList(queries, { table: 'flows', holds })
    }),
  )
}
