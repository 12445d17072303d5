import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { DepositNote } from '../checker/notes.ts'
import type { Planned } from './deposits.ts'
import { DEPOSITORS } from './parties.ts'

const LOOK_MS = 50
/** The record has a flow of this depositor, name and bytes. */
export type IsRecorded = (of: DepositNote) => Promise<boolean>

/** Between the two writes of a file that is written in place; far below the time it must then be still. */
const PAUSE_MS = 25

/** Drops what is planned at the doors, and notes each drop once it is complete. */
export class Depositor {
  readonly #doors: ReadonlyMap<string, string>
  readonly #notes: string
  readonly #isRecorded: IsRecorded
  /** What was dropped, and where. */
  readonly #dropped = new Map<number, { note: DepositNote; path: string }>()

  /** `doors`: folder of each depositor; `notes`: file of the notes. */
  constructor(doors: ReadonlyMap<string, string>, notes: string, isRecorded: IsRecorded) {
    this.#doors = doors
    this.#notes = notes
    this.#isRecorded = isRecorded
    writeFileSync(notes, '')
  }

  async drop({ note, bytes, after }: Planned): Promise<void> {
    const door = this.#doors.get(note.depositor)
    if (door === undefined) throw new Error(`${note.depositor} has no door`)
    const path = join(door, note.name)
    if (after !== undefined) await this.#isTaken(after)
    // Noted first: what is seen before its note is written would come from nowhere.
    appendFileSync(this.#notes, `${JSON.stringify(note)}\n`)
    if (note.depositor === DEPOSITORS.writes) await writeInPlace(path, bytes)
    else await renameIntoPlace(path, join(door, `.${note.name}`), bytes)
    this.#dropped.set(note.id, { note, path })
  }

  /** Gone from its door; or in the record, where it could not be removed. */
  async #isTaken(deposit: number): Promise<void> {
    const dropped = this.#dropped.get(deposit)
    if (dropped === undefined) throw new Error(`deposit ${deposit} was not dropped yet`)
    while (existsSync(dropped.path) && !(await this.#isRecorded(dropped.note))) await setTimeout(LOOK_MS)
  }
}

async function writeInPlace(path: string, bytes: Buffer): Promise<void> {
  const file = await whenWritable(() => openSync(path, 'wx'))
  const half = Math.floor(bytes.length / 2)
  try {
    writeSync(file, bytes.subarray(0, half))
    await setTimeout(PAUSE_MS)
    writeSync(file, bytes.subarray(half))
  } finally {
    closeSync(file)
  }
}

async function renameIntoPlace(path: string, beside: string, bytes: Buffer): Promise<void> {
  await whenWritable(() => {
    writeFileSync(beside, bytes)
    renameSync(beside, path)
  })
}

/** A door that may not be written to now is waited for, as a depositor does. */
async function whenWritable<T>(write: () => T): Promise<T> {
  for (;;) {
    try {
      return write()
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EROFS')) throw error
      await setTimeout(LOOK_MS)
    }
  }
}
