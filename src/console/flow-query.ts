import { given } from '../invoice/given.ts'
import type { FlowFilter } from '../record/flow-filter.ts'
import type { FlowState } from '../record/tables.ts'
import { instantBefore } from '../support/age.ts'
import { accountEnd, typedFilter } from '../support/find.ts'
import { instantOf } from '../support/instant.ts'

/** The states of a flow, in the order of its life. */
export const STATES = [
  'received',
  'processing',
  'integrated',
  'partially-integrated',
  'rejected',
  'blocked',
] as const satisfies FlowState[]

export const FACTORS = ['none', 'present', 'ignored'] as const

/** What a list of flows is asked with, as it stands in an address: every view has one, and each can be sent to somebody. */
export interface FlowQuery {
  /** What was typed into the search box. */
  q?: string
  state?: readonly FlowState[]
  fault?: string
  depositor?: string
  recipient?: string
  interface?: string
  frame?: string
  factor?: (typeof FACTORS)[number]
  account?: string
  /** A day, a minute, an instant or an age, as a person writes it. */
  since?: string
  until?: string
  /** The flow under which the next page begins. */
  before?: number
  /** Columns of the list, by name; absent: the usual ones. */
  columns?: readonly string[]
}

const WORDS = ['fault', 'depositor', 'recipient', 'interface', 'frame', 'account'] as const

/** Of a query whatever can be understood; the rest is left out. */
export function flowQueryOf(query: URLSearchParams): FlowQuery {
  const said = (name: string) => query.get(name)?.trim() || undefined
  const states = query.getAll('state').flatMap((each) => each.split(','))
  const state = STATES.filter((each) => states.includes(each))
  const before = Number(said('before'))
  const columns = query.getAll('col').filter((each) => /^[a-z-]{1,20}$/.test(each))
  const words = Object.fromEntries(WORDS.map((name) => [name, code(said(name))]))
  return given({
    ...words,
    q: said('q'),
    state: state.length === 0 ? undefined : state,
    factor: FACTORS.find((each) => each === said('factor')),
    since: said('since'),
    until: said('until'),
    columns: columns.length === 0 ? undefined : columns,
    before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
  })
}

function code(text: string | undefined): string | undefined {
  return text?.replaceAll(/\s/g, '').toUpperCase()
}

/** `/flows?…`: the list of these flows. */
export function flowsHref(query: FlowQuery): string {
  const { state, before, columns = [], ...words } = query
  const search = new URLSearchParams(given(words))
  if (state !== undefined) search.set('state', state.join(','))
  if (before !== undefined) search.set('before', String(before))
  for (const column of columns) search.append('col', column)
  const text = search.toString()
  return text === '' ? '/flows' : `/flows?${text}`
}

/** The filter a query stands for; ages are counted from `now`, ISO 8601 UTC. */
export function filterOf(
  query: FlowQuery,
  { depositors, now }: { depositors: ReadonlySet<string>; now: string },
): FlowFilter {
  const { q, state, fault, depositor, recipient, frame, factor, account, since, until } = query
  const moment = (text: string | undefined, edge: 'start' | 'end') =>
    text === undefined ? undefined : (instantOf(text, edge) ?? instantBefore(Date.parse(now), text))
  return {
    ...(q === undefined ? {} : typedFilter(q, { depositors })),
    ...given({
      states: state,
      fault,
      depositor,
      recipient,
      interfaceCode: query.interface,
      frame,
      factor,
      account: account === undefined ? undefined : (accountEnd(account) ?? accountEnd(`*${account}`)),
      since: moment(since, 'start'),
      until: moment(until, 'end'),
    }),
  }
}

/** The query under which the pages show what this filter finds. */
export function queryOf(filter: FlowFilter): FlowQuery {
  const { states, fault, depositor, recipient, interfaceCode, frame, factor, account, since, until, text } =
    filter
  return given({
    q: text,
    state: states,
    fault,
    depositor,
    recipient,
    interface: interfaceCode,
    frame,
    factor,
    account,
    since,
    until,
  })
}
