import type { Insertable, Transaction, Updateable } from 'kysely'
import { event, insertEvents, now } from './events.ts'
import { kept } from './kept-query.ts'
import type { ArchivedOutcome, CommitResult, RunOfFlow } from './ledger.ts'
import {
  codeRows,
  endedRow,
  invoiceRows,
  keyRows,
  outboxRows,
  outcomeDetail,
  settledRow,
} from './outcome-rows.ts'
import { slices } from './statement-slices.ts'
import {
  type Database,
  type FlowRow,
  type InvoiceRow,
  isPending,
  type OutboxRow,
  type RunRow,
  type Tables,
} from './tables.ts'

/**
 * All that these outcomes decided, in one transaction: all of it, or nothing when it throws. Transactions that commit at
 * once never wait for each other in a circle: each takes all its keys first, sorted, then its flows by their number.
 */
export async function commit(
  database: Database,
  outcomes: readonly ArchivedOutcome[],
): Promise<CommitResult[]> {
  if (outcomes.length === 0) return []
  const inOrder = outcomes.toSorted((a, b) => a.outcome.flow - b.outcome.flow)
  return database.transaction().execute(async (transaction) => {
    const at = now()
    const holders = await takeKeys(
      transaction,
      inOrder.flatMap(({ outcome }) => keyRows(outcome, at)),
    )
    const results = new Map<ArchivedOutcome, CommitResult>()
    for (const each of inOrder) results.set(each, await claim(transaction, { each, holders }, at))
    const claimed = inOrder.filter((each) => results.get(each) === 'committed')
    await write(transaction, claimed, at)
    return outcomes.map((each) => results.get(each) as CommitResult)
  })
}

type KeyRow = Tables['accepted_keys']
/** Whose a key is, and whether it became so in this transaction. */
type Holders = Map<string, { flow: number; isNew: boolean }>

/** The outcome's keys and its run are its own; either both, or neither and nothing is changed. */
async function claim(
  transaction: Transaction<Tables>,
  { each, holders }: { each: ArchivedOutcome; holders: Holders },
  at: string,
): Promise<CommitResult> {
  const { flow } = each.outcome
  const rows = keyRows(each.outcome, at)
  const left = rows.filter(({ key }) => !holders.has(key))
  for (const [key, holder] of await takeKeys(transaction, left)) holders.set(key, holder)
  const isForeign = rows.some(({ key }) => holders.get(key)?.flow !== flow)
  if (!isForeign && (await settle(transaction, each, at))) return 'committed'
  await giveBack(
    transaction,
    rows.flatMap(({ key }) => (holders.get(key)?.flow === flow && holders.get(key)?.isNew ? [key] : [])),
    holders,
  )
  return isForeign ? 'conflict' : 'stale'
}

/** Who holds these keys now: whoever did, else the first row of each. What we take or is taken now, others wait for. */
async function takeKeys(transaction: Transaction<Tables>, rows: readonly KeyRow[]): Promise<Holders> {
  const first = new Map(rows.toReversed().map((row) => [row.key, row]))
  const holders: Holders = new Map()
  for (const slice of slices([...first.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)))) {
    const { rows: inserted } = await insertKeys(transaction, { rows: slice })
    for (const { key, flow } of inserted) holders.set(key, { flow, isNew: true })
  }
  for (const keys of slices([...first.keys()].filter((key) => !holders.has(key)))) {
    const held = await transaction
      .selectFrom('accepted_keys')
      .select(['key', 'flow'])
      .where('key', 'in', keys)
      .execute()
    for (const { key, flow } of held) holders.set(key, { flow, isNew: false })
  }
  return holders
}

const insertKeys = kept((queries, { rows }: { rows: readonly KeyRow[] }) =>
  queries
    .insertInto('accepted_keys')
    .values(rows)
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning(['key', 'flow']),
)

async function giveBack(
  transaction: Transaction<Tables>,
  keys: readonly string[],
  holders: Holders,
): Promise<void> {
  for (const slice of slices(keys)) {
    await transaction.deleteFrom('accepted_keys').where('key', 'in', slice).execute()
  }
  for (const key of keys) holders.delete(key)
}

/** The flow's state, when this run is still pending; false otherwise, with nothing changed. */
async function settle(
  transaction: Transaction<Tables>,
  { outcome }: ArchivedOutcome,
  at: string,
): Promise<boolean> {
  const { flow, run } = outcome
  const result = await settlePending(transaction, { flow, run, row: settledRow(outcome, at) })
  return (result.numAffectedRows ?? 0n) > 0n
}

const settlePending = kept((queries, { flow, run, row }: RunOfFlow & { row: Updateable<FlowRow> }) =>
  queries.updateTable('flows').set(row).where('number', '=', flow).where('run', '=', run).where(isPending),
)

/** Everything else of the outcomes that were claimed, a statement for several of them. */
async function write(
  transaction: Transaction<Tables>,
  outcomes: readonly ArchivedOutcome[],
  at: string,
): Promise<void> {
  for (const each of outcomes) {
    const { flow, run } = each.outcome
    await endRun(transaction, { flow, run, row: endedRow(each, at) })
  }
  for (const rows of slices(outcomes.flatMap((each) => invoiceRows(each.outcome)))) {
    await insertInvoices(transaction, { rows })
  }
  await writeCodes(transaction, outcomes)
  for (const rows of slices(outcomes.flatMap(outboxRows))) await insertDocuments(transaction, { rows })
  for (const rows of slices(outcomes.flatMap((each) => eventsOf(each, at)))) {
    await insertEvents(transaction, { rows })
  }
}

const endRun = kept((queries, { flow, run, row }: RunOfFlow & { row: Updateable<RunRow> }) =>
  queries.updateTable('runs').set(row).where('flow', '=', flow).where('run', '=', run),
)

const insertInvoices = kept((queries, { rows }: { rows: readonly InvoiceRow[] }) =>
  queries.insertInto('invoices').values(rows),
)

const insertDocuments = kept((queries, { rows }: { rows: readonly Insertable<OutboxRow>[] }) =>
  queries.insertInto('outbox').values(rows),
)

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
