import { sql } from 'kysely'
import { groupedByFlow } from './grouped-by-flow.ts'
import { slices } from './statement-slices.ts'
import type { Database, DocumentState, EventKind, FlowState, Queries } from './tables.ts'

/** All of a flow that can be held against itself and against the archive. */
export interface FlowFacts {
  flow: number
  name: string
  state: FlowState
  /** The run that is pending, or that gave the state. */
  run: number
  sha256: string
  size: number
  invoices: number
  accepted: number
  hasExpiredDocuments: boolean
  /** Only the flow itself is left: the lists below are empty. */
  hasExpired: boolean
  runs: { run: number; state: FlowState | null; ended_at: string | null }[]
  /** Invoices that are alike in this, counted. */
  verdicts: {
    run: number
    accepted: number
    delivered_run: number | null
    pivot_name: string | null
    count: number
  }[]
  sent: { run: number; kind: string; name: string; sha256: string; size: number; state: DocumentState }[]
  /** Events of a kind in a run, counted. */
  events: { run: number; kind: EventKind; count: number }[]
  versions: { version: number; sha256: string; size: number }[]
  slices: { run: number; slice: number; result: string | null }[]
}

/** A document kept to compute past runs again. */
export interface KeptVersion {
  kind: string
  mark: string
  sha256: string
}

/** What `ecluse verify` asks of the record. Nothing of it is changed. */
export interface Integrity {
  /** Flows received since then, or all. */
  count(since?: string): Promise<number>
  /** Up to `limit` flows above `after` that were received since then, in the order of their numbers. */
  page(after: number, limit: number, since?: string): Promise<FlowFacts[]>
  /** These flows as they are now. */
  facts(flows: readonly number[]): Promise<FlowFacts[]>
  /** What runs were judged by. */
  versions(): Promise<KeptVersion[]>
  /** Documents to send, or sent, of flows that are not in the record: as many as `limit`. */
  strays(limit: number): Promise<{ flow: number; name: string }[]>
  /** Those of these documents that retention is about to remove. */
  leaving(hashes: readonly string[]): Promise<Set<string>>
}

export function integrityOn(database: Database): Integrity {
  return {
    async count(since) {
      const row = await flowsSince(database, since)
        .select((of) => of.fn.countAll().as('flows'))
        .executeTakeFirstOrThrow()
      return Number(row.flows)
    },
    async page(after, limit, since) {
      const rows = await flowsSince(database, since)
        .select('number')
        .where('number', '>', after)
        .orderBy('number')
        .limit(limit)
        .execute()
      return facts(
        database,
        rows.map((row) => row.number),
      )
    },
    facts: (flows) => facts(database, flows),
    versions: () => database.selectFrom('versions').select(['kind', 'mark', 'sha256']).execute(),
    strays: (limit) => strays(database, limit),
    leaving: (hashes) => leaving(database, hashes),
  }
}

function flowsSince(queries: Queries, since: string | undefined) {
  const flows = queries.selectFrom('flows')
  return since === undefined ? flows : flows.where('received_at', '>=', since)
}

async function facts(queries: Queries, numbers: readonly number[]): Promise<FlowFacts[]> {
  const found: FlowFacts[] = []
  for (const slice of slices(numbers)) found.push(...(await factsOfSlice(queries, slice)))
  return found
}

async function factsOfSlice(queries: Queries, numbers: readonly number[]): Promise<FlowFacts[]> {
  const flows = await queries
    .selectFrom('flows')
    .select(['number', 'name', 'state', 'run', 'sha256', 'size', 'invoices', 'accepted'])
    .select(['documents_expired_at', 'expired_at'])
    .where('number', 'in', numbers)
    .orderBy('number')
    .execute()
  const of = await partsOf(queries, numbers)
  return flows.map(({ number, documents_expired_at, expired_at, ...flow }) => ({
    flow: number,
    ...flow,
    hasExpiredDocuments: documents_expired_at !== null,
    hasExpired: expired_at !== null,
    runs: of.runs(number),
    verdicts: of.verdicts(number),
    sent: of.sent(number),
    events: of.events(number),
    versions: of.versions(number),
    slices: of.slices(number),
  }))
}

async function partsOf(queries: Queries, flows: readonly number[]) {
  const count = sql<number>`count(*)`.as('count')
  const runs = queries.selectFrom('runs').select(['flow', 'run', 'state', 'ended_at']).orderBy('run')
  const verdict = ['flow', 'run', 'accepted', 'delivered_run', 'pivot_name'] as const
  const verdicts = queries.selectFrom('invoices').select(verdict).select(count).groupBy(verdict)
  const sent = queries
    .selectFrom('outbox')
    .select(['flow', 'run', 'kind', 'name', 'sha256', 'size', 'state'])
    .orderBy('id')
  const happened = ['flow', 'run', 'kind'] as const
  const events = queries.selectFrom('events').select(happened).select(count).groupBy(happened)
  const versions = queries.selectFrom('deposits').select(['flow', 'version', 'sha256', 'size'])
  const parts = queries.selectFrom('slices').select(['flow', 'run', 'slice', 'result'])
  return {
    runs: groupedByFlow(await runs.where('flow', 'in', flows).execute()),
    verdicts: groupedByFlow(await verdicts.where('flow', 'in', flows).execute()),
    sent: groupedByFlow(await sent.where('flow', 'in', flows).execute()),
    events: groupedByFlow(await events.where('flow', 'in', flows).execute()),
    versions: groupedByFlow(await versions.where('flow', 'in', flows).execute()),
    slices: groupedByFlow(await parts.where('flow', 'in', flows).execute()),
  }
}

function strays(queries: Queries, limit: number) {
  return queries
    .selectFrom('outbox')
    .leftJoin('flows', 'flows.number', 'outbox.flow')
    .select(['outbox.flow', 'outbox.name'])
    .where('flows.number', 'is', null)
    .limit(limit)
    .execute()
}

async function leaving(queries: Queries, hashes: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (const slice of slices(hashes)) {
    const rows = await queries.selectFrom('leaving').select('sha256').where('sha256', 'in', slice).execute()
    for (const row of rows) found.add(row.sha256)
  }
  return found
}
