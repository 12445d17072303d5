import type { Transaction } from 'kysely'
import { event, now } from './events.ts'
import type { ArchivedOutcome, CommitResult } from './ledger.ts'
import { codeRows, invoiceRows, keyRows, outboxRows, outcomeDetail, runSummary } from './outcome-rows.ts'
import { slices } from './statement-slices.ts'
import { type Database, isPending, type Tables } from './tables.ts'

/**
 * All that these outcomes decided, in one transaction: all of it, or nothing when it throws.
 */
export async function commit(
  database: Database,
  outcomes: readonly ArchivedOutcome[],
): Promise<CommitResult[]> {
  if (outcomes.length === 0) return []
  return database.transaction().execute(async (transaction) => {
    const results: CommitResult[] = []
    const at = now()
    for (const each of outcomes) results.push(await claim(transaction, each, at))
    const claimed = outcomes.filter((_, index) => results[index] === 'committed')
    await write(transaction, claimed, at)
    return results
  })
}

/** Takes the outcome's keys and its run; either both, or neither and nothing is changed. */
async function claim(
  transaction: Transaction<Tables>,
  archived: ArchivedOutcome,
  at: string,
): Promise<CommitResult> {
  const rows = keyRows(archived.outcome, at)
  const taken = await takeKeys(transaction, rows)
  const foreign = taken.length < rows.length && (await heldByOthers(transaction, rows))
  if (!foreign && (await settle(transaction, archived, at))) return 'committed'
  for (const slice of slices(taken)) {
    await transaction.deleteFrom('accepted_keys').where('key', 'in', slice).execute()
  }
  return foreign ? 'conflict' : 'stale'
}

type KeyRow = Tables['accepted_keys']

/** The keys nobody held, now this flow's. Sorted, so that two transactions never wait for each other in a circle. */
async function takeKeys(transaction: Transaction<Tables>, rows: readonly KeyRow[]): Promise<string[]> {
  const taken: string[] = []
  for (const slice of slices(rows)) {
    const inserted = await transaction
      .insertInto('accepted_keys')
      .values(slice)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('key')
      .execute()
    taken.push(...inserted.map((row) => row.key))
  }
  return taken
}

async function heldByOthers(transaction: Transaction<Tables>, rows: readonly KeyRow[]): Promise<boolean> {
  for (const slice of slices(rows)) {
    const held = await transaction
      .selectFrom('accepted_keys')
      .select('key')
      .where(
        'key',
        'in',
        slice.map((row) => row.key),
      )
      .where('flow', '<>', slice[0]?.flow ?? 0)
      .limit(1)
      .executeTakeFirst()
    if (held !== undefined) return true
  }
  return false
}

/** The flow's state, when this run is still pending; false otherwise, with nothing changed. */
async function settle(
  transaction: Transaction<Tables>,
  { outcome }: ArchivedOutcome,
  at: string,
): Promise<boolean> {
  const result = await transaction
    .updateTable('flows')
    .set({
      state: outcome.state,
      admissible: Number(outcome.admissible),
      interface_code: outcome.interfaceCode ?? null,
      invoices: outcome.invoices.length,
      accepted: outcome.invoices.filter((invoice) => invoice.accepted).length,
      judged_by: JSON.stringify(outcome.judgedBy),
      settled_at: at,
      ...(outcome.flowIdentifier === undefined ? {} : { flow_identifier: outcome.flowIdentifier }),
    })
    .where('number', '=', outcome.flow)
    .where('run', '=', outcome.run)
    .where(isPending)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Everything else of the outcomes that were claimed, a statement for several of them. */
async function write(
  transaction: Transaction<Tables>,
  outcomes: readonly ArchivedOutcome[],
  at: string,
): Promise<void> {
  for (const each of outcomes) {
    await transaction
      .updateTable('runs')
      .set({
        started_at: each.startedAt,
        ended_at: at,
        state: each.outcome.state,
        outcome: runSummary(each.outcome),
      })
      .where('flow', '=', each.outcome.flow)
      .where('run', '=', each.outcome.run)
      .execute()
  }
  for (const rows of slices(outcomes.flatMap((each) => invoiceRows(each.outcome)))) {
    await transaction.insertInto('invoices').values(rows).execute()
  }
  await writeCodes(transaction, outcomes)
  for (const rows of slices(outcomes.flatMap(outboxRows))) {
    await transaction.insertInto('outbox').values(rows).execute()
  }
  for (const rows of slices(outcomes.flatMap((each) => eventsOf(each, at)))) {
    await transaction.insertInto('events').values(rows).execute()
  }
}

/** Those of this run take the place of an earlier run's. */
async function writeCodes(
  transaction: Transaction<Tables>,
  outcomes: readonly ArchivedOutcome[],
): Promise<void> {
  const replayed = outcomes.filter(({ outcome }) => outcome.run > 0).map(({ outcome }) => outcome.flow)
  for (const flows of slices(replayed)) {
    await transaction.deleteFrom('flow_faults').where('flow', 'in', flows).execute()
  }
  for (const rows of slices(outcomes.flatMap(({ outcome }) => codeRows(outcome)))) {
    await transaction.insertInto('flow_faults').values(rows).execute()
  }
}

function eventsOf({ outcome, startedAt }: ArchivedOutcome, at: string) {
  const { flow, run } = outcome
  return [
    event({ flow, run, at: startedAt, kind: 'started' }),
    event({ flow, run, at, kind: 'outcome' }, outcomeDetail(outcome)),
  ]
}
