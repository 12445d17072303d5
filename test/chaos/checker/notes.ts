import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What whoever ran the service wrote down, for whoever judges what became of it: `world.json`, in the world's folder.
 * Every path in it is relative to that folder.
 */
export interface WorldNote {
  record: RecordNote
  /** Folder of the documents, named by their hash: `ab/cd…`. */
  archive: string
  /** File of `DepositNote`, one JSON a line, in the order of the drops. */
  deposits: string
  /** File of names, one JSON string a line: poisons that crashed less often than blocks; it may be missing. */
  spared: string
  doors: readonly DoorNote[]
  places: readonly PlaceNote[]
}

export type RecordNote = { sqlite: string } | { postgres: string }

/** Where a depositor drops. */
export interface DoorNote {
  depositor: string
  folder: string
}

/** Where documents go out to. */
export interface PlaceNote {
  /** As the record names it. */
  endpoint: string
  folder: string
  /** Of a recipient that takes its files away: file of `TakenNote`, one JSON a line, each naming a file of `takenTo`. */
  taken?: string
  takenTo?: string
}

/** A file its recipient took away. */
export interface TakenNote {
  name: string
  sha256: string
  /** Where its bytes were put, in `takenTo`. */
  file: string
}

/** What must become of a deposit; `one-of:<group>`: of all deposits of the group one is integrated, the others rejected. */
export type Expected = 'integrated' | 'partially-integrated' | 'rejected' | 'blocked' | `one-of:${string}`

/** One file that was dropped. */
export interface DepositNote {
  id: number
  depositor: string
  name: string
  sha256: string
  size: number
  kind: string
  expected: Expected
  invoices: readonly InvoiceNote[]
}

/** An invoice in a deposit, as whoever wrote it knows it. */
export interface InvoiceNote {
  number: string
  supplier: string
  recipient: string
  /** The endpoint its pivot goes to. */
  endpoint: string
  ht: string
  ttc: string
  net: string
  account?: string
  /** The factor, whom the account belongs to. */
  payee?: string
  /** Hash of a file that must be in the pivot as it was in the deposit: the invoice's XML, or the PDF of a mixed file. */
  enclosed: string
  /** False for one that is refused, whatever becomes of the others in its deposit. */
  isGood: boolean
}

/** A world as it was left. */
export interface World {
  note: WorldNote
  deposits: DepositNote[]
  /** Names of poisons that crashed too seldom to be blocked by that alone: either way is right. */
  spared: ReadonlySet<string>
  /** A path of the note on this machine. */
  path(relative: string): string
}

export function readWorld(folder: string): World {
  const path = (relative: string) => join(folder, relative)
  const note = JSON.parse(readFileSync(path('world.json'), 'utf8')) as WorldNote
  const spared = existsSync(path(note.spared)) ? readLines<string>(path(note.spared)) : []
  return { note, path, deposits: readLines<DepositNote>(path(note.deposits)), spared: new Set(spared) }
}

/** The values of a file that holds one JSON a line. */
export function readLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}
