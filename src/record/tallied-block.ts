import { parisDay } from '../invoice/paris.ts'
import type { Queries } from './tables.ts'
import { count, delayClass, type Tally, type TallyKind } from './tally.ts'

/** Flow numbers that are counted together. A migration wrote tallies by it: it stays. */
const BLOCK = 500

/** Stands for all depositors; no application code is written so. */
export const ALL = '*'

/** What is counted of the flows of a block that one depositor, or all, dropped on one day of Paris. */
export interface BlockTally {
  depositor: string
  kind: TallyKind
  /** AAAA-MM-JJ. */
  day: string
  tally: Tally
}

export function blockOf(flow: number): number {
  return Math.floor(flow / BLOCK)
}

export interface CountedBlock {
  tallies: BlockTally[]
  /** Retention took some of its flows away but for their row: what hung on them cannot be counted any more. */
  hasGone: boolean
}

/** Counts the flows of a block as they are now: some milliseconds. */
export async function countBlock(queries: Queries, block: number): Promise<CountedBlock> {
  const flows = await flowsOf(queries, block)
  const known = new Map(flows.map((flow) => [flow.number, flow]))
  const book = new Book()
  for (const flow of flows) countFlow(book, flow)
  for (const { of, rows } of ofFlows(known, await invoiceRows(queries, block))) countInvoices(book, of, rows)
  for (const { of, rows } of ofFlows(known, await codesOf(queries, block))) {
    for (const { code, kind } of rows) book.count(of, { kind: 'counts', measure: kind, value: code })
  }
  for (const { of, rows } of ofFlows(known, await sentPivots(queries, block))) {
    for (const { sent_at } of rows) countDelay(book, of, sent_at)
  }
  return { tallies: book.tallies(), hasGone: flows.some((flow) => flow.expired_at !== null) }
}

/** What hangs on a flow that came after the flows were read is left for the next time. */
function ofFlows<T extends { flow: number }>(
  known: ReadonlyMap<number, Flow>,
  rows: readonly T[],
): { of: Flow; rows: T[] }[] {
  return [...Map.groupBy(rows, ({ flow }) => flow)].flatMap(([flow, its]) => {
    const of = known.get(flow)
    return of === undefined ? [] : [{ of, rows: its }]
  })
}

function countFlow(book: Book, flow: Flow): void {
  const { depositor, received_at, state } = flow
  book.count(flow, { kind: 'counts', measure: 'state', value: state })
  book.count(flow, { kind: 'hours', measure: received_at.slice(0, HOUR_LENGTH), value: state })
  const ofDepositor = { kind: 'depositors', measure: depositor } as const
  book.countForAll(flow, { ...ofDepositor, value: 'flows' })
  if (state === 'rejected') book.countForAll(flow, { ...ofDepositor, value: 'rejected' })
}

const HOUR_LENGTH = '2026-11-23T09'.length

/** Those of the last run that read any. */
function countInvoices(book: Book, flow: Flow, ofAllRuns: readonly Invoice[]): void {
  const last = Math.max(...ofAllRuns.map(({ run }) => run))
  const invoices = ofAllRuns.filter(({ run }) => run === last)
  for (const { accepted, frame, recipient_siret } of invoices) {
    const value = accepted === 1 ? 'accepted' : 'rejected'
    book.count(flow, { kind: 'counts', measure: 'invoices', value })
    if (accepted === 0) continue
    const code = flow.interface_code
    if (frame !== null) book.count(flow, { kind: 'counts', measure: 'frame', value: frame })
    if (code !== null) book.count(flow, { kind: 'counts', measure: 'interface', value: code })
    if (recipient_siret === null) continue
    book.count(flow, { kind: 'recipients', measure: 'invoices', value: recipient_siret })
  }
  for (const value of new Set(invoices.map((invoice) => invoice.factor_status))) {
    if (value === null || value === 'none') continue
    book.count(flow, { kind: 'counts', measure: 'factor', value })
  }
}

function countDelay(book: Book, flow: Flow, sentAt: string): void {
  const ms = Date.parse(sentAt) - Date.parse(flow.received_at)
  book.count(flow, { kind: 'counts', measure: 'delay', value: delayClass(ms) })
}

interface Flow {
  number: number
  depositor: string
  received_at: string
  state: string
  interface_code: string | null
  expired_at: string | null
}

interface Entry {
  kind: TallyKind
  measure: string
  value: string
}

/** The tallies of a block as they grow. */
class Book {
  readonly #days = new Map<string, string>()
  readonly #tallies = new Map<string, BlockTally>()

  count(flow: Flow, entry: Entry): void {
    this.#countIn(flow.depositor, flow, entry)
    this.#countIn(ALL, flow, entry)
  }

  countForAll(flow: Flow, entry: Entry): void {
    this.#countIn(ALL, flow, entry)
  }

  tallies(): BlockTally[] {
    return [...this.#tallies.values()]
  }

  #countIn(depositor: string, flow: Flow, { kind, measure, value }: Entry): void {
    const day = this.#dayOf(flow.received_at)
    const key = `${depositor} ${kind} ${day}`
    const found = this.#tallies.get(key) ?? { depositor, kind, day, tally: {} }
    this.#tallies.set(key, found)
    count(found.tally, measure, value)
  }

  /** All instants of one hour are of one day: Paris is whole hours away from UTC. */
  #dayOf(instant: string): string {
    const hour = instant.slice(0, HOUR_LENGTH)
    const known = this.#days.get(hour)
    if (known !== undefined) return known
    const day = parisDay(instant)
    this.#days.set(hour, day)
    return day
  }
}

function flowsOf(queries: Queries, block: number): Promise<Flow[]> {
  return queries
    .selectFrom('flows')
    .select(['number', 'depositor', 'received_at', 'state', 'interface_code', 'expired_at'])
    .where('number', '>=', block * BLOCK)
    .where('number', '<', (block + 1) * BLOCK)
    .execute()
}

type Invoice = Awaited<ReturnType<typeof invoiceRows>>[number]

function invoiceRows(queries: Queries, block: number) {
  return queries
    .selectFrom('invoices')
    .select(['flow', 'run', 'accepted', 'frame', 'factor_status', 'recipient_siret'])
    .where('flow', '>=', block * BLOCK)
    .where('flow', '<', (block + 1) * BLOCK)
    .execute()
}

function codesOf(queries: Queries, block: number) {
  return queries
    .selectFrom('flow_faults')
    .select(['flow', 'code', 'kind'])
    .where('flow', '>=', block * BLOCK)
    .where('flow', '<', (block + 1) * BLOCK)
    .execute()
}

/** Pivots of replays that sent again what was delivered before are not looked at: their way began long before. */
async function sentPivots(queries: Queries, block: number): Promise<{ flow: number; sent_at: string }[]> {
  const rows = await queries
    .selectFrom('outbox')
    .innerJoin('runs', (join) =>
      join.onRef('runs.flow', '=', 'outbox.flow').onRef('runs.run', '=', 'outbox.run'),
    )
    .select(['outbox.flow', 'outbox.sent_at'])
    .where('outbox.flow', '>=', block * BLOCK)
    .where('outbox.flow', '<', (block + 1) * BLOCK)
    .where('outbox.kind', '=', 'pivot')
    .where('outbox.sent_at', 'is not', null)
    .where('runs.again', '=', 0)
    .execute()
  return rows.flatMap(({ flow, sent_at }) => (sent_at === null ? [] : [{ flow, sent_at }]))
}
