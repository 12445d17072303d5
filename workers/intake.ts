import { setTimeout } from 'node:timers/promises'
import type { EntryDoor, FoundFile } from '../src/channels/endpoint.ts'
import type { Archive } from '../src/record/archive.ts'
import { type Duty, DutyLost } from '../src/record/duties.ts'
import { eachAtMost } from '../src/record/each-at-most.ts'
import type { Ledger, Receipt, ReceivedFile } from '../src/record/ledger.ts'
import { backoff } from './backoff.ts'
import type { Tally } from '../src/support/watch/tally.ts'
import { inWords, type Log } from './log.ts'
import type { Queues } from './queues.ts'

export interface IntakeTools {
  ledger: Ledger
  archive: Archive
  queues: Queues
  /** Files taken in at once, at most. */
  batch: number
  /** The flow identifier in a file name, when it has one. */
  flowIdentifierIn(name: string): string | undefined
  tally: Tally
  log: Log
}

const READS_AT_ONCE = 16
/** Larger files go to the archive piece by piece and are never whole in memory here. */
const WHOLE_BYTES = 4 * 1024 * 1024
/** Bytes of a batch held in memory. */
const BATCH_BYTES = 32 * 1024 * 1024
const RETRY = { backoffMs: 1_000, backoffMaxMs: 30_000 }

/** Whose flows are taken in, and under which duty. */
export interface Intaken {
  /** Code of the depositor. */
  depositor: string
  duty: Duty
  /** Whether the duty is still this machine's. */
  isOurs(): boolean
}

/** Takes in what comes through one door, until it is closed. Never rejects: trouble is told, and tried again. */
export async function takeIn(door: EntryDoor, of: Intaken, tools: IntakeTools): Promise<void> {
  let failed = 0
  for (;;) {
    const found = await door.next(tools.batch)
    if (found.length === 0) return
    for (const files of inBatches(found)) {
      try {
        await takeBatch(door, { ...of, files }, tools)
        failed = 0
      } catch (error) {
        for (const file of files) door.giveBack(file)
        const { depositor } = of
        tools.log.error({ depositor, files: files.length, error: inWords(error) }, 'files cannot be taken in')
        await setTimeout(backoff(failed, RETRY))
        failed += 1
      }
    }
  }
}

interface Batch extends Intaken {
  files: readonly FoundFile[]
}

/** The order is the promise: archive, record, queue, and only then away with the file. */
async function takeBatch(door: EntryDoor, batch: Batch, tools: IntakeTools): Promise<void> {
  const begun = performance.now()
  const { ledger } = tools
  const known = await ledger.knownDrops(batch.files.map((file) => file.drop))
  const fresh = batch.files.filter((file) => !known.has(file.drop))
  const archived = await archive(door, fresh, tools)
  const receivedAt = new Date().toISOString()
  const files = archived.map((each) => receivedFile(each, { depositor: batch.depositor, receivedAt }, tools))
  const receipts = await ledger.receive(files, batch.duty)
  await queue(receipts, tools)
  tell({ files, receipts, ms: performance.now() - begun }, tools)
  const taken = new Set([...known, ...archived.map(({ file }) => file.drop)])
  if (!batch.isOurs()) throw new DutyLost(batch.duty.name) // what is in the record, its new holder takes away
  await eachAtMost(READS_AT_ONCE, batch.files, async (file) => {
    if (taken.has(file.drop)) await door.takeAway(file)
  })
}

/** Each was as long on its way in as those it came in with. */
function tell(
  of: { files: readonly ReceivedFile[]; receipts: readonly Receipt[]; ms: number },
  { log, tally }: IntakeTools,
): void {
  const ms = Math.round(of.ms * 1_000) / 1_000
  for (const [index, { flow, run, isNew }] of of.receipts.entries()) {
    const { depositor, size: bytes } = of.files[index] as ReceivedFile
    if (isNew) {
      tally.time('reception', of.ms)
      tally.count('received', [depositor])
      tally.count('receivedBytes', [], bytes)
    }
    log.info({ room: 'reception', flow, run, depositor, ms, bytes }, 'received')
  }
}

interface Archived {
  file: FoundFile
  sha256: string
  size: number
}

/** Those still there and unchanged, safe in the archive; the others are left out, the door offers them again. */
async function archive(
  door: EntryDoor,
  files: readonly FoundFile[],
  tools: IntakeTools,
): Promise<Archived[]> {
  const small = files.filter((file) => file.size <= WHOLE_BYTES)
  const read: { file: FoundFile; bytes: Uint8Array }[] = []
  await eachAtMost(READS_AT_ONCE, small, async (file) => {
    const bytes = await door.read(file)
    if (bytes !== undefined) read.push({ file, bytes })
  })
  const hashes = await tools.archive.put(read.map(({ bytes }) => bytes))
  const archived = read.map(({ file, bytes }, index) => ({
    file,
    sha256: hashes[index] as string,
    size: bytes.length,
  }))
  for (const file of files.filter((each) => each.size > WHOLE_BYTES)) {
    try {
      archived.push({ file, ...(await tools.archive.putStream(door.pieces(file))) })
    } catch (error) {
      tools.log.warn({ size: file.size, error: inWords(error) }, 'file cannot be taken in now')
      door.giveBack(file) // the others need not wait for it
    }
  }
  const place = new Map(files.map((file, index) => [file.drop, index]))
  return archived.toSorted((a, b) => (place.get(a.file.drop) ?? 0) - (place.get(b.file.drop) ?? 0))
}

function receivedFile(
  { file, sha256, size }: Archived,
  of: { depositor: string; receivedAt: string },
  tools: IntakeTools,
): ReceivedFile {
  const flowIdentifier = tools.flowIdentifierIn(file.name)
  const { name, drop } = file
  return { name, drop, sha256, size, ...of, ...(flowIdentifier === undefined ? {} : { flowIdentifier }) }
}

/** The record has them: when Redis is away they are queued by the sweep. */
async function queue(receipts: readonly Receipt[], tools: IntakeTools): Promise<void> {
  try {
    await tools.queues.queueFlows(receipts)
  } catch (error) {
    tools.log.warn({ flows: receipts.length, error: inWords(error) }, 'flows not queued yet')
  }
}

function inBatches(found: readonly FoundFile[]): FoundFile[][] {
  const batches: FoundFile[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const file of found) {
    bytes += Math.min(file.size, WHOLE_BYTES)
    if (bytes > BATCH_BYTES) {
      batches.push([])
      bytes = Math.min(file.size, WHOLE_BYTES)
    }
    batches.at(-1)?.push(file)
  }
  return batches
}
