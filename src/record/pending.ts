import { heldLanes } from './lanes.ts'
import type { FlowToRun, PendingRun } from './ledger.ts'
import { BULK } from './replays.ts'
import { type Database, isPending, isPendingFlow, isToSend, type Queries } from './tables.ts'

export async function load(queries: Queries, flow: number): Promise<FlowToRun | undefined> {
  const row = await queries
    .selectFrom('flows')
    .leftJoin('runs', (join) =>
      join.onRef('runs.flow', '=', 'flows.number').onRef('runs.run', '=', 'flows.run'),
    )
    .leftJoin('deposits', (join) =>
      join.onRef('deposits.flow', '=', 'flows.number').onRef('deposits.version', '=', 'runs.version'),
    )
    .leftJoin('replays', 'replays.id', 'runs.replay')
    .select(['flows.run', 'name', 'depositor', 'received_at', 'flows.state', 'flow_identifier'])
    .select(['runs.version', 'runs.again', 'replays.found', 'flows.sha256', 'flows.size'])
    .select(['deposits.sha256 as corrected_sha256', 'deposits.size as corrected_size'])
    .where('flows.number', '=', flow)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const twin = await pendingTwin(queries, flow, row)
  return {
    flow,
    run: row.run,
    name: row.name,
    depositor: row.depositor,
    receivedAt: row.received_at,
    sha256: row.corrected_sha256 ?? row.sha256,
    size: row.corrected_size ?? row.size,
    state: row.state,
    version: row.version ?? 0,
    again: row.again === 1,
    isBulk: (row.found ?? 0) > BULK,
    ...(twin === undefined ? {} : { waitsFor: twin }),
  }
}

interface Likeness {
  depositor: string
  sha256: string
  flow_identifier: string | null
}

/** Two queries, each on its index: one with `or` would read every flow of the depositor. */
async function pendingTwin(queries: Queries, flow: number, like: Likeness): Promise<number | undefined> {
  const earlier = queries
    .selectFrom('flows')
    .select('number')
    .where('depositor', '=', like.depositor)
    .where('number', '<', flow)
    .where(isPending)
    .limit(1)
  const sameBytes = await earlier.where('sha256', '=', like.sha256).executeTakeFirst()
  if (sameBytes !== undefined || like.flow_identifier === null) return sameBytes?.number
  return (await earlier.where('flow_identifier', '=', like.flow_identifier).executeTakeFirst())?.number
}

export async function pendingFlows(queries: Queries, after: number, limit: number): Promise<PendingRun[]> {
  const rows = await queries
    .selectFrom('flows')
    .leftJoin('runs', (join) =>
      join.onRef('runs.flow', '=', 'flows.number').onRef('runs.run', '=', 'flows.run'),
    )
    .leftJoin('replays', 'replays.id', 'runs.replay')
    .select(['flows.number', 'flows.run', 'replays.found'])
    .where(isPendingFlow)
    .where('flows.number', '>', after)
    .orderBy('flows.number')
    .limit(limit)
    .execute()
  return rows.map(({ number, run, found }) => ({ flow: number, run, isBulk: (found ?? 0) > BULK }))
}

export async function countPendingFlows(queries: Queries): Promise<number> {
  const row = await queries
    .selectFrom('flows')
    .select((count) => count.fn.countAll().as('flows'))
    .where(isPending)
    .executeTakeFirstOrThrow()
  return Number(row.flows)
}

/** Flows first: one that is committed meanwhile is counted as a flow or by its documents, never as neither. */
export async function unfinished(database: Database): Promise<{ flows: number; documents: number }> {
  const flows = await countPendingFlows(database)
  const row = await database
    .selectFrom('outbox')
    .select((count) => count.fn.countAll().as('documents'))
    .where(isToSend)
    .where('endpoint', 'not in', heldLanes(database))
    .executeTakeFirstOrThrow()
  return { flows, documents: Number(row.documents) }
}
