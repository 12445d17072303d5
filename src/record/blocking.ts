import type { Transaction } from 'kysely'
import { event, now } from './events.ts'
import type { RunOfFlow } from './ledger.ts'
import { type Database, type EventKind, type FlowState, isPending, type Tables } from './tables.ts'

/** A try failed and another follows: the flow is being worked on, and its time line says what happened. */
export async function attemptFailed(database: Database, of: RunOfFlow, error: string): Promise<void> {
  await trouble(database, of, { state: 'processing', kind: 'attempt-failed', error })
}

/** No more tries: the flow waits for support. */
export async function block(database: Database, of: RunOfFlow, error: string): Promise<void> {
  await trouble(database, of, { state: 'blocked', kind: 'blocked', error })
}

interface Trouble {
  state: FlowState
  kind: EventKind
  error: string
}

async function trouble(database: Database, of: RunOfFlow, trouble: Trouble): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    if (!(await moved(transaction, of, trouble.state))) return
    const at = now()
    const head = { flow: of.flow, run: of.run, at, kind: trouble.kind }
    if (trouble.state === 'blocked') {
      await transaction
        .updateTable('runs')
        .set({ state: 'blocked', ended_at: at })
        .where('flow', '=', of.flow)
        .where('run', '=', of.run)
        .execute()
    }
    await transaction
      .insertInto('events')
      .values(event(head, { error: trouble.error }))
      .execute()
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
