import type { Frame, Sampled } from './cpu-profile.ts'

/** Where computing time goes; the first are those of the pipeline, in the order a flow walks through them. */
export const ROOMS = [
  'open',
  'validate',
  'extract',
  'files looked into',
  'check',
  'readable',
  'pivot',
  'zip',
  'report',
  'own documents verified',
  'record',
  'queue',
  'file system',
  'log',
  'glue',
  'collector',
  'node',
] as const
export type Room = (typeof ROOMS)[number]

/** The innermost frame that names a room decides; what is used by several rooms (the parser, the XML writer) names none. */
const NAMES: readonly { room: Room; file: RegExp }[] = [
  { room: 'log', file: /^workers\/log\.ts|^node_modules\/(pino|sonic-boom|pino-std-serializers)\// },
  { room: 'zip', file: /^src\/formats\/pivot\/one-file-zip\.ts/ },
  { room: 'readable', file: /^src\/formats\/readable\/|^node_modules\/(pdfkit|fontkit|linebreak)\// },
  { room: 'own documents verified', file: /^src\/formats\/own-document\.ts/ },
  { room: 'report', file: /^src\/pipeline\/stages\/route\.ts|^src\/formats\/status\// },
  { room: 'pivot', file: /^src\/pipeline\/stages\/pivot\.ts|^src\/formats\/pivot\// },
  {
    room: 'files looked into',
    file: /^src\/pipeline\/survey\.ts|^src\/reception\/(attachment\/|antivirus)|^src\/formats\/pdf\/|^node_modules\/(file-type|@libpdf)\//,
  },
  { room: 'validate', file: /^src\/pipeline\/stages\/validate\.ts/ },
  { room: 'extract', file: /^src\/pipeline\/stages\/extract\.ts|^src\/formats\/(ubl|mixed)\// },
  { room: 'check', file: /^src\/pipeline\/(stages\/check\.ts|rules\/)|^src\/directory\// },
  {
    room: 'open',
    file: /^src\/pipeline\/stages\/open\.ts|^src\/reception\/|^src\/pipeline\/(documents|opened-archives)\.ts|^node_modules\/(tar-stream|streamx)\//,
  },
  {
    room: 'queue',
    file: /^node_modules\/(bullmq|ioredis|redis-parser|@redis)\/|^workers\/(queues|queue-workers)\.ts/,
  },
  {
    room: 'file system',
    file: /^node:(internal\/)?fs|^src\/record\/(folder-archive|sync-folder)|^src\/channels\/folder\//,
  },
  { room: 'record', file: /^src\/record\/|^node_modules\/(kysely|better-sqlite3)\// },
  { room: 'glue', file: /^src\/pipeline\/|^workers\// },
]

/** What a callback of Node itself was for, where no frame of ours is left: only archives are unpacked that way. */
const CALLBACKS: readonly { room: Room; file: RegExp }[] = [{ room: 'open', file: /^node:zlib/ }]

/** Frames of the engine, which have no file. */
const ENGINE: Readonly<Record<string, Room | 'idle'>> = {
  '(idle)': 'idle',
  '(garbage collector)': 'collector',
  '(program)': 'node',
}

/** The room a stack was in; `idle` when nothing was computed. */
export function roomOf(stack: readonly Frame[]): Room | 'idle' {
  const [innermost] = stack
  const engine = innermost === undefined || innermost.file !== '' ? undefined : ENGINE[innermost.name]
  if (engine !== undefined) return engine
  return named(stack, NAMES) ?? named(stack, CALLBACKS) ?? 'node'
}

function named(stack: readonly Frame[], names: typeof NAMES): Room | undefined {
  for (const frame of stack) {
    const found = names.find(({ file }) => file.test(frame.file))
    if (found !== undefined) return found.room
  }
  return undefined
}

/** Samples by room, without those that found nothing at work. */
export function countByRoom(samples: readonly Sampled[]): Map<Room, number> {
  const counts = new Map<Room, number>()
  for (const { stack, count } of samples) {
    const room = roomOf(stack)
    if (room !== 'idle') counts.set(room, (counts.get(room) ?? 0) + count)
  }
  return counts
}

/** A function, the room it was mostly in, and how often it was found: at the top of the stack, or anywhere on it. */
export interface FunctionCount {
  what: string
  room: Room
  self: number
  total: number
}

interface Tally {
  self: number
  total: number
  rooms: Map<Room, number>
}

/** Every function found at work. */
export function functionsOf(samples: readonly Sampled[]): FunctionCount[] {
  const tallies = new Map<string, Tally>()
  for (const { stack, count } of samples) {
    const room = roomOf(stack)
    if (room === 'idle') continue
    const innermost = nameOf(stack[0] as Frame)
    // A function that calls itself is on the stack once.
    for (const what of new Set(stack.map(nameOf))) {
      const tally = tallies.get(what) ?? { self: 0, total: 0, rooms: new Map<Room, number>() }
      if (what === innermost) tally.self += count
      tally.total += count
      tally.rooms.set(room, (tally.rooms.get(room) ?? 0) + count)
      tallies.set(what, tally)
    }
  }
  return [...tallies].map(([what, { self, total, rooms }]) => ({ what, room: mostOf(rooms), self, total }))
}

function mostOf(rooms: ReadonlyMap<Room, number>): Room {
  return [...rooms].reduce((most, each) => (each[1] > most[1] ? each : most))[0]
}

function nameOf({ file, name, line }: Frame): string {
  if (file === 'wasm') return 'libxml2 (WebAssembly)'
  return file === '' ? name : `${name} ${file}:${line}`
}
