import type { ExpressionBuilder } from 'kysely'
import { kept } from './kept-query.ts'
import { heldLanes } from './lanes.ts'
import type { FlowToRun, PendingRun } from './ledger.ts'
import { BULK } from './replays.ts'
import { type Database, isPending, isPendingFlow, isToSend, type Queries, type Tables } from './tables.ts'

export async function load(queries: Queries, flow: number): Promise<FlowToRun | undefined> {
  const [row] = (await flowToRun(queries, { flow })).rows
  if (row === undefined) return undefined
  const { same_bytes, same_identifier } = row
  const hasLike = same_bytes !== null || same_identifier !== null
  const twin = hasLike ? await pendingTwin(queries, flow, row) : undefined
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
    unseen: {
      depositor: row.depositor,
      ...(same_bytes === null ? { sha256: row.sha256 } : {}),
      ...(same_identifier === null && row.flow_identifier !== null
        ? { flowIdentifier: row.flow_identifier }
        : {}),
    },
  }
}

/** With the earliest flow of the same bytes, and of the same identifier: hardly any flow has one. */
const flowToRun = kept((queries, { flow }: { flow: number }) =>
  queries
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
    .select((of) => [
      earliestLike(of, 'sha256').as('same_bytes'),
      earliestLike(of, 'flow_identifier').as('same_identifier'),
    ])
    .where('flows.number', '=', flow),
)

/** The number of the first flow of this depositor that is like this one, and earlier; null when there is none. */
function earliestLike(of: ExpressionBuilder<Tables, 'flows'>, column: 'sha256' | 'flow_identifier') {
  return of
    .selectFrom('flows as earlier')
    .select((earlier) => earlier.fn.min<number | null>('earlier.number').as('number'))
    .whereRef('earlier.depositor', '=', 'flows.depositor')
    .whereRef(`earlier.${column}`, '=', `flows.${column}`)
    .whereRef('earlier.number', '<', 'flows.number')
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
