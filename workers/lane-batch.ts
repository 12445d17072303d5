import { randomBytes } from 'node:crypto'
import {
  DocumentTrouble,
  type ExitDoor,
  type Letter,
  type Parcel,
  type Released,
} from '../src/channels/endpoint.ts'
import { type Archive, ArchiveTrouble } from '../src/record/archive.ts'
import { eachAtMost } from '../src/record/each-at-most.ts'
import type { LeaseState, Ledger, PendingDocument, SentDocument, Staging } from '../src/record/ledger.ts'
import { backoff } from './backoff.ts'
import { houseTroubleIn } from './house-trouble.ts'
import type { KeptLease } from './kept-lease.ts'
import type { Tally } from '../src/support/watch/tally.ts'
import { inWords, type Log } from './log.ts'

export interface BatchTools {
  ledger: Ledger
  archive: Archive
  settings: { backoffMs: number; backoffMaxMs: number }
  tally: Tally
  log: Log
}

export interface Batch {
  kept: KeptLease
  exit: ExitDoor
  /** In the order they were decided. */
  documents: readonly PendingDocument[]
}

/** Documents of a batch held in memory, unless the first alone is larger. */
const BATCH_BYTES = 32 * 1024 * 1024

type Fate = 'sent' | 'recognised' | DocumentTrouble
/** What became of each document of a batch; none for those that are to be tried again as they are. */
type Fates = Map<PendingDocument, Fate>

/**
 * Delivers documents in their order: those an earlier try left beside their names first, and alone; the others written
 * beside, recorded as such, named, recorded as sent. Whatever ends this process in between, and whoever goes on, here or
 * there, each is named once: a hidden name is written once, recorded once, and only what is recorded is named.
 * Tells whose lane it is then, its lease renewed. @throws what the exit throws, or trouble of the house.
 */
export async function deliverBatch(batch: Batch, tools: BatchTools): Promise<LeaseState> {
  const begun = performance.now()
  const staged = batch.documents.filter((document) => document.staged !== undefined)
  const fates: Fates = new Map()
  if (staged.length > 0) await finish({ ...batch, documents: staged }, fates, tools)
  else await send({ ...batch, documents: atOnce(batch.documents) }, fates, tools)
  return record({ ...batch, begun }, fates, tools)
}

/** Names what an earlier try left beside its name; what is gone from there was named by it, and taken away since. */
async function finish({ kept, exit, documents }: Batch, fates: Fates, { ledger }: BatchTools): Promise<void> {
  const elsewhere: PendingDocument[] = []
  for (const group of Map.groupBy(documents, ({ staged }) => JSON.stringify(staged)).values()) {
    const staging = group[0]?.staged
    if (staging === undefined) continue
    const released = await exit.release(staging.place, lettersOf(group, staging))
    for (const [index, document] of group.entries()) {
      const fate = released[index] as Released
      if (fate === 'elsewhere') elsewhere.push(document)
      else fates.set(document, fate === 'put' ? 'sent' : fate === 'gone' ? 'recognised' : fate)
    }
  }
  await ledger.markUnstaged(kept.lease, elsewhere)
}

async function send(batch: Batch, fates: Fates, tools: BatchTools): Promise<void> {
  const { kept, exit } = batch
  const staging: Staging = { place: await exit.place(), mark: randomBytes(8).toString('hex') }
  const written = await stage({ ...batch, staging }, fates, tools)
  const known = await tools.ledger.markStaged(kept.lease, written, staging)
  const [ours, refused] = parted(written, ({ id }) => known.has(id))
  await exit.discard(lettersOf(refused, staging))
  if (ours.length === 0) return
  const released = await exit.release(staging.place, lettersOf(ours, staging))
  const lost: PendingDocument[] = []
  for (const [index, document] of ours.entries()) {
    const fate = released[index] as Released
    if (fate === 'gone' || fate === 'elsewhere') lost.push(document)
    else fates.set(document, fate === 'put' ? 'sent' : fate)
  }
  await writeAgain({ ...batch, documents: lost }, fates, tools)
}

/**
 * What we wrote a moment ago is gone from beside its name. While the lane is ours nobody else names it: it was taken away,
 * not delivered. When the lane was taken over meanwhile, its new owner has named it, and says so.
 */
