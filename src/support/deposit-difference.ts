import { createHash } from 'node:crypto'
import { asUtf8 } from '../formats/xml-encoding.ts'
import type { ArchiveLimits } from '../reception/archive/limits.ts'
import { documentsOf } from '../reception/archive/read-archive.ts'
import { ArchiveRefusal } from '../reception/archive/refusal.ts'
import { type Content, kindOf } from '../reception/content.ts'
import { type TextDifference, textDifference } from './text-difference.ts'

/** Two versions of a deposit held against each other. */
export type DepositDifference =
  | { kind: 'text'; difference: TextDifference }
  /** Archives: by the names of their files. */
  | { kind: 'entries'; added: string[]; removed: string[]; changed: ChangedEntry[] }
  /** They cannot be told apart line by line: too large, too different, or not of one kind. */
  | { kind: 'opaque' }

export interface ChangedEntry {
  name: string
  /** Absent beyond the first few, and where it cannot be told line by line. */
  difference?: TextDifference
}

/** Larger documents are not compared line by line. */
const LARGEST = 64 * 1024 * 1024
/** Files of an archive that are compared line by line. */
const MOST_ENTRIES = 3

/** What the second changes in the first. Reads both, an archive twice; keeps neither. */
export async function depositDifference(
  before: Content,
  after: Content,
  limits: ArchiveLimits,
): Promise<DepositDifference> {
  const kinds = new Set([kindOf(before), kindOf(after)])
  if (kinds.size === 1 && kinds.has('gzip')) return archives(before, after, limits)
  if (kinds.has('gzip') || before.size > LARGEST || after.size > LARGEST) return { kind: 'opaque' }
  const difference = textDifference(textOf(await before.whole()), textOf(await after.whole()))
  return difference === undefined ? { kind: 'opaque' } : { kind: 'text', difference }
}

async function archives(before: Content, after: Content, limits: ArchiveLimits): Promise<DepositDifference> {
  try {
    const known = await hashes(before, limits)
    const found = await hashes(after, limits)
    const changed = [...found.keys()].filter((name) => known.has(name) && known.get(name) !== found.get(name))
    return {
      kind: 'entries',
      added: [...found.keys()].filter((name) => !known.has(name)),
      removed: [...known.keys()].filter((name) => !found.has(name)),
      changed: await changedEntries(changed, { before, after }, limits),
    }
  } catch (error) {
    if (error instanceof ArchiveRefusal) return { kind: 'opaque' } // the verdict says what is wrong with it
    throw error
  }
}

const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER }

async function hashes(archive: Content, limits: ArchiveLimits): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for await (const { name, size, bytes } of documentsOf(archive.pieces(), ALL, limits)) {
    const hash = bytes === undefined ? 'too large' : createHash('sha256').update(bytes).digest('hex')
    found.set(name, `${size} ${hash}`)
  }
  return found
}

async function changedEntries(
  names: readonly string[],
  { before, after }: Record<'before' | 'after', Content>,
  limits: ArchiveLimits,
): Promise<ChangedEntry[]> {
  const looked = new Set(names.slice(0, MOST_ENTRIES))
  const old = await texts(before, looked, limits)
  const fresh = await texts(after, looked, limits)
  return names.map((name) => {
    const [one, other] = [old.get(name), fresh.get(name)]
    const difference = one === undefined || other === undefined ? undefined : textDifference(one, other)
    return difference === undefined ? { name } : { name, difference }
  })
}

async function texts(archive: Content, wanted: ReadonlySet<string>, limits: ArchiveLimits) {
  const found = new Map<string, string>()
  if (wanted.size === 0) return found
  for await (const { name, bytes } of documentsOf(archive.pieces(), ALL, limits)) {
    if (wanted.has(name) && bytes !== undefined && bytes.length <= LARGEST) found.set(name, textOf(bytes))
  }
  return found
}

function textOf(bytes: Uint8Array): string {
  const utf8 = asUtf8(bytes)
  return utf8.ok ? Buffer.from(utf8.value).toString('utf8') : Buffer.from(bytes).toString('latin1')
}
