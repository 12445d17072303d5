import { PROCESS_KINDS, type ProcessKind } from '../live/processes.ts'
import type { FunctionFigure, ProfileFigures } from '../profile/figures.ts'
import type { PureFigures } from '../parts/pure.ts'
import { SYNC_PLACES, type SyncFigures, type SyncPlace } from '../parts/syncs.ts'
import type { WalkFigures } from '../parts/walk.ts'
import { fullWalk, type Results } from './results.ts'
import { figure, percent, type Table } from './table.ts'

/** The walk: how fast, at what cost, and where that goes. */
export function walkTables(results: Results): Table[] {
  const { pure, walks, profile, syncs } = results
  const full = fullWalk(results)
  return [
    ...(pure === undefined ? [] : [pureTable(pure)]),
    ...(walks === undefined ? [] : [endToEnd(results, walks)]),
    ...(profile === undefined || full === undefined ? [] : [rooms(profile, full)]),
    ...(profile === undefined ? [] : functionTables(profile)),
    ...(syncs === undefined ? [] : [syncTable(syncs)]),
  ]
}

function pureTable({ invoices, perSecond, coreMs, stages }: PureFigures): Table {
  return {
    title: 'The pipeline alone',
    note:
      'The same flows one after the other in one process, without record, queue and disk. Stages are in milliseconds of ' +
      'the clock an invoice.',
    columns: ['', 'value'],
    rows: [
      ['invoices', String(invoices)],
      ['invoices a second', figure(perSecond)],
      ['core-ms an invoice, the engine’s own threads included', figure(coreMs)],
      ...Object.entries(stages).map(([stage, ms]) => [`  ${stage}`, figure(ms)]),
    ],
  }
}

const PROCESS_NAMES = {
  main: 'main process',
  worker: 'workers',
  redis: 'Redis',
} as const satisfies Record<ProcessKind, string>

function endToEnd({ validateOnly }: Results, walks: readonly WalkFigures[]): Table {
  const row = (what: string, of: (walk: WalkFigures) => number | undefined) => [
    what,
    ...walks.map((walk) => figure(of(walk))),
  ]
  const all = ({ coreMs }: WalkFigures) => PROCESS_KINDS.reduce((sum, kind) => sum + coreMs[kind], 0)
  return {
    title: 'End to end',
    note:
      'Flows dropped at once into the folder of a depositor that renames, on the shipped settings, up to the last ' +
      'pivot and the last report; after 100 flows to warm up.',
    columns: ['', ...walks.map(({ workers }) => (workers === 1 ? '1 worker' : `${workers} workers`))],
    rows: [
      row('flows', ({ flows }) => flows),
      row('invoices', ({ invoices }) => invoices),
      row('seconds', ({ seconds }) => seconds),
      row('invoices a second', ({ perSecond }) => perSecond),
      row('one thread that only parses and validates: invoices a second', () => validateOnly?.perSecond),
      row('ratio', ({ perSecond }) => validateOnly && perSecond / validateOnly.perSecond),
      row('core-ms an invoice', all),
      ...PROCESS_KINDS.map((kind) => row(`  ${PROCESS_NAMES[kind]}`, ({ coreMs }) => coreMs[kind])),
      row('cores busy', (walk) => (all(walk) * walk.perSecond) / 1000),
      row('KB to the disk an invoice', ({ diskBytes }) => diskBytes / 1e3),
      row(
        'KB given to write() an invoice, sockets and log included',
        ({ writtenBytes }) => writtenBytes / 1e3,
      ),
      ...PROCESS_KINDS.map((kind) =>
        row(
          `MB at most: ${kind === 'worker' ? 'largest worker' : PROCESS_NAMES[kind]}`,
          ({ peakMb }) => peakMb[kind],
        ),
      ),
    ],
  }
}

/** Shares of the profiled run, of the time the threads computed in the run that was not profiled. */
function rooms(profile: ProfileFigures, walk: WalkFigures): Table {
  const { threadMs } = walk
  const own = profile.rooms.map(({ room, worker, main }): [string, number, number] => [
    room,
    worker * threadMs.worker.javascript,
    main * threadMs.main.javascript,
  ])
  const threads: [string, number, number][] = [
    ['threads of the file system and zlib', threadMs.worker.pool, threadMs.main.pool],
    ['threads of the engine: collector, compiler', threadMs.worker.engine, threadMs.main.engine],
    ['threads that look into PDFs', threadMs.worker.inspection, threadMs.main.inspection],
  ]
  const lines = [...own, ...threads]
  const redis = walk.coreMs.redis
  const all = lines.reduce((sum, [, worker, main]) => sum + worker + main, redis)
  return {
    title: 'Core-milliseconds of an invoice by room',
    note:
      `At ${walk.workers} workers. V8’s profiler took a sample a millisecond in a run of its own; its shares are put on ` +
      'what the kernel says the threads computed in the run above. The innermost frame that names a room decides.',
    columns: ['room', 'workers', 'main process', 'both', 'share'],
    rows: [
      ...lines.map(([room, worker, main]) => [
        room,
        figure(worker),
        figure(main),
        figure(worker + main),
        percent((worker + main) / all),
      ]),
      ['Redis', '', '', figure(redis), percent(redis / all)],
      ['all', '', '', figure(all), percent(1)],
    ],
  }
}

function functionTables({ innermost, ours }: ProfileFigures): Table[] {
  const table = (title: string, functions: readonly FunctionFigure[]): Table => ({
    title,
    note: 'Core-milliseconds of an invoice, in the function itself and with what it calls; the profiled run.',
    columns: ['function', 'mostly for', 'itself', 'with callees'],
    words: [1],
    rows: functions.map(({ what, room, selfMs, totalMs }) => [what, room, figure(selfMs), figure(totalMs)]),
  })
  return [
    table('Functions that compute most in themselves', innermost),
    table('Functions of ours, with what they call', ours),
  ]
}

function syncTable({ flows, invoices, perInvoice }: SyncFigures): Table {
  const places = Object.keys(SYNC_PLACES) as SyncPlace[]
  const all = places.reduce((sum, place) => sum + perInvoice[place], 0)
  return {
    title: 'Syncs of the disk an invoice',
    note: `Calls of fsync and fdatasync counted by strace over ${flows} flows (${invoices} invoices) in a run of its own.`,
    columns: ['what is synced', 'calls an invoice'],
    rows: [...places.map((place) => [SYNC_PLACES[place], figure(perInvoice[place])]), ['all', figure(all)]],
  }
}
