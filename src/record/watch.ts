import { setImmediate } from 'node:timers/promises'
import type { Engine } from './engine.ts'
import { hasFactor, isUnwell } from './index-conditions.ts'
import { type Database, type FlowState, isPending, type Queries } from './tables.ts'
import { waitingFlows } from './waiting-flows.ts'

/** A flow's state, the two that wait for an outcome taken together. */
export type WatchedState = 'pending' | Exclude<FlowState, 'received' | 'processing'>

/** A flow that waits. */
export interface PendingFlow {
  flow: number
  depositor: string
  /** When it was received, its replay asked for, or it was blocked; ISO 8601 UTC. */
  since: string
}

export interface BlockedFlow extends PendingFlow {
  run: number
}

/** Figures of the record for those who watch it: each is read from an index, whatever the number of flows. */
export interface WatchDesk {
  /** Flows by state. */
  flows(): Promise<Record<WatchedState, number>>
  /** Flows whose last run gave this fault or remark, by its code. */
  codes(): Promise<Map<string, number>>
  /** Invoices that name a factor, by what became of it, each run of each flow. */
  factors(): Promise<Map<string, number>>
  /** The pending flow that waits longest. */
  oldestPending(): Promise<PendingFlow | undefined>
  /** Blocked flows, the first that came first. */
  blocked(limit: number): Promise<BlockedFlow[]>
  /** When this depositor's last flow was received, ISO 8601 UTC; `undefined` when it never dropped one. */
  lastReceived(depositor: string): Promise<string | undefined>
  /** Documents retention has taken out of use: still in their places, or set aside. */
  leaving(): Promise<{ inPlace: number; aside: number }>
  /** Bytes of the record on its disk. */
  bytes(): Promise<number>
  /** Resolves when the database answers. */
  answers(): Promise<void>
}

export function watchOn({ database, engine }: { database: Database; engine: Engine }): WatchDesk {
  const count = countingFlows(database)
  return {
    flows: async () => flowsByState(database, await count()),
    codes: () => codes(database),
    factors: () => factors(database),
    oldestPending: () => oldestPending(database),
    blocked: (limit) => blocked(database, limit),
    lastReceived: (depositor) => lastReceived(database, depositor),
    leaving: () => leaving(database),
    bytes: () => engine.bytes(database),
    async answers() {
      await database.selectFrom('about').select('value').limit(1).execute()
    },
  }
}

/** Those behind the newest flow that are counted each time: one of them may still be on its way into the record. */
const UNSETTLED_NUMBERS = 10_000

/** Flows are never removed: all are counted once, then those that came since. */
function countingFlows(queries: Queries): () => Promise<number> {
  let known: { upTo: number; flows: number } | undefined
  return async () => {
    const { last } = await queries
      .selectFrom('flows')
      .select((of) => of.fn.max<number | null>('number').as('last'))
      .executeTakeFirstOrThrow()
    const upTo = Math.max(known?.upTo ?? 0, (last ?? 0) - UNSETTLED_NUMBERS)
    const flows =
      known === undefined
        ? await countAll(queries, upTo)
        : known.flows + (await countBetween(queries, { after: known.upTo, upTo }))
    known = { upTo, flows }
    return flows + (await countBetween(queries, { after: upTo }))
  }
}

/** Depositor by depositor: each is counted in an index, and in between others are let through. */
async function countAll(queries: Queries, upTo: number): Promise<number> {
  let flows = 0
  for (let after = ''; ; ) {
    const { depositor } = await queries
      .selectFrom('flows')
      .select((of) => of.fn.min<string | null>('depositor').as('depositor'))
      .where('depositor', '>', after)
      .executeTakeFirstOrThrow()
    if (depositor === null) return flows
    const counted = await queries
      .selectFrom('flows')
      .select((of) => of.fn.countAll().as('flows'))
      .where('depositor', '=', depositor)
      .where('number', '<=', upTo)
      .executeTakeFirstOrThrow()
    flows += Number(counted.flows)
    after = depositor
    await setImmediate()
  }
}

