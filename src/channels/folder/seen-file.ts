import type { BigIntStats } from 'node:fs'

/**
 * What a file looked like: while any of it changes the file is not finished, and no two drops share it. The inode and
 * the change time are the file system's own: a file dropped again with its old date, or under an inode used before, is
 * still another drop. A change of rights alone also makes it another, which costs a second flow, refused with a report,
 * where the other way round a drop would be lost without a word.
 */
export interface Signature {
  readonly text: string
  readonly size: number
  readonly modifiedNs: bigint
}

/** `changedNs`: the change time it had under the name it was found by. */
export function signatureOf(stats: BigIntStats, changedNs: bigint = stats.ctimeNs): Signature {
  return {
    text: `${stats.ino}-${stats.mtimeNs}-${changedNs}-${stats.size}`,
    size: Number(stats.size),
    modifiedNs: stats.mtimeNs,
  }
}

/** A name as the file system has it: bytes, not necessarily UTF-8. */
export type RawName = Buffer

const UNFINISHED = ['.tmp', '.part', '.filepart']

/** Hidden files and those named as unfinished are never looked at. */
export function isCandidate(name: string): boolean {
  const lower = name.toLowerCase()
  return !name.startsWith('.') && !UNFINISHED.some((ending) => lower.endsWith(ending))
}
