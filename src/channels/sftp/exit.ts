import { eachAtMost } from '../../record/each-at-most.ts'
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
import type { SftpLine } from './line.ts'
import { pathIn } from './path.ts'
import type { SftpSession } from './session.ts'
import { isMissing, isRefused, SftpTrouble } from './trouble.ts'

export interface SftpExitSettings {
  line: SftpLine
  /** On the server. It is never made here: when it is missing, what it stands for may be away. */
  folder: string
  record: RecordMark
}

/** Files under way at once: what a far server is waited for is shared between them. */
const AT_ONCE = 32

/** Delivers into a folder of a server. */
export function sftpExit({ line, folder, record }: SftpExitSettings): ExitDoor {
  // The protocol tells nothing that would tell a folder from another at the same path.
  const place = `sftp://${line.where}${pathIn(folder, '')}`
  const using = <T>(work: (room: Room) => Promise<T>) =>
    line.use((session) => work({ session, folder, record, place }))
  return {
    place: () => Promise.resolve(place),
    stage: (parcels) => using((room) => stage(room, parcels)),
    release: (stagedIn, staged) => using((room) => release(room, stagedIn, staged)),
    beside: () => using(listBeside),
    discard: (hidden) => using((room) => discard(room, hidden)),
    tryNow: () => line.tryNow(),
  }
}

interface Room {
  session: SftpSession
  folder: string
  record: RecordMark
  place: string
}

/** All are written, looked at and synced beside their names, then the folder is synced once. */
async function stage(room: Room, parcels: readonly Parcel[]): Promise<Staged[]> {
  const { session, folder } = room
  const results: Staged[] = []
  const written: string[] = []
  try {
    await eachAtMost(AT_ONCE, parcels, async (parcel, index) => {
      results[index] = (await settled(room, parcel)) ?? 'staged'
      if (results[index] !== 'staged') return
      const beside = besidePath(room, parcel)
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
  await session.write(beside, bytes)
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

/**
 * Asked in their order, without waiting for each answer; a name that is taken is looked for before. A hidden name is used
 * once: of several who do this at once, or of one who comes back after the others, one renames.
 */
async function release(room: Room, stagedIn: string, staged: readonly Letter[]): Promise<Released[]> {
  const { session, folder } = room
  const taken: boolean[] = []
  await eachAtMost(AT_ONCE, staged, async ({ name }, index) => {
    taken[index] = (await session.look(pathIn(folder, name))) !== undefined
  })
  const results: Released[] = []
  await eachAtMost(AT_ONCE, staged, async (letter, index) => {
    const released = taken[index] ? await onTakenName(room, letter) : await name(room, letter)
    results[index] = released === 'gone' && stagedIn !== room.place ? 'elsewhere' : released
  })
  if (results.includes('put')) await session.syncFolder(folder)
  return results
}

async function name(room: Room, letter: Letter): Promise<Released> {
  try {
    await room.session.rename(besidePath(room, letter), pathIn(room.folder, letter.name))
    return 'put'
  } catch (error) {
    // Servers say in several ways that there is nothing to rename.
    const isAnswer = isMissing(error) || isRefused(error)
    if (isAnswer && (await isGone(room, letter))) return 'gone'
    throw error
  }
}

/** The file that has the name is another's, ours, or equal to ours and as good as delivered. */
async function onTakenName(room: Room, letter: Letter): Promise<'gone' | DocumentTrouble> {
  const { session, folder } = room
  const beside = besidePath(room, letter)
  if (await isGone(room, letter)) return 'gone'
  const isEqual = await areEqual(session, beside, pathIn(folder, letter.name))
  if (isEqual) await removeIfThere(session, beside)
  return isEqual || (await isGone(room, letter)) ? 'gone' : nameTaken(letter.name)
}

/** @throws when the folder itself is missing: what is not there then says nothing. */
async function isGone({ session, folder, record }: Room, letter: Letter): Promise<boolean> {
  const before = await session.look(folder)
  if ((await session.look(pathIn(folder, besideName(record, letter)))) !== undefined) return false
  if (before !== undefined && (await session.look(folder)) !== undefined) return true
  throw new SftpTrouble('missing', `${folder} : n’existe pas`)
}

/** False also when one of them is not there any more, or may not be read. */
async function areEqual(session: SftpSession, one: string, other: string): Promise<boolean> {
  const [first, second] = [await session.look(one), await session.look(other)]
  if (first === undefined || second?.size !== first.size || !second.isPlain) return false
  const bytes = Buffer.alloc(first.size)
  try {
    const isWhole = await session.fetch(one, first.size, (piece, at) => piece.copy(bytes, at))
    return isWhole && (await holds(session, other, bytes))
  } catch (error) {
    if (isMissing(error) || isRefused(error)) return false
    throw error
  }
}

/** A server that lets nobody look shows none: what lies there then stays. */
async function listBeside({ session, folder, record }: Room): Promise<Beside[]> {
  try {
    return (await session.list(folder)).flatMap(({ name }) => besideOf(record, name) ?? [])
  } catch (error) {
    if (isRefused(error)) return []
    throw error
  }
}

async function discard(room: Room, hidden: readonly Beside[]): Promise<void> {
  await eachAtMost(AT_ONCE, hidden, (each) => removeIfThere(room.session, besidePath(room, each)))
}

function besidePath({ folder, record }: Pick<Room, 'folder' | 'record'>, beside: Beside): string {
  return pathIn(folder, besideName(record, beside))
}

async function removeIfThere(session: SftpSession, path: string): Promise<void> {
  try {
    await session.remove(path)
  } catch (error) {
    // Servers say in several ways that there is nothing to remove.
    if ((await session.look(path)) !== undefined) throw error
  }
}

/** What cannot be removed now is when the lane is taken up again. */
async function abandon(session: SftpSession, written: readonly string[]): Promise<void> {
  for (const beside of written) {
    if (!session.isOpen) return
    await session.remove(beside).catch((error: unknown) => error)
  }
}
