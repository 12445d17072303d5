import { DocumentTrouble, type ExitDoor, type Parcel, type Released } from '../src/channels/endpoint.ts'
import { type Archive, ArchiveTrouble } from '../src/record/archive.ts'
import { eachAtMost } from '../src/record/each-at-most.ts'
import type { Ledger, PendingDocument, SentDocument } from '../src/record/ledger.ts'
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

/**
 * Drains lanes, never one twice at once: a lease keeps other services away, not this one's own jobs, and a queue that
 * lost what it had hands out a second job for a lane that is being drained. That one ends at once, and the drain under
 * way looks again before it ends. Gives the time (ms of the clock) before which trying again is useless; `undefined`
 * when the lane is empty or in other hands. Never rejects: trouble is kept in the record.
 */
export function drainingLanes(tools: DeliveryTools): (endpoint: string) => Promise<number | undefined> {
  /** Those being drained, and whether they were asked for again meanwhile. */
  const draining = new Map<string, boolean>()
  return async (endpoint) => {
    if (draining.has(endpoint)) {
      draining.set(endpoint, true)
      return undefined
    }
    try {
      for (let askedAgain = false; ; askedAgain = true) {
        draining.set(endpoint, false)
        const next = await drainLane(endpoint, tools)
        // The job that would wait until then may be the one that was lost.
        if (next !== undefined && (askedAgain || draining.get(endpoint))) tools.wakeAt(endpoint, next)
        if (next !== undefined || !draining.get(endpoint)) return next
      }
    } finally {
      draining.delete(endpoint)
    }
  }
}

async function drainLane(endpoint: string, tools: DeliveryTools): Promise<number | undefined> {
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

type Fate = 'sent' | 'recognised' | Error
/** What became of each document of a batch; none yet for those that lie beside their names. */
type Fates = Map<PendingDocument, Fate>

/**
 * Written beside, recorded as such, named, recorded as sent. Whatever ends this process in between, the next try knows
 * by what still lies beside its name whether it was named, also when the recipient has taken it away since.
 */
async function deliver({ endpoint, exit, documents }: Batch, tools: DeliveryTools): Promise<void> {
  const { ledger, log } = tools
  const place = await exit.place()
  const fates: Fates = new Map()
  const fresh = new Set(documents.filter(({ stagedIn }) => stagedIn !== place))
  await stage({ exit, documents: [...fresh], fates }, tools)
  const staged = documents.filter((document) => !fates.has(document))
  await ledger.markStaged(
    staged.filter((document) => fresh.has(document)),
    place,
  )
  for (const [index, released] of (await exit.release(place, staged)).entries()) {
    const document = staged[index] as PendingDocument
    fates.set(document, fateOf(document, released, fresh.has(document)))
  }
  await ledger.markSent(
    endpoint,
    documents.flatMap((document) => sentAs(document, fates.get(document))),
  )
  for (const [document, fate] of fates) {
    const { flow, run, kind, name } = document
    if (fate instanceof Error) await keepTrouble(document, fate, tools)
    else log.info({ flow, run, endpoint, kind, name, recognised: fate === 'recognised' }, 'delivered')
  }
}

/** Nobody but us names what we wrote a moment ago: when that is gone it was taken away, not delivered. */
function fateOf({ name }: PendingDocument, released: Released, isFresh: boolean): Fate {
  if (released === 'put') return 'sent'
  if (released !== 'gone') return released
  if (!isFresh) return 'recognised'
  return new DocumentTrouble(`${name} : le fichier écrit à côté de son nom a disparu avant de le recevoir.`)
}

function sentAs(document: PendingDocument, fate: Fate | undefined): SentDocument[] {
  if (fate === undefined || fate instanceof Error) return []
  return [{ ...document, recognised: fate === 'recognised' }]
}

async function stage(
  { exit, documents, fates }: Pick<Batch, 'exit' | 'documents'> & { fates: Fates },
  { archive }: DeliveryTools,
): Promise<void> {
  if (documents.length === 0) return
  const parcels: (Parcel | Error)[] = []
  await eachAtMost(8, documents, async (document, index) => {
    parcels[index] = await parcelOf(document, archive)
  })
  const whole = parcels.filter((parcel): parcel is Parcel => !(parcel instanceof Error))
  const results = (await exit.stage(whole)).values()
  for (const [index, document] of documents.entries()) {
    const parcel = parcels[index]
    const result = parcel instanceof Error ? parcel : results.next().value
    if (result === 'already-there') fates.set(document, 'recognised')
    else if (result instanceof Error) fates.set(document, result)
  }
}

/** Tried again for as long as it takes, more and more seldom: what stands in its way may be gone one day. */
async function keepTrouble(document: PendingDocument, error: Error, tools: DeliveryTools): Promise<void> {
  const { flow, run, name, tries } = document
  const nextAt = new Date(Date.now() + backoff(tries, tools.settings)).toISOString()
  tools.log.error({ flow, run, name, tries: tries + 1, error: inWords(error), nextAt }, 'not delivered')
  await tools.ledger.markTried(document, { error: inWords(error), nextAt })
}

/** A document the archive has lost is this document's trouble, not its endpoint's. */
async function parcelOf(document: PendingDocument, archive: Archive): Promise<Parcel | Error> {
  try {
    return { id: document.id, name: document.name, bytes: await archive.get(document.sha256) }
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
