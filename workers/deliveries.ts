import type { ExitDoor, Parcel } from '../src/channels/endpoint.ts'
import { DocumentTrouble } from '../src/channels/endpoint.ts'
import { type Archive, ArchiveTrouble } from '../src/record/archive.ts'
import { eachAtMost } from '../src/record/each-at-most.ts'
import type { Ledger, PendingDocument } from '../src/record/ledger.ts'
import { backoff } from './backoff.ts'
import { inWords, type Log } from './log.ts'

export interface DeliveryTools {
  ledger: Ledger
  archive: Archive
  /** Where the documents of this endpoint go out; `undefined` when the configuration has no such endpoint. */
  exitOf(endpoint: string): ExitDoor | undefined
  /** Who leases lanes. */
  owner: string
  settings: { backoffMs: number; backoffMaxMs: number; batch: number }
  /** A document of this endpoint is to be tried again at this time (ms of the clock). */
  wakeAt(endpoint: string, time: number): void
  log: Log
}

/** Renewed between batches once a quarter of it is over; what a batch takes is far below the rest. */
const LEASE_MS = 30_000
/** Documents of a batch held in memory, unless the first alone is larger. */
const BATCH_BYTES = 32 * 1024 * 1024
/** A document refused so often for a reason of its own waits for support. */
const DOCUMENT_TRIES = 8

/**
 * Delivers what is pending for this endpoint, in order. Gives the time (ms of the clock) before which trying again is
 * useless; `undefined` when the lane is empty. Never rejects: trouble is kept in the record.
 */
export async function drainLane(endpoint: string, tools: DeliveryTools): Promise<number | undefined> {
  const { ledger, owner, log } = tools
  try {
    const lane = await ledger.claimLane(endpoint, owner, LEASE_MS)
    if (lane === undefined) return Date.now() + LEASE_MS / 4
    try {
      const notBefore = lane.nextAt === undefined ? 0 : Date.parse(lane.nextAt)
      return notBefore > Date.now() ? notBefore : await drain(endpoint, lane.tries, tools)
    } finally {
      await ledger.releaseLane(endpoint, owner)
    }
  } catch (error) {
    log.error({ endpoint, error: inWords(error) }, 'lane cannot be worked on')
    return Date.now() + backoff(0, tools.settings)
  }
}

async function drain(endpoint: string, tries: number, tools: DeliveryTools): Promise<number | undefined> {
  const { ledger, settings, log } = tools
  let leasedAt = Date.now()
  try {
    const exit = tools.exitOf(endpoint)
    if (exit === undefined) throw new Error(`La configuration ne connaît pas la destination ${endpoint}.`)
    for (;;) {
      const documents = await ledger.pendingDocuments(endpoint, settings.batch)
      if (documents.length === 0) break
      await deliver({ endpoint, exit, documents: atOnce(documents) }, tools)
      if (Date.now() - leasedAt < LEASE_MS / 4) continue
      if (!(await ledger.renewLane(endpoint, tools.owner, LEASE_MS))) return Date.now() + LEASE_MS / 4
      leasedAt = Date.now()
    }
  } catch (error) {
    const next = Date.now() + backoff(tries, settings)
    log.warn({ endpoint, tries: tries + 1, error: inWords(error) }, 'endpoint takes nothing')
    await ledger.laneFailed(endpoint, { error: inWords(error), nextAt: new Date(next).toISOString() })
    return next
  }
  const due = await ledger.nextDue(endpoint)
  if (due !== undefined) tools.wakeAt(endpoint, Date.parse(due))
  return undefined
}

interface Batch {
  endpoint: string
  exit: ExitDoor
  documents: readonly PendingDocument[]
}

async function deliver({ endpoint, exit, documents }: Batch, tools: DeliveryTools): Promise<void> {
  const { ledger, log } = tools
  const parcels: (Parcel | Error)[] = []
  await eachAtMost(8, documents, async (document, index) => {
    parcels[index] = await parcelOf(document, tools.archive)
  })
  const whole = parcels.filter((parcel): parcel is Parcel => !(parcel instanceof Error))
  const puts = (await exit.put(whole)).values()
  const sent: PendingDocument[] = []
  const troubled: { document: PendingDocument; error: Error }[] = []
  for (const [index, document] of documents.entries()) {
    const parcel = parcels[index]
    const result = parcel instanceof Error ? parcel : puts.next().value
    if (result instanceof Error) troubled.push({ document, error: result })
    else sent.push(document)
  }
  await ledger.markSent(endpoint, sent)
  for (const { flow, run, kind, name } of sent) log.info({ flow, run, endpoint, kind, name }, 'delivered')
  for (const each of troubled) await keepTrouble(each.document, each.error, tools)
}

async function keepTrouble(document: PendingDocument, error: Error, tools: DeliveryTools): Promise<void> {
  const { flow, run, name, tries } = document
  const isLast = tries + 1 >= DOCUMENT_TRIES
  tools.log.error({ flow, run, name, tries: tries + 1, error: inWords(error), last: isLast }, 'not delivered')
  const next = new Date(Date.now() + backoff(tries, tools.settings)).toISOString()
  await tools.ledger.markTried(document, { error: inWords(error), ...(isLast ? {} : { nextAt: next }) })
}

/** A document the archive has lost is this document's trouble, not its endpoint's. */
async function parcelOf(document: PendingDocument, archive: Archive): Promise<Parcel | Error> {
  try {
    return { name: document.name, bytes: await archive.get(document.sha256) }
  } catch (error) {
    if (error instanceof ArchiveTrouble) return new DocumentTrouble(error.message)
    throw error
  }
}

function atOnce(documents: readonly PendingDocument[]): PendingDocument[] {
  let bytes = 0
  const fits = documents.findIndex((document) => {
    bytes += document.size
    return bytes > BATCH_BYTES
  })
  return fits < 0 ? [...documents] : documents.slice(0, Math.max(fits, 1))
}