async function writeAgain({ kept, documents }: Batch, fates: Fates, tools: BatchTools): Promise<void> {
  if (documents.length === 0 || (await kept.renew()) === 'lost') return
  await tools.ledger.markUnstaged(kept.lease, documents)
  for (const document of documents) {
    const text = `${document.name} : le fichier écrit à côté de son nom a disparu avant de le recevoir.`
    fates.set(document, new DocumentTrouble(text))
  }
}

/** Those that lie beside their names now. */
async function stage(
  { exit, documents, staging }: Batch & { staging: Staging },
  fates: Fates,
  { archive }: BatchTools,
): Promise<PendingDocument[]> {
  const parcels: (Parcel | DocumentTrouble)[] = []
  await eachAtMost(8, documents, async (document, index) => {
    parcels[index] = await parcelOf(document, staging, archive)
  })
  const whole = parcels.filter((parcel): parcel is Parcel => !(parcel instanceof DocumentTrouble))
  const results = (await exit.stage(whole)).values()
  return documents.filter((document, index) => {
    const parcel = parcels[index] as Parcel | DocumentTrouble
    const result = parcel instanceof DocumentTrouble ? parcel : results.next().value
    if (result === 'already-there') fates.set(document, 'recognised')
    else if (result instanceof DocumentTrouble) fates.set(document, result)
    return result === 'staged'
  })
}

/** A document the archive has lost is this document's trouble; an archive that cannot be read is the house's. */
async function parcelOf(
  { id, name, sha256 }: PendingDocument,
  { mark }: Staging,
  archive: Archive,
): Promise<Parcel | DocumentTrouble> {
  try {
    return { id, name, mark, bytes: await archive.get(sha256) }
  } catch (error) {
    if (!(error instanceof ArchiveTrouble) || houseTroubleIn(error) !== undefined) throw error
    return new DocumentTrouble(error.message)
  }
}

async function record(
  { kept, begun }: Batch & { begun: number },
  fates: Fates,
  tools: BatchTools,
): Promise<LeaseState> {
  const { endpoint } = kept.lease
  const sent: SentDocument[] = []
  for (const [document, fate] of fates) {
    if (typeof fate === 'string') sent.push({ ...document, recognised: fate === 'recognised' })
  }
  const [state] = await Promise.all([kept.renew(), tools.ledger.markSent(endpoint, sent)]) // asked for at once: one commit as a rule
  tell({ endpoint, sent, ms: performance.now() - begun }, tools)
  for (const [document, fate] of fates) {
    if (typeof fate !== 'string') await keepTrouble(document, fate, { ...tools, kept })
  }
  return state
}

/** Each was as long on its way out as those it left with. */
function tell(
  of: { endpoint: string; sent: readonly SentDocument[]; ms: number },
  { log, tally }: BatchTools,
): void {
  const { endpoint } = of
  const ms = Math.round(of.ms * 1_000) / 1_000
  for (const { flow, run, kind, name, size: bytes, recognised } of of.sent) {
    tally.time('delivery', of.ms)
    tally.count('delivered', [endpoint, kind])
    log.info({ room: 'delivery', flow, run, endpoint, kind, name, recognised, ms, bytes }, 'delivered')
  }
}

/** Tried again for as long as it takes, more and more seldom: what stands in its way may be gone one day. */
async function keepTrouble(
  document: PendingDocument,
  error: Error,
  { kept, ledger, settings, log }: BatchTools & { kept: KeptLease },
): Promise<void> {
  const { flow, run, name, tries } = document
  const nextAt = new Date(Date.now() + backoff(tries, settings)).toISOString()
  log.error({ flow, run, name, tries: tries + 1, error: inWords(error), nextAt }, 'not delivered')
  await ledger.markTried(kept.lease, document, { error: inWords(error), nextAt })
}

function lettersOf(documents: readonly PendingDocument[], { mark }: Staging): Letter[] {
  return documents.map(({ id, name }) => ({ id, name, mark }))
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))]
}

function atOnce(documents: readonly PendingDocument[]): PendingDocument[] {
  let bytes = 0
  const fits = documents.findIndex((document) => {
    bytes += document.size
    return bytes > BATCH_BYTES
  })
  return fits < 0 ? [...documents] : documents.slice(0, Math.max(fits, 1))
}
