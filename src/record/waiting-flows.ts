import { sql } from 'kysely'
import { isUnwell } from './index-conditions.ts'
import { isPending, isPendingFlow, type Queries } from './tables.ts'

/** Flows that are not at their end. */
export interface WaitingFlows {
  /** Received or at work, counted up to `MOST`. */
  pending: number
  /** That of them which waits longest. */
  oldestPending?: WaitingFlow
  /** That wait for a person, counted up to `MOST`. */
  blocked: number
  /** The first of them. */
  oldestBlocked?: WaitingFlow
}

export interface WaitingFlow {
  flow: number
  /** As it was dropped: a stranger's text. */
  name: string
  depositor: string
  /** Since when, ISO 8601 UTC: when it was received, or its replay asked for. */
  since: string
}

/** More than that is told as that many. */
export const MOST = 100_000
/** Pending replays that are looked at for the oldest: many are begun page by page. */
const REPLAYS = 200

/** Of one depositor, or of all. */
export async function waitingFlows(queries: Queries, depositor: string | undefined): Promise<WaitingFlows> {
  const pending = await countOf(queries, 'pending', depositor)
  const blocked = await countOf(queries, 'blocked', depositor)
  const oldestPending = pending === 0 ? undefined : await oldestOf(queries, depositor)
  const oldestBlocked = blocked === 0 ? undefined : await firstBlocked(queries, depositor)
  return {
    pending,
    blocked,
    ...(oldestPending === undefined ? {} : { oldestPending }),
    ...(oldestBlocked === undefined ? {} : { oldestBlocked }),
  }
}

/** Said so that no index of all a depositor's flows is read: the few that wait are. */
function isOf(depositor: string) {
  return sql<boolean>`${sql.ref('flows.depositor')} || '' = ${depositor}`
}

async function countOf(
  queries: Queries,
  which: 'pending' | 'blocked',
  depositor: string | undefined,
): Promise<number> {
  const all = queries.selectFrom('flows').select('number').limit(MOST)
  const those =
    which === 'pending' ? all.where(isPending) : all.where(isUnwell).where('state', '=', 'blocked')
  const mine = depositor === undefined ? those : those.where(isOf(depositor))
  const { flows } = await queries
    .selectFrom(mine.as('those'))
    .select((of) => of.fn.countAll().as('flows'))
    .executeTakeFirstOrThrow()
  return Number(flows)
}

/** A fresh flow waits since it was received, and numbers grow with time; a replay since it was asked for. */
async function oldestOf(queries: Queries, depositor: string | undefined): Promise<WaitingFlow | undefined> {
  const pending = queries
    .selectFrom('flows')
    .innerJoin('runs', (join) =>
      join.onRef('runs.flow', '=', 'flows.number').onRef('runs.run', '=', 'flows.run'),
    )
    .select(['number as flow', 'name', 'depositor', 'received_at', 'asked_at'])
    .where(isPendingFlow)
    .where(depositor === undefined ? sql<boolean>`1 = 1` : isOf(depositor))
    .orderBy('number')
  const rows = [
    ...(await pending.where('flows.run', '=', 0).limit(1).execute()),
    ...(await pending.where('flows.run', '>', 0).limit(REPLAYS).execute()),
  ]
  return rows
    .map(({ received_at, asked_at, ...row }) => ({ ...row, since: asked_at ?? received_at }))
    .toSorted((one, other) => (one.since < other.since ? -1 : 1))[0]
}

async function firstBlocked(
  queries: Queries,
  depositor: string | undefined,
): Promise<WaitingFlow | undefined> {
  return queries
    .selectFrom('flows')
    .select(['number as flow', 'name', 'depositor', 'received_at as since'])
    .where(isUnwell)
    .where('state', '=', 'blocked')
    .where(depositor === undefined ? sql<boolean>`1 = 1` : isOf(depositor))
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
}
