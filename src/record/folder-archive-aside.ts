import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredDocument } from './archive.ts'
import { isMissing } from './archive-damage.ts'
import { eachAtMost } from './each-at-most.ts'
import { syncFolder } from './sync-folder.ts'

/** What nobody wants any more is renamed into here, and lies here until it is removed for good. */
export const ASIDE = '.expiring'
/** One after the other leaves the disk to those who are in a hurry; a few at once hides its latency. */
const AT_ONCE = 4
const NAME = /^[0-9a-f]{62}$/

/** Renamed under its whole hash; one that is there already, or nowhere, stays as it is. Throws when the archive is away. */
export async function setAside(folder: string, hashes: readonly string[]): Promise<void> {
  await eachAtMost(AT_ONCE, hashes, (hash) => moved(placeOf(folder, hash), asideOf(folder, hash)))
  await syncFolder(join(folder, ASIDE))
}

/** What was put in its place meanwhile, whole, is as good, and newer: it stays, the other copy goes. */
export async function restore(folder: string, hashes: readonly string[]): Promise<void> {
  await eachAtMost(AT_ONCE, hashes, async (hash) => {
    const [place, aside] = [placeOf(folder, hash), asideOf(folder, hash)]
    const kept = await sizeOf(aside)
    if (kept === undefined) return
    if ((await sizeOf(place)) === kept) await rm(aside, { force: true })
    else await moved(aside, place)
  })
}

/** Gone also after a power cut: otherwise they would come back with nobody left who knows of them. */
export async function removeAside(folder: string, hashes: readonly string[]): Promise<void> {
  await eachAtMost(AT_ONCE, hashes, (hash) => rm(asideOf(folder, hash), { force: true }))
  await syncFolder(join(folder, ASIDE))
}

/** The documents in one of the archive's folders; what is no document is left out. */
export async function listFolder(folder: string, place: string): Promise<StoredDocument[]> {
  const names = (await readdir(join(folder, place))).filter((name) => NAME.test(name))
  const found: StoredDocument[] = []
  await eachAtMost(AT_ONCE, names, async (name) => {
    const size = await sizeOf(join(folder, place, name))
    if (size !== undefined) found.push({ sha256: place + name, size }) // else set aside since
  })
  return found
}

function placeOf(folder: string, sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256.slice(2))
}

function asideOf(folder: string, sha256: string): string {
  return join(folder, ASIDE, sha256)
}

async function moved(from: string, to: string): Promise<void> {
  await rename(from, to).catch(ifMissing)
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(ifMissing))?.size
}

function ifMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined
  throw error
}