async function countBetween(
  queries: Queries,
  { after, upTo }: { after: number; upTo?: number },
): Promise<number> {
  const since = queries
    .selectFrom('flows')
    .select((of) => of.fn.countAll().as('flows'))
    .where('number', '>', after)
  const between = upTo === undefined ? since : since.where('number', '<=', upTo)
  return Number((await between.executeTakeFirstOrThrow()).flows)
}

async function flowsByState(queries: Queries, all: number): Promise<Record<WatchedState, number>> {
  const pending = await queries
    .selectFrom('flows')
    .select((of) => of.fn.countAll().as('flows'))
    .where(isPending)
    .executeTakeFirstOrThrow()
  const unwell = await queries
    .selectFrom('flows')
    .select((of) => ['state', of.fn.countAll().as('flows')])
    .where(isUnwell)
    .groupBy('state')
    .execute()
  const of = (state: FlowState) => Number(unwell.find((row) => row.state === state)?.flows ?? 0)
  const others = {
    pending: Number(pending.flows),
    'partially-integrated': of('partially-integrated'),
    rejected: of('rejected'),
    blocked: of('blocked'),
  }
  const sum = Object.values(others).reduce((total, flows) => total + flows, 0)
  return { ...others, integrated: Math.max(0, all - sum) } // read one after the other: a flow may change its state between
}

async function codes(queries: Queries): Promise<Map<string, number>> {
  const rows = await queries
    .selectFrom('flow_faults')
    .select((of) => ['code', of.fn.countAll().as('flows')])
    .groupBy('code')
    .orderBy('code')
    .execute()
  return new Map(rows.map(({ code, flows }) => [code, Number(flows)]))
}

async function factors(queries: Queries): Promise<Map<string, number>> {
  const rows = await queries
    .selectFrom('invoices')
    .select((of) => ['factor_status', of.fn.countAll().as('invoices')])
    .where(hasFactor)
    .groupBy('factor_status')
    .execute()
  return new Map(rows.map(({ factor_status, invoices }) => [String(factor_status), Number(invoices)]))
}

async function oldestPending(queries: Queries): Promise<PendingFlow | undefined> {
  const { oldestPending: oldest } = await waitingFlows(queries, undefined)
  return oldest && { flow: oldest.flow, depositor: oldest.depositor, since: oldest.since }
}

async function blocked(queries: Queries, limit: number): Promise<BlockedFlow[]> {
  const rows = await queries
    .selectFrom((of) =>
      of
        .selectFrom('flows')
        .select(['number', 'depositor', 'received_at', 'run'])
        .where(isUnwell) // as its index says it
        .where('state', '=', 'blocked')
        .orderBy('number')
        .limit(limit)
        .as('flows'),
    )
    .leftJoin('runs', (join) =>
      join.onRef('runs.flow', '=', 'flows.number').onRef('runs.run', '=', 'flows.run'),
    )
    .select(['flows.number', 'flows.depositor', 'flows.received_at', 'flows.run', 'runs.ended_at'])
    .orderBy('flows.number')
    .execute()
  return rows.map((row) => ({
    flow: row.number,
    run: row.run,
    depositor: row.depositor,
    since: row.ended_at ?? row.received_at,
  }))
}

async function lastReceived(queries: Queries, depositor: string): Promise<string | undefined> {
  const row = await queries
    .selectFrom('flows')
    .select('received_at')
    .where('depositor', '=', depositor)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.received_at
}

async function leaving(queries: Queries): Promise<{ inPlace: number; aside: number }> {
  const row = await queries
    .selectFrom('leaving')
    .select((of) => [of.fn.countAll().as('documents'), of.fn.count('aside_at').as('aside')])
    .executeTakeFirstOrThrow()
  const aside = Number(row.aside)
  return { inPlace: Number(row.documents) - aside, aside }
}
