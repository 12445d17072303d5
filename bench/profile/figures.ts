import type { Sampled, ThreadProfile } from './cpu-profile.ts'
import { countByRoom, functionsOf, type Room, ROOMS } from './rooms.ts'

/** A sample is a millisecond of computing. */
const SAMPLE_MS = 1

export interface RoomFigure {
  room: Room
  /** Of what the JavaScript of all workers, and of the main process, computes: parts of one. */
  worker: number
  main: number
}

export interface FunctionFigure {
  what: string
  room: Room
  /** Milliseconds of a core for an invoice, in itself and with what it calls, the profiler's own cost included. */
  selfMs: number
  totalMs: number
}

/** What profiles of a run say, of the threads that run JavaScript. */
export interface ProfileFigures {
  invoices: number
  rooms: RoomFigure[]
  /** Those that compute most in themselves, and those of ours that do with what they call. */
  innermost: FunctionFigure[]
  ours: FunctionFigure[]
}

const MOST_INNERMOST = 25
const MOST_OURS = 40

export function profileFigures(
  profiles: readonly ThreadProfile[],
  of: { main: number; invoices: number },
): ProfileFigures {
  const main = profiles.filter(({ pid, thread }) => pid === of.main && thread === 0)
  const workers = profiles.filter(({ pid, thread }) => pid !== of.main && thread === 0)
  const mainShares = sharesOf(main.flatMap(({ samples }) => samples))
  const workerShares = sharesOf(workers.flatMap(({ samples }) => samples))
  const functions = functionsOf([...main, ...workers].flatMap(({ samples }) => samples)).map(
    ({ what, room, self, total }): FunctionFigure => ({
      what,
      room,
      selfMs: (self * SAMPLE_MS) / of.invoices,
      totalMs: (total * SAMPLE_MS) / of.invoices,
    }),
  )
  return {
    invoices: of.invoices,
    rooms: ROOMS.map((room) => ({
      room,
      worker: workerShares.get(room) ?? 0,
      main: mainShares.get(room) ?? 0,
    })),
    innermost: functions.toSorted((a, b) => b.selfMs - a.selfMs).slice(0, MOST_INNERMOST),
    ours: functions
      .filter(({ what }) => / (src|workers)\//.test(what))
      .toSorted((a, b) => b.totalMs - a.totalMs)
      .slice(0, MOST_OURS),
  }
}

function sharesOf(samples: readonly Sampled[]): Map<Room, number> {
  const counts = countByRoom(samples)
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return new Map([...counts].map(([room, count]) => [room, count / all]))
}
