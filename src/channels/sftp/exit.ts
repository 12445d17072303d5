import { eachAtMost } from '../../record/each-at-most.ts'
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
import type { SftpLine } from './line.ts'
import { pathIn } from './path.ts'
import type { SftpSession } from './session.ts'
import { isMissing, isRefused, SftpTrouble } from './trouble.ts'

export interface SftpExitSettings {
  line: SftpLine
  /** On the server. It is never made here: when it is missing, what it stands for may be away. */
  folder: string
  /** In the hidden names documents are written under first, so no two living processes may share one. */
  owner: string
}

/** Files under way at once: what a far server is waited for is shared between them. */
const AT_ONCE = 32

/** Delivers into a folder of a server. */
export function sftpExit({ line, folder, owner }: SftpExitSettings): ExitDoor {
  return {
    // The protocol tells nothing that would tell a folder from another at the same path.
    place: () => Promise.resolve(`sftp://${line.where}${pathIn(folder, '')}`),
    stage: (parcels) => line.use((session) => stage({ session, folder, owner }, parcels)),
    release: (_, staged) => line.use((session) => release({ session, folder, owner }, staged)),
  }
}

interface Room {
  session: SftpSession
  folder: string
  /** In the hidden names. */
  owner: string
}

/** All are written, looked at and synced beside their names, then the folder is synced once. */
async function stage(room: Room, parcels: readonly Parcel[]): Promise<Staged[]> {
  const { session, folder, owner } = room
  const results: Staged[] = []
  const written: string[] = []
  try {
    await eachAtMost(AT_ONCE, parcels, async (parcel, index) => {
      const beside = pathIn(folder, besideName(owner, parcel))
      results[index] = (await settled(room, parcel)) ?? 'staged'
      if (results[index] !== 'staged') return await removeIfThere(session, beside)
      written.push(beside)
      await writeBeside(session, beside, parcel.bytes)
    })
    if (written.length > 0) await session.syncFolder(folder)
    return results
  } catch (error) {
    await abandon(session, written)
    throw error
  }
}

/** The server says how much it kept: a disk that filled up may tell nobody. */
async function writeBeside(session: SftpSession, beside: string, bytes: Uint8Array): Promise<void> {
  await session.write(beside, bytes).catch(async (error: unknown) => {
    if (!(error instanceof SftpTrouble) || error.reason !== 'denied') throw error
    await removeIfThere(session, beside) // what an earlier try left may not be ours to write over, but to remove
    await session.write(beside, bytes)
  })
  const kept = await session.look(beside)
  if (kept?.size === bytes.length) return
  throw new SftpTrouble(
    'failed',
    `${beside} : le serveur n’a gardé que ${kept?.size ?? 0} octets sur ${bytes.length} (disque ou quota plein ?).`,
  )
}

/** A result that needs no writing; `undefined` when the document is to be written. */
async function settled(
  { session, folder }: Room,
  parcel: Parcel,
): Promise<'already-there' | DocumentTrouble | undefined> {
  if (!isPlainName(parcel.name)) return notPlainName(parcel.name)
  const path = pathIn(folder, parcel.name)
  const there = await session.look(path)
  if (there === undefined) return undefined
  const isSameSize = there.isPlain && there.size === parcel.bytes.length
  return isSameSize && (await holds(session, path, parcel.bytes)) ? 'already-there' : nameTaken(parcel.name)
}

/** What we may not read we have not put. */
async function holds(session: SftpSession, path: string, bytes: Uint8Array): Promise<boolean> {
  let isEqual = true
  try {
    const isWhole = await session.fetch(path, bytes.length, (piece, at) => {
      isEqual &&= piece.equals(bytes.subarray(at, at + piece.length))
    })
    return isWhole && isEqual
  } catch (error) {
    if (isRefused(error)) return false
    throw error
  }
}

/** Asked in their order, without waiting for each answer; a name that is taken is looked for before. */
async function release(room: Room, staged: readonly Letter[]): Promise<Released[]> {
  const { session, folder, owner } = room
  const taken: boolean[] = []
  await eachAtMost(AT_ONCE, staged, async ({ name }, index) => {
    taken[index] = (await session.look(pathIn(folder, name))) !== undefined
  })
  const results: Released[] = []
  await eachAtMost(AT_ONCE, staged, async (letter, index) => {
    const beside = pathIn(folder, besideName(owner, letter))
    if (taken[index]) results[index] = (await isGone(room, beside)) ? 'gone' : nameTaken(letter.name)
    else results[index] = await name(room, beside, pathIn(folder, letter.name))
  })
  if (results.includes('put')) await session.syncFolder(folder)
  return results
}

async function name(room: Room, beside: string, path: string): Promise<'put' | 'gone'> {
  try {
    await room.session.rename(beside, path)
    return 'put'
  } catch (error) {
    // Servers say in several ways that there is nothing to rename.
    const isAnswer = isMissing(error) || isRefused(error)
    if (isAnswer && (await isGone(room, beside))) return 'gone'
    throw error
  }
}

/** @throws when the folder itself is missing: what is not there then says nothing. */
async function isGone({ session, folder }: Room, beside: string): Promise<boolean> {
  const before = await session.look(folder)
  if ((await session.look(beside)) !== undefined) return false
  if (before !== undefined && (await session.look(folder)) !== undefined) return true
  throw new SftpTrouble('missing', `${folder} : n’existe pas`)
}

async function removeIfThere(session: SftpSession, path: string): Promise<void> {
  if ((await session.look(path)) !== undefined) await session.remove(path)
}

/** What cannot be removed now is written over at the next try. */
async function abandon(session: SftpSession, written: readonly string[]): Promise<void> {
  for (const beside of written) {
    if (!session.isOpen) return
    await session.remove(beside).catch((error: unknown) => error)
  }
}
