import { askFor } from './ask.ts'
import { attemptFailed, block, putOff } from './blocking.ts'
import { commit } from './commit.ts'
import { connect, engineOf, type RecordAt } from './connect.ts'
import { dropTokensOn } from './drop-tokens.ts'
import { dutiesOn } from './duties.ts'
import type { Engine } from './engine.ts'
import { openSlices, sliceDone, slicesOf } from './flow-slices.ts'
import * as lanes from './lanes.ts'
import { laneMoves } from './lane-moves.ts'
import type { Ledger } from './ledger.ts'
import * as outbox from './outbox.ts'
import { markUnstaged, strays } from './staging.ts'
import * as pending from './pending.ts'
import { knownDrops, receive } from './receive.ts'
import type { Database } from './tables.ts'
import { keepVersion } from './versions.ts'

/** The ledger of this record. @throws RecordTooNew when a newer Écluse wrote it. */
export async function openLedger(record: RecordAt): Promise<Ledger> {
  const database = await connect(record)
  return ledgerOn({ database, engine: engineOf(record) }, await idOf(database))
}

function ledgerOn(place: { database: Database; engine: Engine }, id: string): Ledger {
  const { database } = place
  return {
    id,
    duties: dutiesOn(place),
    receive: (files, under) => receive(database, files, under),
    knownDrops: (drops) => knownDrops(database, drops),
    dropTokens: (depositor, under) => dropTokensOn(database, depositor, under),
    load: (flow) => pending.load(database, flow),
    commit: (outcomes) => commit(database, outcomes),
    attemptFailed: (of, error) => attemptFailed(database, of, error),
    putOff: (of, trouble) => putOff(database, of, trouble),
    block: (of, error) => block(database, of, error),
    pendingFlows: (after, limit) => pending.pendingFlows(database, after, limit),
    countPendingFlows: () => pending.countPendingFlows(database),
    openSlices: (of, ranges) => openSlices(database, of, ranges),
    slicesOf: (of) => slicesOf(database, of),
    sliceDone: (of, result) => sliceDone(database, of, result),
    ask: (flow, unseen) => askFor(database, flow, unseen),
    keepVersion: (version) => keepVersion(database, version),
    pendingEndpoints: () => outbox.pendingEndpoints(database),
    pendingDocuments: (endpoint, limit) => outbox.pendingDocuments(database, endpoint, limit),
    nextDue: (endpoint) => outbox.nextDue(database, endpoint),
    markUnstaged: (lease, documents) => markUnstaged(database, lease, documents),
    markTried: (lease, document, failure) => outbox.markTried(database, { lease, document }, failure),
    laneFailed: (lease, failure) => lanes.laneFailed(database, lease, failure),
    strays: (lease, hidden) => strays(database, lease, hidden),
    ...laneMoves(place),
    askedLanes: () => lanes.askedLanes(database),
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
