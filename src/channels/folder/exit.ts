import { constants } from 'node:fs'
import { lstat, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { eachAtMost } from '../../record/each-at-most.ts'
import { syncFolder } from '../../record/sync-folder.ts'
import {
  besideName,
  type DocumentTrouble,
  type ExitDoor,
  type Letter,
  type Parcel,
  type Released,
  type Staged,
} from '../endpoint.ts'
import { isPlainName, nameTaken, notPlainName } from '../parcel-name.ts'
import { isMissing, isRefused } from './refusals.ts'

/** Files written and synced at once: the disk joins the syncs of several into one. */
const AT_ONCE = 16

/**
 * Delivers into a folder. It is never made here: when it is missing, what it stands for (a mount, a share) may be.
 * `owner` is in the hidden names documents are written under first, so no two living processes may share one.
 */
export function folderExit(folder: string, owner: string): ExitDoor {
  const room = { folder, owner }
  return {
    place: () => placeOf(folder),
    stage: (parcels) => stage(room, parcels),
    release: (place, staged) => release(room, place, staged),
  }
}

interface Room {
  folder: string
  /** In the hidden names. */
  owner: string
}

/** Device and inode, and when the folder was made, where that is known: inodes are given again. */
async function placeOf(folder: string): Promise<string> {
  const { dev, ino, birthtimeNs } = await stat(folder, { bigint: true })
  return `${dev}:${ino}:${birthtimeNs}`
}

async function stage(room: Room, parcels: readonly Parcel[]): Promise<Staged[]> {
  const results: Staged[] = []
  const written: string[] = []
  try {
    await eachAtMost(AT_ONCE, parcels, async (parcel, index) => {
      const beside = join(room.folder, besideName(room.owner, parcel))
      results[index] = (await settled(room, parcel)) ?? 'staged'
      if (results[index] !== 'staged') return await rm(beside, { force: true })
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

/** Made anew, so that what took its place meanwhile is not written through. */
async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  await rm(path, { force: true })
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

async function releaseOne(room: Room, place: string, letter: Letter): Promise<Released> {
  const beside = join(room.folder, besideName(room.owner, letter))
  const path = join(room.folder, letter.name)
  if (await isThere(path)) return (await isGone(room, place, beside)) ? 'gone' : nameTaken(letter.name)
  try {
    await rename(beside, path)
    return 'put'
  } catch (error) {
    if (isMissing(error) && (await isGone(room, place, beside))) return 'gone'
    throw error
  }
}

/** @throws when the folder is another one before or after it was looked at: what is not there then says nothing. */
async function isGone({ folder }: Room, place: string, beside: string): Promise<boolean> {
  const before = await placeOf(folder)
  const there = await isThere(beside)
  if (before === place && (await placeOf(folder)) === place) return !there
  throw new Error(`${folder} : ce n’est plus le même dossier que celui où le document a été écrit.`)
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
