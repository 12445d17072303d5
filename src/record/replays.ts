import { createHash } from 'node:crypto'
import type { Selectable, Transaction } from 'kysely'
import { event, now } from './events.ts'
import { type FlowFilter, flowsMatching } from './flow-filter.ts'
import type { RunOfFlow } from './ledger.ts'
import { type Refusal, refusalOf } from './replay-refusal.ts'
import { slices } from './statement-slices.ts'
import type { Database, FlowState, Queries, ReplayRow, ReplayState, Tables } from './tables.ts'

/** A replay as it is asked for: every flow the filter finds gets a new run. */
export interface ReplayRequest {
  author: string
  reason: string
  filter: FlowFilter
  /** Send again, as recycled, what earlier runs sent. */
  again: boolean
  /** Hex SHA-256 of the corrected file it was asked with. */
  correction?: string
}

export interface ReplayProgress {
  id: string
  author: string
  reason: string
  filter: FlowFilter
  again: boolean
  /** `done`: every run of it was begun; see `ended`. */
  state: ReplayState
  /** Flows the filter found when it was asked for. */
  found: number
  /** Runs it began; the other flows could not be replayed. */
  begun: number
  /** Flows up to this number were looked at … */
  lookedUpTo: number
  /** … of those up to this one. */
  through: number
  /** Runs of it that are at their end: with their outcome, or blocked. */
  ended: number
  /** What those came to. */
  outcomes: Partial<Record<FlowState, number>>
  /** ISO 8601 UTC. */
  askedAt: string
  endedAt?: string
}

/** Replays as support asks for them and the service carries them out. */
export interface Replays {
  /** The same request asked again is the same replay. */
  ask(request: ReplayRequest): Promise<{ replay: ReplayProgress; isNew: boolean }>
  get(id: string): Promise<ReplayProgress | undefined>
  /** The replay this very request became, when it was asked before. */
  asked(request: ReplayRequest): Promise<ReplayProgress | undefined>
  /** The newest first. */
  list(limit: number): Promise<ReplayProgress[]>
  /** Begins no further run; those begun go on to their end. False when it has begun them all. */
  stop(id: string): Promise<boolean>
  /** False when it is not stopped. */
  resume(id: string): Promise<boolean>
  /** Which of these flows could be replayed now, and why the others not. */
  eligibility(flows: readonly number[], again: boolean): Promise<Map<number, 'yes' | Refusal>>
  /** Those with runs still to begin. */
  running(): Promise<{ id: string; isBulk: boolean }[]>
  /**
   * Begins the next runs of a replay, at most `page`, unless `room` runs of it are pending already. Two services that
   * call it at once begin none twice.
   */
  advance(id: string, bounds: { page: number; room: number }): Promise<RunOfFlow[]>
}

/** A replay of more flows than this waits behind fresh ones. */
export const BULK = 20

export function replaysOn(database: Database): Replays {
  return {
    ask: (request) => ask(database, request),
    get: async (id) => progressOf(database, await rowOf(database, id)),
    asked: async (request) => progressOf(database, await rowOf(database, idOf(request))),
    async list(limit) {
      const rows = await database
        .selectFrom('replays')
        .selectAll()
        .orderBy('asked_at', 'desc')
        .limit(limit)
        .execute()
      const all = await Promise.all(rows.map((row) => progressOf(database, row)))
      return all.filter((each) => each !== undefined)
    },
    stop: (id) => move(database, id, { from: 'running', to: 'stopped' }),
    resume: (id) => move(database, id, { from: 'stopped', to: 'running' }),
    eligibility: (flows, again) => eligibility(database, flows, again),
    async running() {
      const rows = await database
        .selectFrom('replays')
        .select(['id', 'found'])
        .where('state', '=', 'running')
        .execute()
      return rows.map(({ id, found }) => ({ id, isBulk: found > BULK }))
    },
    advance: (id, bounds) =>
      database.transaction().execute((transaction) => advance(transaction, id, bounds)),
  }
}

/** Made of what is asked, the filter's fields in one order. */
function idOf({ author, reason, filter, again, correction }: ReplayRequest): string {
  const said = Object.entries(filter).filter(([, value]) => value !== undefined)
  const inOrder = said.toSorted(([a], [b]) => (a < b ? -1 : 1))
  const asked = [author, reason, inOrder, again, correction ?? null]
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 12)
}

