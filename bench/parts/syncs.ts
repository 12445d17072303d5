import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mix } from '../load/mix.ts'
import { type Rush, Scene } from '../live/scene.ts'
import type { WalkSettings } from './walk.ts'

/** Calls that wait for the disk, by what they are for; a run of its own, watched by strace. */
export interface SyncFigures {
  flows: number
  invoices: number
  /** Calls an invoice. */
  perInvoice: Record<SyncPlace, number>
}

export const SYNC_PLACES = {
  record: 'the record’s log and database',
  archive: 'documents in the archive',
  'archive folders': 'folders of the archive',
  folders: 'documents in the folders of recipients and depositors',
  'folders themselves': 'those folders themselves',
  other: 'anything else',
} as const
export type SyncPlace = keyof typeof SYNC_PLACES

export function hasStrace(): boolean {
  return spawnSync('strace', ['--version'], { stdio: 'ignore' }).status === 0
}

/** @throws when there is no strace (`apt-get install -y strace`). */
export async function syncs(settings: WalkSettings): Promise<SyncFigures> {
  const { rush, calls } = await watchedRush(settings)
  const counts = Object.fromEntries(Object.keys(SYNC_PLACES).map((place) => [place, 0])) as Record<
    SyncPlace,
    number
  >
  for (const call of calls) counts[placeOf(call)] += 1 / rush.invoices
  return { flows: rush.flows, invoices: rush.invoices, perInvoice: counts }
}

const CALLS = 'trace=fsync,fdatasync,sync_file_range,syncfs,msync'
const OPTIONS = '-f -qq --seccomp-bpf -ttt -y -e'.split(' ').concat(CALLS, '-o')

/** Only these calls stop the service (seccomp), so that it runs nearly as fast as unwatched and shares as many syncs. */
async function watchedRush({ flows, ...settings }: WalkSettings & { mix: Mix }) {
  let written = ''
  let rush: Rush | undefined
  let from = 0
  {
    await using scene = await Scene.open({
      ...settings,
      before: (folders) => [
        'strace',
        '-D', // the service stays our child, the watcher becomes its
        ...OPTIONS,
        join(folders.root, 'syncs'),
      ],
    })
    const deposits = scene.prepare(flows)
    from = Date.now()
    rush = await scene.rush(deposits)
    await scene.service.stop()
    written = readFileSync(join(scene.folders.root, 'syncs'), 'utf8')
  }
  return { rush, calls: callsIn(written, { from, to: from + rush.seconds * 1000 + AFTER_MS }) }
}

/** What is delivered is told to the record a moment later. */
const AFTER_MS = 200

/** `4711 1764000000.123456 fdatasync(20</data/archive/ab/…>) = 0`, the path and whether it is a folder's sync. */
interface Call {
  name: string
  path: string
}

function callsIn(written: string, { from, to }: { from: number; to: number }): Call[] {
  return [...written.matchAll(/^\d+\s+(\d+\.\d+) (\w+)\(\d+<([^>]*)>/gm)].flatMap(
    ([, at = '', name = '', path = '']) => {
      const ms = Number(at) * 1000
      return ms >= from && ms <= to ? [{ name, path }] : []
    },
  )
}

/** Folders are synced with fsync, documents with fdatasync. */
function placeOf({ name, path }: Call): SyncPlace {
  const isFolder = name === 'fsync'
  if (/\.sqlite(-wal|-shm|-journal)?$/.test(path)) return 'record'
  if (path.includes('/data/archive/')) return isFolder ? 'archive folders' : 'archive'
  if (/\/data\/(destinataires|depot)\//.test(path)) return isFolder ? 'folders themselves' : 'folders'
  return 'other'
}
