import { statfs } from 'node:fs/promises'
import type { Archive } from '../../record/archive.ts'
import { ArchiveMeasure } from './archive-size.ts'
import { type FigureSource, figureSource, type Reading } from './figure-source.ts'

/** What waits in a queue. */
export interface QueueFigure {
  queue: string
  jobs: Readonly<Record<'waiting' | 'active' | 'delayed', number>>
  /** When the oldest job that waits was put there, in ms of the clock. */
  oldestAt?: number
}

/** The processes that judge flows. */
export interface ProcessFigure {
  /** How many there are to be; 0 on a machine that judges none. */
  wanted: number
  /** Those that are ready for work. */
  ready: number
  /** Those that died since the service started. */
  deaths: number
}

/** Folders whose disks are watched. */
export interface WatchedFolders {
  data: string
  archive: string
}

export interface WatchedPlaces {
  archive: Pick<Archive, 'list'>
  folders: WatchedFolders
  queues: () => Promise<QueueFigure[]>
  processes: () => ProcessFigure
}

const SOON_MS = 5_000
const LATER_MS = 60_000

/** What this machine tells beside the record. */
export function houseFigures(places: WatchedPlaces): FigureSource[] {
  return [queueFigures(places), processFigures(places), diskFigures(places), archiveFigures(places)]
}

function queueFigures({ queues }: WatchedPlaces): FigureSource {
  return figureSource({
    part: 'queue',
    maxAgeMs: SOON_MS,
    figures: {
      jobs: { name: 'ecluse_queue_jobs', help: 'Jobs in a queue, by state.', labels: ['queue', 'state'] },
      oldest: {
        name: 'ecluse_queue_oldest_seconds',
        help: 'How long the oldest job that waits has been in its queue; 0 when none waits.',
        labels: ['queue'],
      },
    },
    async ask() {
      const all = await queues()
      return {
        jobs: all.flatMap(({ queue, jobs }) =>
          Object.entries(jobs).map(([state, count]): Reading => [{ queue, state }, count]),
        ),
        oldest: all.map(({ queue, oldestAt }): Reading => {
          return [{ queue }, oldestAt === undefined ? 0 : Math.max(0, (Date.now() - oldestAt) / 1_000)]
        }),
      }
    },
  })
}

function processFigures({ processes }: WatchedPlaces): FigureSource {
  return figureSource({
    part: 'processes',
    maxAgeMs: 0,
    figures: {
      processes: {
        name: 'ecluse_worker_processes',
        help: 'Processes that judge flows on this machine: wanted, and ready for work.',
        labels: ['state'],
      },
      deaths: {
        name: 'ecluse_worker_deaths',
        help: 'Processes that judged flows on this machine and died since its service started.',
        labels: [],
      },
    },
    ask() {
      const { wanted, ready, deaths } = processes()
      return Promise.resolve({
        processes: [
          [{ state: 'wanted' }, wanted],
          [{ state: 'ready' }, ready],
        ],
        deaths: [[{}, deaths]],
      })
    },
  })
}

function diskFigures({ folders }: WatchedPlaces): FigureSource {
  return figureSource({
    part: 'disk',
    maxAgeMs: SOON_MS,
    figures: {
      free: {
        name: 'ecluse_disk_free_bytes',
        help: 'Bytes free on the disk of a folder of this machine.',
        labels: ['folder'],
      },
      size: {
        name: 'ecluse_disk_bytes',
        help: 'Bytes of the disk of a folder of this machine.',
        labels: ['folder'],
      },
    },
    async ask() {
      const disks = await Promise.all(
        (['data', 'archive'] as const).map(async (folder) => ({
          folder,
          ...(await diskOf(folders[folder])),
        })),
      )
      return {
        free: disks.map(({ folder, free }): Reading => [{ folder }, free]),
        size: disks.map(({ folder, size }): Reading => [{ folder }, size]),
      }
    },
  })
}

/** Bytes, free for who is not root, and in all, of the disk this folder is on. */
export async function diskOf(folder: string): Promise<{ free: number; size: number }> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { free: bavail * bsize, size: blocks * bsize }
}

function archiveFigures({ archive }: WatchedPlaces): FigureSource {
  const measure = new ArchiveMeasure(archive)
  return figureSource({
    part: 'archive',
    maxAgeMs: LATER_MS,
    figures: {
      bytes: {
        name: 'ecluse_archive_bytes',
        help: 'Bytes of the documents in the archive, estimated from the part of it that was looked at.',
        labels: [],
      },
      documents: {
        name: 'ecluse_archive_documents',
        help: 'Documents in the archive, estimated in the same way.',
        labels: [],
      },
      seen: {
        name: 'ecluse_archive_seen_ratio',
        help: 'Part of the archive, 0 to 1, that was looked at since the service started.',
        labels: [],
      },
    },
    async ask() {
      const { bytes, documents, seen } = await measure.measure()
      return { bytes: [[{}, bytes]], documents: [[{}, documents]], seen: [[{}, seen]] }
    },
  })
}
