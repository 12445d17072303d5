import { pathIn } from './path.ts'
import type { RemoteFile, SftpSession } from './session.ts'
import { isRefused, SftpTrouble } from './trouble.ts'

const PREFIX = '.ecluse.'

/** Where a file on its way out of this folder is, so that what takes its name meanwhile is not removed unread. */
export function asidePath(folder: string, name: string): string {
  return pathIn(folder, `${PREFIX}${name}`)
}

/** The names files left aside had, when a connection was lost or this process ended on their way out. */
export function namesAside(files: readonly RemoteFile[]): string[] {
  return files.flatMap(({ name, isPlain }) =>
    isPlain && name.startsWith(PREFIX) && name.length > PREFIX.length ? [name.slice(PREFIX.length)] : [],
  )
}

/** Under its own name again, unless another file has it now, or it is not there: then it stays as it is. True: it is. */
export async function putBack(session: SftpSession, folder: string, name: string): Promise<boolean> {
  try {
    return await renamed(session, asidePath(folder, name), pathIn(folder, name))
  } catch (error) {
    if (isRefused(error) || isMissing(error)) return false
    throw error
  }
}

/** False: the server lets nobody rename it, or another is aside under its name. */
export async function putAside(session: SftpSession, folder: string, name: string): Promise<boolean> {
  try {
    return await renamed(session, pathIn(folder, name), asidePath(folder, name))
  } catch (error) {
    if (isRefused(error)) return false
    throw error
  }
}

/** Some servers overwrite what has the name already: those are asked first. */
async function renamed(session: SftpSession, from: string, to: string): Promise<boolean> {
  if ((await session.look(to)) !== undefined) return false
  await session.renameNew(from, to)
  return true
}

function isMissing(error: unknown): boolean {
  return error instanceof SftpTrouble && error.reason === 'missing'
}
