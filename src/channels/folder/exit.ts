import { constants } from 'node:fs'
import { lstat, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { eachAtMost } from '../../record/each-at-most.ts'
import { syncFolder } from '../../record/sync-folder.ts'
import { DocumentTrouble, type ExitDoor, type Parcel, type Put } from '../endpoint.ts'
import { isPlainName, nameTaken, notPlainName } from '../parcel-name.ts'
import { isMissing } from './refusals.ts'

/** Files written and synced at once: the disk joins the syncs of several into one. */
const AT_ONCE = 16

/**
 * Delivers into a folder. It is never made here: when it is missing, what it stands for (a mount, a share) may be.
 * `owner` is in the hidden names documents are written under first: what an earlier process of this owner left there
 * when it was killed is removed, so no two living processes may share one.
 */
export function folderExit(folder: string, owner: string): ExitDoor {
  const place = { folder, prefix: `.ecluse-${owner}-` }
  let swept: Promise<void> | undefined
  return {
    async put(parcels) {
      swept ??= removeLeftovers(place).catch((error: unknown) => {
        swept = undefined
        throw error
      })
      await swept
      return put(place, parcels)
    },
  }
}

interface Place {
  folder: string
  /** Of the names documents are written under first. */
  prefix: string
}

async function removeLeftovers({ folder, prefix }: Place): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith(prefix))
  for (const name of left) await rm(join(folder, name), { force: true })
}

/** A parcel on its way: written beside, or with a result already. */
type Begun = { beside: string; path: string } | Put

/** All are written and synced beside their names first, then named in order, then the folder is synced once. */
async function put(place: Place, parcels: readonly Parcel[]): Promise<Put[]> {
  const begun: Begun[] = []
  try {
    await eachAtMost(AT_ONCE, parcels, async (parcel, index) => {
      begun[index] = await begin(place, parcel)
    })
    const results: Put[] = []
    for (const each of begun) results.push(await finish(each))
    await syncFolder(place.folder)
    return results
  } catch (error) {
    await Promise.all(begun.map((each) => abandon(each)))
    throw error
  }
}

async function begin({ folder, prefix }: Place, parcel: Parcel): Promise<Begun> {
  if (!isPlainName(parcel.name)) return notPlainName(parcel.name)
  const path = join(folder, parcel.name)
  const there = await alreadyThere(path, parcel)
  if (there !== undefined) return there
  const beside = join(folder, besideName(prefix))
  const file = await open(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644)
  try {
    await file.writeFile(parcel.bytes)
    await file.datasync()
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  } finally {
    await file.close()
  }
  return { beside, path }
}

async function finish(begun: Begun): Promise<Put> {
  if (begun === 'put' || begun === 'already-there' || begun instanceof DocumentTrouble) return begun
  await rename(begun.beside, begun.path)
  return 'put'
}

async function abandon(begun: Begun | undefined): Promise<void> {
  if (typeof begun === 'object' && 'beside' in begun) await rm(begun.beside, { force: true })
}

async function alreadyThere(path: string, parcel: Parcel): Promise<Put | undefined> {
  try {
    const found = await lstat(path)
    const isEqual =
      found.isFile() && found.size === parcel.bytes.length && (await readFile(path)).equals(parcel.bytes)
    if (isEqual) return 'already-there'
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
  return nameTaken(parcel.name)
}

let written = 0

/** Hidden, and no other's. */
function besideName(prefix: string): string {
  written += 1
  return `${prefix}${written}.part`
}