async function ask(database: Database, request: ReplayRequest) {
  const { author, reason, filter, again } = request
  const id = idOf(request)
  const isNew = await database.transaction().execute(async (transaction) => {
    if ((await rowOf(transaction, id)) !== undefined) return false
    const { last } = await transaction
      .selectFrom('flows')
      .select((of) => of.fn.max('number').as('last'))
      .executeTakeFirstOrThrow()
    const through = last ?? 0
    const { found } = await flowsMatching(transaction, filter)
      .select((of) => of.fn.countAll().as('found'))
      .where('flows.number', '<=', through)
      .executeTakeFirstOrThrow()
    const inserted = await transaction
      .insertInto('replays')
      .values({
        id,
        author,
        reason,
        filter: JSON.stringify(filter),
        again: Number(again),
        state: 'running',
        looked_up_to: 0,
        through,
        found: Number(found),
        begun: 0,
        asked_at: now(),
        ended_at: null,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst()
    return inserted !== undefined
  })
  const replay = await progressOf(database, await rowOf(database, id))
  if (replay === undefined) throw new Error(`the replay ${id} is not in the record`)
  return { replay, isNew }
}

function rowOf(queries: Queries, id: string): Promise<Selectable<ReplayRow> | undefined> {
  return queries.selectFrom('replays').selectAll().where('id', '=', id).executeTakeFirst()
}

async function progressOf(
  queries: Queries,
  row: Selectable<ReplayRow> | undefined,
): Promise<ReplayProgress | undefined> {
  if (row === undefined) return undefined
  const counts = await queries
    .selectFrom('runs')
    .select((of) => ['state' as const, of.fn.countAll().as('runs')])
    .where('replay', '=', row.id)
    .where('ended_at', 'is not', null)
    .groupBy('state')
    .execute()
  const outcomes = Object.fromEntries(counts.map(({ state, runs }) => [state ?? 'blocked', Number(runs)]))
  return {
    id: row.id,
    author: row.author,
    reason: row.reason,
    filter: JSON.parse(row.filter) as FlowFilter,
    again: row.again === 1,
    state: row.state,
    found: row.found,
    begun: row.begun,
    lookedUpTo: row.looked_up_to,
    through: row.through,
    ended: counts.reduce((sum, { runs }) => sum + Number(runs), 0),
    outcomes,
    askedAt: row.asked_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
  }
}

async function move(
  database: Database,
  id: string,
  { from, to }: Record<'from' | 'to', ReplayState>,
): Promise<boolean> {
  const result = await database
    .updateTable('replays')
    .set({ state: to })
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

const REFUSED_BY = ['number', 'state', 'run', 'documents_expired_at', 'expired_at'] as const

async function eligibility(queries: Queries, flows: readonly number[], again: boolean) {
  const verdicts = new Map<number, 'yes' | Refusal>(flows.map((flow) => [flow, 'unknown']))
  for (const slice of slices(flows)) {
    const rows = await queries.selectFrom('flows').select(REFUSED_BY).where('number', 'in', slice).execute()
    for (const row of rows) verdicts.set(row.number, refusalOf(row, again) ?? 'yes')
  }
  return verdicts
}

async function advance(
  transaction: Transaction<Tables>,
  id: string,
  { page, room }: { page: number; room: number },
): Promise<RunOfFlow[]> {
  const row = await rowOf(transaction, id)
  if (row === undefined || row.state !== 'running') return []
  if ((await pendingRunsOf(transaction, id)) >= room) return []
  const found = await flowsMatching(transaction, JSON.parse(row.filter) as FlowFilter)
    .select(REFUSED_BY.map((column) => `flows.${column}` as const))
    .where('flows.number', '>', row.looked_up_to)
    .where('flows.number', '<=', row.through)
    .orderBy('flows.number')
    .limit(page)
    .execute()
  const isLast = found.length < page
  const lookedUpTo = isLast ? row.through : (found.at(-1)?.number ?? row.through)
  const mine = await transaction
    .updateTable('replays')
    .set({ looked_up_to: lookedUpTo, ...(isLast ? { state: 'done' as const, ended_at: now() } : {}) })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('looked_up_to', '=', row.looked_up_to)
    .executeTakeFirst()
  if (mine.numUpdatedRows === 0n) return [] // another service began this page
  const flows = found.filter((each) => refusalOf(each, row.again === 1) === undefined)
  const runs = await begin(
    transaction,
    flows.map((each) => each.number),
    row,
  )
  await transaction
    .updateTable('replays')
    .set((of) => ({ begun: of('begun', '+', runs.length) }))
    .where('id', '=', id)
    .execute()
  return runs
}

async function pendingRunsOf(queries: Queries, id: string): Promise<number> {
  const { pending } = await queries
    .selectFrom('runs')
    .select((of) => of.fn.countAll().as('pending'))
    .where('replay', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(pending)
}

/** The next run of each of these flows that is at its end; one that is not any more is left out. */
async function begin(
  transaction: Transaction<Tables>,
  flows: readonly number[],
  replay: Selectable<ReplayRow>,
): Promise<RunOfFlow[]> {
  const at = now()
  const begun: RunOfFlow[] = []
  for (const slice of slices(flows)) {
    const rows = await transaction
      .updateTable('flows')
      .set((of) => ({ run: of('run', '+', 1), state: 'received' }))
      .where('number', 'in', slice)
      .where('state', 'not in', ['received', 'processing'])
      .where('documents_expired_at', 'is', null)
      .returning(['number', 'run', 'version'])
      .execute()
    if (rows.length === 0) continue
    const { id, author, reason, again } = replay
    const runs = rows.map(({ number, run, version }) => ({ flow: number, run, version }))
    await transaction
      .insertInto('runs')
      .values(runs.map((run) => ({ ...run, author, reason, asked_at: at, replay: id, again })))
      .execute()
    const events = runs.map(({ flow, run, version }) =>
      event(
        { flow, run, at, kind: 'replay-asked' },
        { author, reason, replay: id, version, again: again === 1 },
      ),
    )
    await transaction.insertInto('events').values(events).execute()
    begun.push(...runs.map(({ flow, run }) => ({ flow, run })))
  }
  return begun.toSorted((a, b) => a.flow - b.flow)
}
