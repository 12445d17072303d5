import { type AliasedExpression, type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Stretch } from './flow-times.ts'
import type { Queries } from './tables.ts'

/** `down`: from the newest flow to the oldest. */
export type Direction = 'up' | 'down'

/** A way through flows, in the order of their numbers. */
export interface FlowOrder {
  /** The flow at which so many entries have been passed; `undefined` when this stretch has no more. */
  passed(entries: number, stretch: Stretch, direction: Direction): Promise<number | undefined>
  /** Its flows in this stretch, each once; absent when it leads through all there are. */
  flows?(stretch: Stretch): Listed
}

/** The flows an index lists. */
export type FlowList = Required<FlowOrder>

export type Listed = AliasedExpression<{ flow: number }, 'listed'>

export type ListedTable = 'flows' | 'invoices' | 'flow_faults'

const KEYS = {
  flows: sql<number>`${sql.ref('flows.number')}`,
  invoices: sql<number>`${sql.ref('invoices.flow')}`,
  flow_faults: sql<number>`${sql.ref('flow_faults.flow')}`,
} as const satisfies Record<ListedTable, unknown>

const IN_ORDER = { up: sql`asc`, down: sql`desc` } as const satisfies Record<Direction, unknown>

export type Condition = RawBuilder<SqlBool>

export interface IndexedRows {
  table: ListedTable
  /** Equalities that begin an index whose next column is the flow's number. */
  holds: Condition
  /** What else those rows must be; no index is chosen for it. */
  also?: readonly Condition[]
}

/** The flows of these rows. */
export function indexedList(queries: Queries, { table, holds, also = [] }: IndexedRows): FlowList {
  const key = KEYS[table]
  const entries = ({ from, to }: Stretch) =>
    sql`from ${sql.table(table)} where ${holds} and ${key} >= ${from} and ${key} <= ${to}`
  return {
    async passed(count, stretch, direction) {
      const { rows } = await sql<{ flow: number }>`
        select ${key} as flow ${entries(stretch)} order by ${key} ${IN_ORDER[direction]} limit 1 offset ${count}
      `.execute(queries)
      return rows[0]?.flow
    },
    flows: (stretch) => {
      const all = sql.join([entries(stretch), ...also.map((each) => sql`(${each}) is true`)], sql` and `)
      return sql<{ flow: number }>`(select distinct ${key} as flow ${all})`.as('listed')
    },
  }
}

/** Those in any of these lists. */
export function eitherList(lists: readonly FlowList[]): FlowList {
  if (lists.length === 0) return numberList([])
  return {
    async passed(count, stretch, direction) {
      const edges: number[] = []
      for (const list of lists) {
        const edge = await list.passed(count, stretch, direction)
        if (edge !== undefined) edges.push(edge)
      }
      if (edges.length === 0) return undefined
      return direction === 'down' ? Math.max(...edges) : Math.min(...edges)
    },
    flows: (stretch) => {
      const each = lists.map((list) => sql`select flow from ${list.flows(stretch)}`)
      return sql<{ flow: number }>`(${sql.join(each, sql` union `)})`.as('listed')
    },
  }
}

/** The first flow is number 1. */
const NO_FLOW = 0

/** These flows. */
export function numberList(numbers: readonly number[]): FlowList {
  const upwards = [...new Set(numbers)].toSorted((a, b) => a - b)
  const within = ({ from, to }: Stretch) => upwards.filter((number) => number >= from && number <= to)
  return {
    passed: async (count, stretch, direction) =>
      within(stretch).at(direction === 'down' ? -1 - count : count),
    flows: (stretch) => {
      const found = within(stretch)
      const numbers = sql.join(found.length === 0 ? [NO_FLOW] : found)
      return sql<{ flow: number }>`(select number as flow from flows where number in (${numbers}))`.as(
        'listed',
      )
    },
  }
}

/** All flows there are: no index is needed to go from number to number. */
export function allFlows(): FlowOrder {
  return {
    passed: async (count, { from, to }, direction) => {
      const edge = direction === 'down' ? to - count : from + count
      return edge >= from && edge <= to ? edge : undefined
    },
  }
}
