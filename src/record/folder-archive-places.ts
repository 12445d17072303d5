import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

/** What nobody wants any more is renamed into here, and lies here until it is removed for good. */
export const ASIDE = '.expiring'
/** Documents and links are made here, then renamed to their place. */
export const INCOMING = '.incoming'

/** `ab/cd…`: the first byte of the hash is the folder's name. */
export function placePath(folder: string, sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256.slice(2))
}

export function asidePath(folder: string, sha256: string): string {
  return join(folder, ASIDE, sha256)
}

const WRITER = randomUUID()
let written = 0

/** A name no other writer uses, in this process or another, on this machine or another that shares the folder. */
export function besidePath(folder: string): string {
  written += 1
  return join(folder, INCOMING, `${WRITER}-${written}`)
}
