import { hold, type LaneOrder, release, retry } from './lane-orders.ts'
import { slices } from './statement-slices.ts'
import { type Database, isToSend, type LaneActRow, type Queries } from './tables.ts'

/** What waits for one endpoint, as support sees it. Instants are ISO 8601 UTC. */
export interface LaneSight {
  endpoint: string
  /** Documents still to be sent. */
  waiting: number
  /** Those of them that failed for a reason of their own. */
  failing: number
  /** When the oldest of them was decided. */
  oldestAt?: string
  /** Tries that failed since the endpoint last took something. */
  tries: number
  nextAt?: string
  lastError?: string
  held?: { by: string; at: string; reason: string }
}

export interface WaitingDocument {
  id: number
  endpoint: string
  flow: number
  run: number
  kind: string
  name: string
  /** Bytes. */
  size: number
  decidedAt?: string
  /** Tries that failed for a reason of its own. */
  tries: number
  nextAt?: string
  lastError?: string
}

export type LaneAct = Omit<LaneActRow, 'id'>

/** Lanes as support looks at them, and what it does to them. The service notices within about a second. */
export interface LaneDesk {
  /** Every lane with something waiting, held back or failing, by endpoint. */
  list(): Promise<LaneSight[]>
  /** Whether the record has a lane of this endpoint, or something that waits for it. */
  isKnown(endpoint: string): Promise<boolean>
  /** The oldest documents waiting in this lane; `failing`: of those that failed for a reason of their own. */
  documents(of: { endpoint: string; failing: boolean; limit: number }): Promise<WaitingDocument[]>
  /** The last things support did to this lane, the newest first. */
  acts(endpoint: string, limit: number): Promise<LaneAct[]>
  /** Nothing more leaves these lanes, but what is being named this moment. Gives those that were not held yet. */
  hold(order: LaneOrder): Promise<string[]>
  /** Gives those that were held. */
  release(order: LaneOrder): Promise<string[]>
  /** They are tried now, and every document in them, however long they should have waited. Gives those that are not held. */
  retry(order: LaneOrder): Promise<string[]>
}

export function laneDeskOn(database: Database): LaneDesk {
  return {
    list: () => list(database),
    isKnown: (endpoint) => isKnown(database, endpoint),
    documents: (of) => documents(database, of),
    acts: (endpoint, limit) => acts(database, endpoint, limit),
    hold: (order) => hold(database, order),
    release: (order) => release(database, order),
    retry: (order) => retry(database, order),
  }
}

async function list(queries: Queries): Promise<LaneSight[]> {
  const waiting = await queries
    .selectFrom('outbox')
    .select((of) => [
      'endpoint',
      of.fn.countAll().as('waiting'),
      of.fn.min('id').as('oldest'),
      of.fn.sum(of.case().when('tries', '>', 0).then(1).else(0).end()).as('failing'),
    ])
    .where(isToSend)
    .groupBy('endpoint')
    .execute()
  const decided = await decidedAt(
    queries,
    waiting.map(({ oldest }) => oldest),
  )
  const lanes = await queries.selectFrom('lanes').selectAll().execute()
  const sights = new Map<string, LaneSight>()
  for (const { endpoint, oldest, ...counts } of waiting) {
    const oldestAt = decided.get(oldest)
    sights.set(endpoint, {
      endpoint,
      waiting: Number(counts.waiting),
      failing: Number(counts.failing),
      ...(oldestAt === undefined ? {} : { oldestAt }),
      tries: 0,
    })
  }
  for (const lane of lanes) {
    const { endpoint, tries, next_at, last_error, held_at } = lane
    const known = sights.get(endpoint)
    if (known === undefined && tries === 0 && held_at === null) continue
    sights.set(endpoint, {
      ...(known ?? { endpoint, waiting: 0, failing: 0 }),
      tries,
      ...(next_at === null ? {} : { nextAt: next_at }),
      ...(last_error === null ? {} : { lastError: last_error }),
      ...(held_at === null
        ? {}
        : { held: { by: lane.held_by ?? '', at: held_at, reason: lane.held_reason ?? '' } }),
    })
  }
  return [...sights.values()].toSorted((one, other) => (one.endpoint < other.endpoint ? -1 : 1))
}

/** When these documents were decided: with the end of their run. */
async function decidedAt(queries: Queries, ids: readonly number[]): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  for (const slice of slices(ids)) {
    const rows = await queries
      .selectFrom('outbox')
      .innerJoin('runs', (join) =>
        join.onRef('runs.flow', '=', 'outbox.flow').onRef('runs.run', '=', 'outbox.run'),
      )
      .select(['outbox.id', 'runs.ended_at'])
      .where('outbox.id', 'in', slice)
      .execute()
    for (const { id, ended_at } of rows) if (ended_at !== null) found.set(id, ended_at)
  }
  return found
}

async function isKnown(queries: Queries, endpoint: string): Promise<boolean> {
  const lane = await queries
    .selectFrom('lanes')
    .select('endpoint')
    .where('endpoint', '=', endpoint)
    .executeTakeFirst()
  if (lane !== undefined) return true
  const waiting = await queries
    .selectFrom('outbox')
    .select('id')
    .where('endpoint', '=', endpoint)
    .where(isToSend)
    .limit(1)
    .executeTakeFirst()
  return waiting !== undefined
}

async function documents(
  queries: Queries,
  { endpoint, failing, limit }: { endpoint: string; failing: boolean; limit: number },
): Promise<WaitingDocument[]> {
  const rows = await queries
    .selectFrom('outbox')
    .select(['id', 'endpoint', 'flow', 'run', 'kind', 'name', 'size', 'tries', 'next_at', 'last_error'])
    .where('endpoint', '=', endpoint)
    .where(isToSend)
    .where('tries', '>=', Number(failing))
    .orderBy('id')
    .limit(limit)
    .execute()
  const decided = await decidedAt(
    queries,
    rows.map(({ id }) => id),
  )
  return rows.map(({ next_at, last_error, ...row }) => {
    const at = decided.get(row.id)
    return {
      ...row,
      ...(at === undefined ? {} : { decidedAt: at }),
      ...(next_at === null ? {} : { nextAt: next_at }),
      ...(last_error === null ? {} : { lastError: last_error }),
    }
  })
}

function acts(queries: Queries, endpoint: string, limit: number): Promise<LaneAct[]> {
  return queries
    .selectFrom('lane_acts')
    .select(['endpoint', 'at', 'kind', 'author', 'reason', 'documents'])
    .where('endpoint', '=', endpoint)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
