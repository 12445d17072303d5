import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Arrival, leftoversIn, sha256Of } from './arrivals.ts'
import { type Finding, finding, tally } from './finding.ts'
import type { World } from './notes.ts'
import type { Outgoing, Record } from './record.ts'

/** What a document is written under before it has its name: the record's mark, the document's number, the try's mark. */
const OURS = /^\.ecluse-[0-9a-z]+-\d+-[0-9A-Za-z_]+\.part$/

/** Each document to send arrived once and whole, nothing else did, and what is hidden is ours. */
export function checkFiles(world: World, record: Record, arrivals: readonly Arrival[]): Finding[] {
  const meant = new Map(record.outbox.map((document) => [identityOf(document), document]))
  const times = tally(arrivals.map(identityOf))
  return [
    ...record.outbox.flatMap((document) => checkDocument(document, times.get(identityOf(document)) ?? 0)),
    ...arrivals.flatMap((arrival) => checkArrival(arrival, meant.get(identityOf(arrival)))),
    ...leftoversIn(world)
      .filter(({ name }) => !OURS.test(name))
      .map(({ folder, name }) => finding('leftover-not-ours', name, folder)),
  ]
}

function checkDocument({ endpoint, name, state, flow }: Outgoing, times: number): Finding[] {
  const subject = `${endpoint} ${name}`
  if (state !== 'sent') return [finding('file-lost', subject, `of flow ${flow}, still ${state}`)]
  if (times === 0) return [finding('file-lost', subject, `of flow ${flow}, said to be sent`)]
  return times === 1 ? [] : [finding('file-doubled', subject, `of flow ${flow}, arrived ${times} times`)]
}

function checkArrival({ endpoint, name, sha256 }: Arrival, meant: Outgoing | undefined): Finding[] {
  const subject = `${endpoint} ${name}`
  if (meant === undefined) return [finding('file-from-nowhere', subject)]
  if (meant.sha256 === sha256) return []
  return [finding('file-cut', subject, `is ${sha256}, the archive has ${meant.sha256}`)]
}

/** Every document the record names is in the archive, with the bytes its name promises. */
export function checkArchive(world: World, record: Record): Finding[] {
  const named = new Set([...record.flows, ...record.outbox].map(({ sha256 }) => sha256))
  return [...named].flatMap((sha256) => {
    const file = join(world.path(world.note.archive), sha256.slice(0, 2), sha256.slice(2))
    if (!existsSync(file)) return [finding('archive-lost', sha256)]
    return sha256Of(readFileSync(file)) === sha256 ? [] : [finding('archive-altered', sha256)]
  })
}

function identityOf({ endpoint, name }: { endpoint: string; name: string }): string {
  return `${endpoint} ${name}`
}
