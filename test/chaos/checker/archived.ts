import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** A document of the archive: a file by its hash, or what a link by its hash says lies in a pack. */
export function archived(archive: string, sha256: string): Uint8Array | undefined {
  const place = join(archive, sha256.slice(0, 2), sha256.slice(2))
  const found = lstatSync(place, { throwIfNoEntry: false })
  if (found?.isSymbolicLink() !== true) return found && readFileSync(place)
  const region = packed(archive, place)
  return existsSync(region.path) ? readFileSync(region.path).subarray(region.from, region.to) : undefined
}

/** Where in which file the document lies that this link is of. */
export function packed(archive: string, link: string): { path: string; from: number; to: number } {
  const [pack = '', offset, size] = readlinkSync(link).split(':')
  const closed = join(archive, '.packs', pack)
  const path = existsSync(closed) ? closed : `${closed}.open`
  return { path, from: Number(offset), to: Number(offset) + Number(size) }
}
