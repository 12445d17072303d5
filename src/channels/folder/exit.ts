import { constants } from 'node:fs'
import { lstat, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { eachAtMost } from '../../record/each-at-most.ts'
import { syncFolder } from '../../record/sync-folder.ts'
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

/** Delivers into a folder. It is never made here: when it is missing, what it stands for (a mount, a share) may be. */
export function folderExit(folder: string, record: RecordMark): ExitDoor {
  const room = { folder, record }
  return {
    place: () => placeOf(folder),
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
}

/**
 * Inode, and when the folder was made, where that is known: inodes are given again. Not the device: it is another on each
 * machine that mounts a share, and another after each start.
 */
async function placeOf(folder: string): Promise<string> {
  const { ino, birthtimeNs } = await stat(folder, { bigint: true })
  return `${ino}:${birthtimeNs}`
}

async function stage(room: Room, parcels: readonly Parcel[]): Promise<Staged[]> {
  const results: Staged[] = []
  const written: string[] = []
  try {
    await eachAtMost(AT_ONCE, parcels, async (parcel, index) => {
      results[index] = (await settled(room, parcel)) ?? 'staged'
      if (results[index] !== 'staged') return
      const beside = besidePath(room, parcel)
      written.push(beside)
      await writeSynced(beside, parcel.bytes)
    })
    if (written.length > 0) await syncFolder(room.folder)
    return results
  } catch (error) {
    for (const beside of written) await rm(beside, { force: true }).catch(() => undefined) // the first error says more
    throw error
  }
}

/** Made anew: what has its name already was not written by this try, and is not written through. */
async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644)
  try {
    await file.writeFile(bytes)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** A result that needs no writing; `undefined` when the document is to be written. */
async function settled(
  { folder }: Room,
  parcel: Parcel,
): Promise<'already-there' | DocumentTrouble | undefined> {
  if (!isPlainName(parcel.name)) return notPlainName(parcel.name)
  const path = join(folder, parcel.name)
  if (!(await isThere(path))) return undefined
  return (await holds(path, parcel.bytes)) ? 'already-there' : nameTaken(parcel.name)
}

/** What we may not read we have not put. */
async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const found = await lstat(path)
    return found.isFile() && found.size === bytes.length && (await readFile(path)).equals(bytes)
  } catch (error) {
    if (isMissing(error) || isRefused(error)) return false // taken away meanwhile: written at the next try
    throw error
  }
}

async function release(room: Room, place: string, staged: readonly Letter[]): Promise<Released[]> {
  const results: Released[] = []
  for (const letter of staged) results.push(await releaseOne(room, place, letter))
  if (results.includes('put')) await syncFolder(room.folder)
  return results
}

/** Of several who do this at once, or of one who comes back after the others, exactly one renames: the name is used once. */
async function releaseOne(room: Room, place: string, letter: Letter): Promise<Released> {
  const beside = besidePath(room, letter)
  const path = join(room.folder, letter.name)
  try {
    if (await isThere(path)) return await onTakenName(room, place, letter)
    await rename(beside, path)
    return 'put'
  } catch (error) {
    if (!isMissing(error)) throw error
    return await absence(room, place, beside)
  }
}

/** The file that has the name is another's, ours, or equal to ours and as good as delivered. */
async function onTakenName(room: Room, place: string, letter: Letter): Promise<Released> {
  const beside = besidePath(room, letter)
  if (!(await isThere(beside))) return await absence(room, place, beside)
  if (!(await holds(join(room.folder, letter.name), await readFile(beside)))) return nameTaken(letter.name)
  await rm(beside)
  return 'gone'
}

/**
 * What it means that nothing lies there. @throws when the folder was another one before or after it was looked at: what
 * is not there then says nothing.
 */
async function absence({ folder }: Room, place: string, beside: string): Promise<'gone' | 'elsewhere'> {
  const before = await placeOf(folder)
  const there = await isThere(beside)
  if (before === (await placeOf(folder)) && !there) return before === place ? 'gone' : 'elsewhere'
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

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
