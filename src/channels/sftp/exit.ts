import { eachAtMost } from '../../record/each-at-most.ts'
import type { ExitDoor, Parcel, Put } from '../endpoint.ts'
import { isPlainName, nameTaken, notPlainName } from '../parcel-name.ts'
import type { SftpLine } from './line.ts'
import { pathIn } from './path.ts'
import type { SftpSession } from './session.ts'
import { isMissing, isRefused, SftpTrouble } from './trouble.ts'

export interface SftpExitSettings {
  line: SftpLine
  /** On the server. It is never made here: when it is missing, what it stands for may be away. */
  folder: string
  /**
   * In the hidden names documents are written under first. What an earlier process of this owner, or a connection that
   * broke, left there is removed, so no two living processes may share one.
   */
  owner: string
}

/** Files under way at once: what a far server is waited for is shared between them. */
const AT_ONCE = 32

/** Delivers into a folder of a server. */
export function sftpExit({ line, folder, owner }: SftpExitSettings): ExitDoor {
  const prefix = `.ecluse-${owner}-`
  let swept: SftpSession | undefined
  return {
    put: (parcels) =>
      line.use(async (session) => {
        const place = { session, folder, prefix }
        if (swept !== session) await removeLeftovers(place)
        swept = session
        return await put(place, parcels)
      }),
  }
}

interface Place {
  session: SftpSession
  folder: string
  /** Of the names documents are written under first. */
  prefix: string
}

/** A server that lists nothing to us keeps them until a later document is written over them: the names are used again. */
async function removeLeftovers({ session, folder, prefix }: Place): Promise<void> {
  try {
    const left = (await session.list(folder)).filter(({ name }) => name.startsWith(prefix))
    await eachAtMost(AT_ONCE, left, ({ name }) => session.remove(pathIn(folder, name)))
  } catch (error) {
    if (isMissing(error) || !isRefused(error)) throw error
  }
}

/** A parcel on its way: written beside, or with a result already. */
type Begun = { beside: string; path: string } | Put

/** All are written, looked at and synced beside their names first, then named in order, then the folder is synced once. */
async function put(place: Place, parcels: readonly Parcel[]): Promise<Put[]> {
  const { session, folder, prefix } = place
  const begun: Begun[] = []
  const written: string[] = []
  try {
    await eachAtMost(AT_ONCE, parcels, async (parcel, index) => {
      const beside = pathIn(folder, `${prefix}${index}.part`)
      begun[index] = (await alreadySettled(place, parcel)) ?? { beside, path: pathIn(folder, parcel.name) }
      if (!isOnItsWay(begun[index])) return
      written.push(beside)
      await writeBeside(session, beside, parcel.bytes)
    })
    const results: Put[] = []
    // Asked in their order, without waiting for each answer.
    await eachAtMost(AT_ONCE, begun, async (each, index) => {
      if (isOnItsWay(each)) await session.rename(each.beside, each.path)
      results[index] = isOnItsWay(each) ? 'put' : each
    })
    if (written.length > 0) await session.syncFolder(folder)
    return results
  } catch (error) {
    await abandon(session, written)
    throw error
  }
}

function isOnItsWay(begun: Begun | undefined): begun is { beside: string; path: string } {
  return typeof begun === 'object' && 'beside' in begun
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
async function alreadySettled({ session, folder }: Place, parcel: Parcel): Promise<Put | undefined> {
  if (!isPlainName(parcel.name)) return notPlainName(parcel.name)
  const path = pathIn(folder, parcel.name)
  const there = await session.look(path)
  if (there === undefined) return undefined
  const isSameSize = there.isPlain && there.size === parcel.bytes.length
  return isSameSize && (await holds(session, path, parcel.bytes)) ? 'already-there' : nameTaken(parcel.name)
}

async function holds(session: SftpSession, path: string, bytes: Uint8Array): Promise<boolean> {
  let isEqual = true
  const isWhole = await session.fetch(path, bytes.length, (piece, at) => {
    isEqual &&= piece.equals(bytes.subarray(at, at + piece.length))
  })
  return isWhole && isEqual
}

/** What cannot be removed now is when the next connection begins. */
async function abandon(session: SftpSession, written: readonly string[]): Promise<void> {
  for (const beside of written) {
    if (!session.isOpen) return
    await session.remove(beside).catch((error: unknown) => error)
  }
}
