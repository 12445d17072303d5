import type { Transaction } from 'kysely'
import { event, now } from './events.ts'
import type { ExpiredDetail } from './expiry.ts'
import { putDown } from './leaving.ts'
import type { AgeRule } from './retention.ts'
import type { Database, Queries, Tables } from './tables.ts'

/** The look for what is due takes no lock; who is written down as expired is judged once more as it is written. */
export async function expireDocuments(database: Database, rule: AgeRule, limit: number): Promise<number> {
  const due = await dueForDocuments(database, rule, limit)
  if (due.length === 0) return 0
  const at = now()
  await database.transaction().execute(async (transaction) => {
    const flows = await transaction
      .updateTable('flows')
      .set({ documents_expired_at: at })
      .where('number', 'in', due)
      .where('state', 'in', rule.states)
      .where('settled_at', '<', rule.before)
      .where('documents_expired_at', 'is', null)
      .returning(['number as flow', 'run', 'sha256'])
      .execute()
    if (flows.length === 0) return
    const documents = await documentsOf(transaction, flows)
    await putDown(transaction, documents)
    const counts = Map.groupBy(documents, ({ flow }) => flow)
    const events = flows.map(({ flow, run }) => {
      const detail = { what: 'documents', rule: rule.name, days: rule.days } as const
      const whole: ExpiredDetail = { ...detail, documents: counts.get(flow)?.length ?? 0 }
      return event({ flow, run, at, kind: 'expired' }, { ...whole })
    })
    await transaction.insertInto('events').values(events).execute()
  })
  return due.length
}

async function dueForDocuments(queries: Queries, rule: AgeRule, limit: number): Promise<number[]> {
  const due: number[] = []
  for (const state of rule.states) {
    const rows = await queries
      .selectFrom('flows')
      .select('number')
      .where('state', '=', state)
      .where('settled_at', '<', rule.before)
      .where('settled_at', 'is not', null)
      .where('documents_expired_at', 'is', null)
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom('outbox')
              .select('outbox.id')
              .whereRef('outbox.flow', '=', 'flows.number')
              .where((of) =>
                of.or([of('outbox.state', '=', 'pending'), of('outbox.sent_at', '>=', rule.before)]),
              ),
          ),
        ),
      )
      .orderBy('settled_at')
      .limit(limit - due.length)
      .execute()
    due.push(...rows.map((row) => row.number))
    if (due.length >= limit) break
  }
  return due
}

interface DocumentOfFlow {
  flow: number
  sha256: string
}

/** Deposits, their versions and all that was sent, each once a flow; slices are dropped before, see `kept-slices.ts`. */
async function documentsOf(
  transaction: Transaction<Tables>,
  flows: readonly DocumentOfFlow[],
): Promise<DocumentOfFlow[]> {
  const numbers = flows.map(({ flow }) => flow)
  const found = [...flows]
  for (const table of ['deposits', 'outbox'] as const) {
    found.push(
      ...(await transaction
        .selectFrom(table)
        .select([`${table}.flow`, `${table}.sha256`])
        .where(`${table}.flow`, 'in', numbers)
        .execute()),
    )
  }
  const once = new Map(found.map(({ flow, sha256 }) => [`${flow} ${sha256}`, { flow, sha256 }]))
  return [...once.values()]
}

/** All that hangs on a flow. Keys of accepted invoices are not among it. */
const OF_A_FLOW = ['invoices', 'events', 'outbox', 'flow_faults', 'slices', 'deposits', 'runs'] as const

export async function expireRecords(database: Database, rule: AgeRule, limit: number): Promise<number> {
  const due = await database
    .selectFrom('flows')
    .select('number')
    .where('settled_at', '<', rule.before)
    .where('state', 'in', rule.states)
    .where('documents_expired_at', 'is not', null)
    .where('expired_at', 'is', null)
    .orderBy('settled_at')
    .limit(limit)
    .execute()
  if (due.length === 0) return 0
  await database.transaction().execute(async (transaction) => {
    const flows = await transaction
      .updateTable('flows')
      .set({ expired_at: now(), judged_by: null })
      .where(
        'number',
        'in',
        due.map((row) => row.number),
      )
      .where('state', 'in', rule.states)
      .where('documents_expired_at', 'is not', null)
      .where('expired_at', 'is', null)
      .returning('number')
      .execute()
    const numbers = flows.map((row) => row.number)
    if (numbers.length === 0) return
    for (const table of OF_A_FLOW) {
      await transaction.deleteFrom(table).where(`${table}.flow`, 'in', numbers).execute()
    }
  })
  return due.length
}
