import { readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Where packs lie, in the archive's folder. */
export const PACKS = '.packs'
/** A pack whose links may still be lost in a power cut: see `relink.ts`. */
export const OPEN = '.open'

/** Where in a pack a document lies. */
export interface Packed {
  pack: string
  /** Bytes from the beginning of the pack. */
  offset: number
  size: number
}

const TARGET = /^([0-9a-f]{16}):(\d{1,15}):(\d{1,15})$/

/** What the link in a packed document's place says. It names no path: a program that follows it finds nothing. */
export function targetOf({ pack, offset, size }: Packed): string {
  return `${pack}:${offset}:${size}`
}

function packedBy(target: string): Packed | undefined {
  const [, pack, offset, size] = TARGET.exec(target) ?? []
  return pack === undefined ? undefined : { pack, offset: Number(offset), size: Number(size) }
}

/**
 * What lies in a document's place: the document itself, a link into a pack, or nothing. Asked here and now, as links are
 * made: another thread would cost several times as much.
 */
export function lookAt(path: string): Packed | 'plain' | undefined {
  try {
    return packedBy(readlinkSync(path)) ?? 'plain'
  } catch (error) {
    const code: unknown = error instanceof Error && Reflect.get(error, 'code')
    if (code === 'EINVAL') return 'plain'
    if (code === 'ENOENT') return undefined
    throw error
  }
}

export function isSame(one: Packed, other: Packed | 'plain' | undefined): boolean {
  return typeof other === 'object' && targetOf(one) === targetOf(other)
}

/** Its two names: the first is given up for the second, once. */
export function pathsOf(folder: string, pack: string): [string, string] {
  const closed = join(folder, PACKS, pack)
  return [closed + OPEN, closed]
}
