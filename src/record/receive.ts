import type { Insertable, Transaction } from 'kysely'
import { type Duty, stillOnDuty } from './duties.ts'
import { event, insertEvents } from './events.ts'
import { kept } from './kept-query.ts'
import type { Receipt, ReceivedFile } from './ledger.ts'
import { slices } from './statement-slices.ts'
import type { Database, FlowRow, Queries, Tables } from './tables.ts'

/**
 * The flows of these files, one receipt a file, in one transaction. @throws DutyLost when they were to be received under
 * a duty that is another machine's by now; it cannot become that before the flows are there for all to see.
 */
export async function receive(
  database: Database,
  files: readonly ReceivedFile[],
  under?: Duty,
): Promise<Receipt[]> {
  if (files.length === 0) return []
  return database.transaction().execute(async (transaction) => {
    await stillOnDuty(transaction, under)
    const fresh = new Set<string>()
    for (const slice of slices(files)) {
      const { rows } = await insertFlows(transaction, { rows: slice.map(flowRow) })
      for (const { drop_identity } of rows) fresh.add(drop_identity)
    }
    const known = await flowsOf(
      transaction,
      files.map((file) => file.drop),
    )
    const receipts = files.map((file) => ({ ...receiptOf(known, file.drop), isNew: fresh.delete(file.drop) }))
    await begin(
      transaction,
      files.filter((_, index) => receipts[index]?.isNew),
      known,
    )
    return receipts
  })
}

/** Which of these drops are in the record. */
export async function knownDrops(queries: Queries, drops: readonly string[]): Promise<Set<string>> {
  return new Set((await flowsOf(queries, drops)).keys())
}

type Known = Map<string, { flow: number; run: number }>

function flowRow(file: ReceivedFile): Insertable<FlowRow> {
  return {
    name: file.name,
    flow_identifier: file.flowIdentifier ?? null,
    depositor: file.depositor,
    sha256: file.sha256,
    size: file.size,
    drop_identity: file.drop,
    received_at: file.receivedAt,
    state: 'received',
    run: 0,
    invoices: 0,
    accepted: 0,
  }
}

const insertFlows = kept((queries, { rows }: { rows: readonly Insertable<FlowRow>[] }) =>
  queries
    .insertInto('flows')
    .values(rows)
    .onConflict((conflict) => conflict.column('drop_identity').doNothing())
    .returning('drop_identity'),
)

/** The first run of each new flow, and the event that begins its time line. */
async function begin(
  transaction: Transaction<Tables>,
  files: readonly ReceivedFile[],
  known: Known,
): Promise<void> {
  for (const slice of slices(files)) {
    const flows = slice.map((file) => ({ file, flow: receiptOf(known, file.drop).flow }))
    await transaction
      .insertInto('runs')
      .values(flows.map(({ flow }) => ({ flow, run: 0 })))
      .execute()
    const events = flows.map(({ file, flow }) =>
      event(
        { flow, run: 0, at: file.receivedAt, kind: 'received' },
        { sha256: file.sha256, size: file.size },
      ),
    )
    await insertEvents(transaction, { rows: events })
  }
}

async function flowsOf(queries: Queries, drops: readonly string[]): Promise<Known> {
  const known: Known = new Map()
  for (const slice of slices(drops)) {
    const { rows } = await flowsOfDrops(queries, { drops: slice })
    for (const row of rows) known.set(row.drop_identity, { flow: row.number, run: row.run })
  }
  return known
}

const flowsOfDrops = kept((queries, { drops }: { drops: readonly string[] }) =>
  queries.selectFrom('flows').select(['drop_identity', 'number', 'run']).where('drop_identity', 'in', drops),
)

function receiptOf(known: Known, drop: string): { flow: number; run: number } {
  const found = known.get(drop)
  if (found === undefined) throw new Error(`the record has no flow for the drop ${drop}`)
  return found
}
