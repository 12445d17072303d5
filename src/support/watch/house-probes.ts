import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Desk } from '../../record/open-desk.ts'
import { counted, countedEn } from '../words.ts'
import { diskOf, type ProcessFigure, type WatchedFolders } from './house-figures.ts'
import { degraded, ill, type PartHealth, type Part, type Probe, well } from './readiness.ts'

export interface ProbedHouse {
  desk: Pick<Desk, 'watch' | 'lanes'>
  folders: WatchedFolders
  processes: () => ProcessFigure
  /** Endpoints of this machine's doors that cannot be reached. */
  shutDoors: () => Promise<readonly string[]>
  /** Resolves when Redis answers. */
  pingRedis: () => Promise<void>
}

/** With less left on a disk somebody should look; with a flow of the greatest size it would be full. */
const LITTLE_BYTES = 2 * 1024 ** 3
/** With less left nothing more should come in. */
const NOTHING_BYTES = 200 * 1024 ** 2

/** How each part of this machine's house is asked. */
export function houseProbes(house: ProbedHouse): Record<Part, Probe> {
  return {
    async record() {
      await house.desk.watch.answers()
      return well('répond', 'answers')
    },
    async redis() {
      await house.pingRedis()
      return well('répond', 'answers')
    },
    async archive() {
      await takesFiles(house.folders.archive)
      return well('prend les fichiers', 'takes files')
    },
    disk: () => disks(house.folders),
    schemas: () => Promise.resolve(schemas(house.processes())),
    workers: () => Promise.resolve(workers(house.processes())),
    doors: () => doors(house),
  }
}

/** A file is written and removed: a folder that lets itself be looked at may be on a disk that takes nothing. */
async function takesFiles(folder: string): Promise<void> {
  const file = join(folder, '.incoming', `ready-${randomUUID()}`)
  try {
    await writeFile(file, '')
  } finally {
    await rm(file, { force: true })
  }
}

async function disks({ data, archive }: WatchedFolders): Promise<PartHealth> {
  const free = Math.min((await diskOf(data)).free, (await diskOf(archive)).free)
  const left = (free / 1024 ** 3).toFixed(1)
  const [fr, en] = [`${left.replace('.', ',')} Go libres`, `${left} GB free`]
  if (free < NOTHING_BYTES) return ill(`plein : ${fr}`, `full: ${en}`)
  return free < LITTLE_BYTES ? degraded(`presque plein : ${fr}`, `nearly full: ${en}`) : well(fr, en)
}

/** Every process that judges flows compiles them before it is ready. */
function schemas({ wanted, ready }: ProcessFigure): PartHealth {
  if (wanted === 0) return well('cette machine ne juge pas de flux', 'this machine judges no flows')
  return ready > 0
    ? well('compilés par les processus', 'compiled by the processes')
    : ill('aucun processus ne les a compilés', 'no process has compiled them')
}

function workers({ wanted, ready }: ProcessFigure): PartHealth {
  if (wanted === 0) return well('cette machine ne juge pas de flux', 'this machine judges no flows')
  const fr = `${ready} sur ${counted(wanted, 'processus', 'processus')}`
  const en = `${ready} of ${countedEn(wanted, 'process', 'processes')}`
  if (ready === 0) return ill(`aucun ne travaille : ${fr}`, `none is at work: ${en}`)
  return ready < wanted ? degraded(`il en manque : ${fr}`, `some are missing: ${en}`) : well(fr, en)
}

/** A door that is shut holds up one depositor or one recipient, never the house. */
async function doors({ desk, shutDoors }: ProbedHouse): Promise<PartHealth> {
  const failing = (await desk.lanes.list()).filter(({ tries, held }) => tries > 0 && held === undefined)
  const shut = new Set([...(await shutDoors()), ...failing.map(({ endpoint }) => endpoint)])
  if (shut.size === 0) return well('toutes ouvertes', 'all open')
  const named = [...shut].toSorted().join(', ')
  return degraded(
    `${counted(shut.size, 'fermée', 'fermées')} : ${named}`,
    `${countedEn(shut.size, 'is shut', 'are shut')}: ${named}`,
  )
}
