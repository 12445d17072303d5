import { type BigIntStats, constants } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { eachAtMost } from '../../record/each-at-most.ts'
import { byAnother, type FileCalls, SMALL_BYTES, syncBytes } from '../../record/file-calls.ts'
import { callsInto, type OwnDisk } from '../../record/own-disk.ts'
import { syncFolder } from '../../record/sync-folder.ts'
import { takingTurns } from '../../record/taking-turns.ts'
import {
  type Beside,
  besideName,
  besideOf,
  type DocumentTrouble,
  type ExitDoor,
  type Letter,
  type Parcel,
  type RecordMark,
  type Released,
  type Staged,
} from '../endpoint.ts'
import { isPlainName, nameTaken, notPlainName } from '../parcel-name.ts'
import { isMissing, isRefused } from './refusals.ts'

/** Files written and synced at once: the disk joins the syncs of several into one. */
const AT_ONCE = 16

const MODE = 0o644

/**
 * Delivers into a folder. It is never made here: when it is missing, what it stands for (a mount, a share) may be. `own`
 * is the record's disk: on it the calls for small documents are made here, in its place; anywhere else by another thread.
 */
export function folderExit(folder: string, record: RecordMark, own?: OwnDisk): ExitDoor {
  const room: Room = { folder, record, calls: byAnother, turn: takingTurns() }
  return {
    async place() {
      const found = await stat(folder, { bigint: true })
      room.calls = callsInto(found, own)
      return placeIn(found)
    },
    stage: (parcels) => stage(room, parcels),
    release: (place, staged) => release(room, place, staged),
    beside: () => listBeside(room),
    discard: (hidden) => discard(room, hidden),
    tryNow: () => undefined, // a folder is tried whenever it is asked
  }
}

interface Room {
  folder: string
  record: RecordMark
  /** As the folder was when its place was last asked for, which is asked, by another thread, before each batch. */
  calls: FileCalls
  turn: () => Promise<void> | undefined
}

/**
 * Inode, and when the folder was made, where that is known: inodes are given again. Not the device: it is another on each
 * machine that mounts a share, and another after each start.
 */
function placeIn({ ino, birthtimeNs }: BigIntStats): string {
  return `${ino}:${birthtimeNs}`
}

async function placeOf(folder: string): Promise<string> {
  return placeIn(await stat(folder, { bigint: true }))
}

async function stage(room: Room, parcels: readonly Parcel[]): Promise<Staged[]> {
  const results: Staged[] = []
  const written: string[] = []
  try {
    await eachAtMost(AT_ONCE, parcels, async (parcel, index) => {
      await room.turn()
      results[index] = (await settled(room, parcel)) ?? 'staged'
      if (results[index] !== 'staged') return
      const beside = besidePath(room, parcel)
      written.push(beside)
      await writeSynced(beside, parcel.bytes, callsFor(parcel.bytes, room))
    })
    if (written.length > 0) await syncFolder(room.folder, room.calls)
    return results
  } catch (error) {
    for (const beside of written) await rm(beside, { force: true }).catch(() => undefined) // the first error says more
    throw error
  }
}

function callsFor({ length }: { length: number }, { calls }: Room): FileCalls {
  return length > SMALL_BYTES ? byAnother : calls
}

/** Made anew: what has its name already was not written by this try, and is not written through. */
async function writeSynced(path: string, bytes: Uint8Array, calls: FileCalls): Promise<void> {
  const file = await calls.create(path, MODE)
  try {
    await calls.write(file, bytes)
    await syncBytes(file)
  } finally {
    await calls.close(file)
  }
}

/** A result that needs no writing; `undefined` when the document is to be written. */
async function settled(room: Room, parcel: Parcel): Promise<'already-there' | DocumentTrouble | undefined> {
  if (!isPlainName(parcel.name)) return notPlainName(parcel.name)
  const path = join(room.folder, parcel.name)
  if ((await room.calls.look(path)) === undefined) return undefined
  return (await holds(room, path, parcel.bytes)) ? 'already-there' : nameTaken(parcel.name)
}

/** What we may not read we have not put. */
async function holds(room: Room, path: string, bytes: Uint8Array): Promise<boolean> {
  const calls = callsFor(bytes, room)
  try {
    const found = await calls.look(path)
    if (found?.isFile() !== true || Number(found.size) !== bytes.length) return false
    return (await contentOf(calls, path)).equals(bytes)
  } catch (error) {
    if (isMissing(error) || isRefused(error)) return false // taken away meanwhile: written at the next try
    throw error
  }
}

/** Without waiting on a pipe that took the file's place. */
async function contentOf(calls: FileCalls, path: string): Promise<Buffer> {
  const file = await calls.open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return await calls.read(file, Number((await calls.stats(file)).size))
  } finally {
    await calls.close(file)
  }
}

async function release(room: Room, place: string, staged: readonly Letter[]): Promise<Released[]> {
  const results: Released[] = []
  for (const letter of staged) {
    await room.turn()
    results.push(await releaseOne(room, place, letter))
  }
  if (results.includes('put')) await syncFolder(room.folder, room.calls)
  return results
}

/** Of several who do this at once, or of one who comes back after the others, exactly one renames: the name is used once. */
async function releaseOne(room: Room, place: string, letter: Letter): Promise<Released> {
  const beside = besidePath(room, letter)
  const path = join(room.folder, letter.name)
  try {
    if ((await room.calls.look(path)) !== undefined) return await onTakenName(room, place, letter)
    await room.calls.rename(beside, path)
    return 'put'
  } catch (error) {
    if (!isMissing(error)) throw error
    return await absence(room, place, beside)
  }
}

/** The file that has the name is another's, ours, or equal to ours and as good as delivered. */
async function onTakenName(room: Room, place: string, letter: Letter): Promise<Released> {
  const beside = besidePath(room, letter)
  if ((await room.calls.look(beside)) === undefined) return await absence(room, place, beside)
  const bytes = await contentOf(byAnother, beside)
  if (!(await holds(room, join(room.folder, letter.name), bytes))) return nameTaken(letter.name)
  await rm(beside)
  return 'gone'
}

/**
 * What it means that nothing lies there. @throws when the folder was another one before or after it was looked at: what
 * is not there then says nothing.
 */
async function absence({ folder }: Room, place: string, beside: string): Promise<'gone' | 'elsewhere'> {
  const before = await placeOf(folder)
  const there = await byAnother.look(beside)
  if (before === (await placeOf(folder)) && there === undefined)
    return before === place ? 'gone' : 'elsewhere'
  throw new Error(`${folder} : ce dossier vient d’être remplacé par un autre.`)
}

/** A folder nobody may look into shows none: what lies there then stays. */
async function listBeside({ folder, record }: Room): Promise<Beside[]> {
  try {
    return (await readdir(folder)).flatMap((name) => besideOf(record, name) ?? [])
  } catch (error) {
    if (isRefused(error)) return []
    throw error
  }
}

async function discard(room: Room, hidden: readonly Beside[]): Promise<void> {
  await eachAtMost(AT_ONCE, hidden, (each) => rm(besidePath(room, each), { force: true }))
}

function besidePath({ folder, record }: Room, beside: Beside): string {
  return join(folder, besideName(record, beside))
}
