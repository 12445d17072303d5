import type { Fault } from '../faults/fault.ts'
import type { FactorDecision } from '../invoice/factor.ts'
import { given } from '../invoice/given.ts'
import type { Ask } from '../pipeline/ask.ts'
import type { FinalState, Route } from '../pipeline/outcome.ts'
import { askFor } from './ask.ts'
import { type FlowFilter, flowsMatching } from './flow-filter.ts'
import type { RunOfFlow } from './ledger.ts'
import type { Database, FlowState, Queries } from './tables.ts'

/** A flow as its next run would find it. */
export interface FlowToRehearse {
  flow: number
  state: FlowState
  /** The run a replay would be. */
  run: number
  name: string
  depositor: string
  /** ISO 8601 UTC. */
  receivedAt: string
  /** The version of its deposit that run would read, 0 being what was dropped; hash and size are its own. */
  version: number
  sha256: string
  /** Bytes. */
  size: number
}

/** An invoice as a run left it. */
export interface PastInvoice {
  index: number
  document: string
  number?: string
  accepted: boolean
  faults: Fault[]
  remarks: Fault[]
  factor?: FactorDecision
  /** The last four characters of the account to pay. */
  accountEnd?: string
  route?: Route
  idCpro?: string
  /** The run whose pivot carries it, when one does. */
  sentIn?: number
}

/** What the last run with an outcome came to. */
export interface PastRun {
  run: number
  state: FinalState
  /** Of the flow as a whole. */
  faults: Fault[]
  remarks: Fault[]
  invoices: PastInvoice[]
  /** The pivots that carry its invoices, its own and those of earlier runs. */
  pivots: { name: string; sha256: string }[]
}

/** What a replay can be tried on without being one: nothing here writes. */
export interface Rehearsals {
  /** How many flows a filter finds, by state. */
  states(filter: FlowFilter): Promise<Partial<Record<FlowState, number>>>
  /** The next flows the filter finds, in the order of their numbers. */
  page(filter: FlowFilter, after: number, limit: number): Promise<FlowToRehearse[]>
  /** `undefined` when no run of the flow has an outcome. */
  lastOutcome(flow: number): Promise<PastRun | undefined>
  /** What its next run may ask of the past. */
  ask(flow: number): Ask
}

export function rehearsalsOn(database: Database): Rehearsals {
  return {
    states: (filter) => states(database, filter),
    page: (filter, after, limit) => page(database, filter, { after, limit }),
    lastOutcome: (flow) => lastOutcome(database, flow),
    ask: (flow) => askFor(database, flow),
  }
}

async function states(queries: Queries, filter: FlowFilter) {
  const rows = await flowsMatching(queries, filter)
    .select((of) => ['flows.state', of.fn.countAll().as('flows')])
    .groupBy('flows.state')
    .execute()
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.flows)]))
}

async function page(
  queries: Queries,
  filter: FlowFilter,
  { after, limit }: { after: number; limit: number },
): Promise<FlowToRehearse[]> {
  const rows = await flowsMatching(queries, filter)
    .leftJoin('deposits', (join) =>
      join.onRef('deposits.flow', '=', 'flows.number').onRef('deposits.version', '=', 'flows.version'),
    )
    .select(['flows.number', 'flows.state', 'flows.run', 'flows.name', 'flows.depositor'])
    .select(['flows.received_at', 'flows.version', 'flows.sha256', 'flows.size'])
    .select(['deposits.sha256 as corrected_sha256', 'deposits.size as corrected_size'])
    .where('flows.number', '>', after)
    .orderBy('flows.number')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    flow: row.number,
    state: row.state,
    run: row.run + 1,
    name: row.name,
    depositor: row.depositor,
    receivedAt: row.received_at,
    version: row.version,
    sha256: row.corrected_sha256 ?? row.sha256,
    size: row.corrected_size ?? row.size,
  }))
}

async function lastOutcome(queries: Queries, flow: number): Promise<PastRun | undefined> {
  const row = await queries
    .selectFrom('runs')
    .select(['run', 'state', 'outcome'])
    .where('flow', '=', flow)
    .where('outcome', 'is not', null)
    .orderBy('run', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined || row.outcome === null) return undefined
  const { faults, remarks } = JSON.parse(row.outcome) as Pick<PastRun, 'faults' | 'remarks'>
  const of = { flow, run: row.run }
  const invoices = await invoicesOf(queries, of)
  const pivots = await pivotsOf(queries, flow, new Set(invoices.flatMap(({ sentIn }) => sentIn ?? [])))
  return { run: row.run, state: row.state as FinalState, faults, remarks, invoices, pivots }
}

async function invoicesOf(queries: Queries, of: RunOfFlow): Promise<PastInvoice[]> {
  const rows = await queries
    .selectFrom('invoices')
    .select(['invoice_index', 'document', 'number', 'accepted', 'faults', 'remarks', 'factor'])
    .select(['account_end', 'route', 'id_cpro', 'pivot_name', 'delivered_run'])
    .where('flow', '=', of.flow)
    .where('run', '=', of.run)
    .orderBy('invoice_index')
    .execute()
  return rows.map((row) => ({
    index: row.invoice_index,
    document: row.document,
    accepted: row.accepted === 1,
    faults: JSON.parse(row.faults) as Fault[],
    remarks: JSON.parse(row.remarks) as Fault[],
    ...given({
      number: row.number ?? undefined,
      factor: row.factor === null ? undefined : (JSON.parse(row.factor) as FactorDecision),
      accountEnd: row.account_end ?? undefined,
      route: row.route === null ? undefined : (JSON.parse(row.route) as Route),
      idCpro: row.id_cpro ?? undefined,
      sentIn: row.delivered_run ?? (row.pivot_name === null ? undefined : of.run),
    }),
  }))
}

async function pivotsOf(queries: Queries, flow: number, runs: ReadonlySet<number>) {
  if (runs.size === 0) return []
  return queries
    .selectFrom('outbox')
    .select(['name', 'sha256'])
    .where('flow', '=', flow)
    .where('run', 'in', [...runs])
    .where('kind', '=', 'pivot')
    .orderBy('id')
    .execute()
}
