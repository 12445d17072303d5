import { askFor } from './ask.ts'
import { attemptFailed, block } from './blocking.ts'
import { commit } from './commit.ts'
import { connect, type RecordAt } from './connect.ts'
import { openSlices, sliceDone, slicesOf } from './flow-slices.ts'
import * as lanes from './lanes.ts'
import type { Ledger } from './ledger.ts'
import * as outbox from './outbox.ts'
import * as pending from './pending.ts'
import { knownDrops, receive } from './receive.ts'
import type { Database } from './tables.ts'

/** The ledger of this record. @throws RecordTooNew when a newer Écluse wrote it. */
export async function openLedger(record: RecordAt): Promise<Ledger> {
  const database = await connect(record)
  return ledgerOn(database, await idOf(database))
}

function ledgerOn(database: Database, id: string): Ledger {
  return {
    id,
    receive: (files) => receive(database, files),
    knownDrops: (drops) => knownDrops(database, drops),
    load: (flow) => pending.load(database, flow),
    commit: (outcomes) => commit(database, outcomes),
    attemptFailed: (of, error) => attemptFailed(database, of, error),
    block: (of, error) => block(database, of, error),
    pendingFlows: (after, limit) => pending.pendingFlows(database, after, limit),
    countPendingFlows: () => pending.countPendingFlows(database),
    openSlices: (of, ranges) => openSlices(database, of, ranges),
    slicesOf: (of) => slicesOf(database, of),
    sliceDone: (of, result) => sliceDone(database, of, result),
    ask: (flow) => askFor(database, flow),
    pendingEndpoints: () => outbox.pendingEndpoints(database),
    pendingDocuments: (endpoint, limit) => outbox.pendingDocuments(database, endpoint, limit),
    nextDue: (endpoint) => outbox.nextDue(database, endpoint),
    markStaged: (documents, place) => outbox.markStaged(database, documents, place),
    markSent: (endpoint, documents) => outbox.markSent(database, endpoint, documents),
    markTried: (document, failure) => outbox.markTried(database, document, failure),
    laneFailed: (endpoint, failure) => lanes.laneFailed(database, endpoint, failure),
    claimLane: (endpoint, owner, leaseMs) => lanes.claimLane(database, { endpoint, owner }, leaseMs),
    renewLane: (endpoint, owner, leaseMs) => lanes.renewLane(database, { endpoint, owner }, leaseMs),
    releaseLane: (endpoint, owner) => lanes.releaseLane(database, { endpoint, owner }),
    unfinished: () => pending.unfinished(database),
    [Symbol.asyncDispose]: () => database.destroy(),
  }
}

async function idOf(database: Database): Promise<string> {
  const row = await database
    .selectFrom('about')
    .select('value')
    .where('name', '=', 'id')
    .executeTakeFirstOrThrow()
  return row.value
}
