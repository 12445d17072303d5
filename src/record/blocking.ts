import type { Transaction } from 'kysely'
import { event, now } from './events.ts'
import type { RunOfFlow } from './ledger.ts'
import { type Database, type EventKind, type FlowState, isPending, type Tables } from './tables.ts'

/** A try failed and another follows: the flow is being worked on, and its time line says what happened. */
export async function attemptFailed(database: Database, of: RunOfFlow, error: string): Promise<void> {
  await trouble(database, of, { state: 'processing', kind: 'attempt-failed', error })
}

/**
 * The house is ill, not the flow: said in its time line, once for each part of the house however long that takes. The
 * flow is still pending.
 */
export async function putOff(
  database: Database,
  of: RunOfFlow,
  { house, error }: { house: string; error: string },
): Promise<void> {
  const told = await database
    .selectFrom('events')
    .select('detail')
    .where('flow', '=', of.flow)
    .where('run', '=', of.run)
    .where('kind', '=', 'attempt-failed')
    .execute()
  if (told.some(({ detail }) => Reflect.get(Object(JSON.parse(detail)), 'house') === house)) return
  await trouble(database, of, { state: 'processing', kind: 'attempt-failed', error, house })
}

/** No more tries: the flow waits for support. */
export async function block(database: Database, of: RunOfFlow, error: string): Promise<void> {
  await trouble(database, of, { state: 'blocked', kind: 'blocked', error })
}

interface Trouble {
  state: FlowState
  kind: EventKind
  error: string
  /** The part of the house that is ill, when that is the reason. */
  house?: string
}

async function trouble(database: Database, of: RunOfFlow, trouble: Trouble): Promise<void> {
  const { state, kind, ...said } = trouble
  await database.transaction().execute(async (transaction) => {
    if (!(await moved(transaction, of, state))) return
    const at = now()
    const head = { flow: of.flow, run: of.run, at, kind }
    if (state === 'blocked') {
      await transaction
        .updateTable('runs')
        .set({ state: 'blocked', ended_at: at })
        .where('flow', '=', of.flow)
        .where('run', '=', of.run)
        .execute()
    }
    await transaction.insertInto('events').values(event(head, said)).execute()
  })
}

async function moved(transaction: Transaction<Tables>, of: RunOfFlow, state: FlowState): Promise<boolean> {
  const result = await transaction
    .updateTable('flows')
    .set({ state })
    .where('number', '=', of.flow)
    .where('run', '=', of.run)
    .where(isPending)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
