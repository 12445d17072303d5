import { readdirSync, readFileSync } from 'node:fs'
import { peakOf, processesFrom } from '../../test/hostile/peak-memory.ts'

export type ProcessKind = 'main' | 'worker' | 'redis'
export const PROCESS_KINDS: readonly ProcessKind[] = ['main', 'worker', 'redis']

/** What a thread is there for: JavaScript, the file system and compression, the collector and compiler, a PDF's check. */
export type ThreadKind = 'javascript' | 'pool' | 'engine' | 'inspection'
const THREADS: Readonly<Record<string, ThreadKind>> = {
  'libuv-worker': 'pool',
  V8Worker: 'engine',
  DelayedTaskSche: 'engine',
  WorkerThread: 'inspection',
}

/** What a process used since it was started. Times in ms of a core, sizes in bytes, memory in MB. */
export interface ProcessUsage {
  pid: number
  kind: ProcessKind
  cpuMs: number
  threads: Record<ThreadKind, number>
  /** Given to the disk, be it later: pages made dirty. */
  diskBytes: number
  /** Given to `write`, whatever is behind it: files, sockets, the log. */
  writtenBytes: number
  residentMb: number
  peakMb: number
}

/** Every process of the service whose main process this is. One that ends meanwhile is left out. */
export function usageOf(main: number): ProcessUsage[] {
  return processesFrom(main).flatMap((pid) => {
    try {
      const kind = kindOf(pid, main)
      return kind === undefined ? [] : [usage(pid, kind)]
    } catch {
      return [] // it has ended
    }
  })
}

function kindOf(pid: number, main: number): ProcessKind | undefined {
  if (pid === main) return 'main'
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  if (command.includes('workers/flows.ts')) return 'worker'
  return command.startsWith('redis-server') || command.startsWith('valkey-server') ? 'redis' : undefined
}

function usage(pid: number, kind: ProcessKind): ProcessUsage {
  const io = readFileSync(`/proc/${pid}/io`, 'utf8')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    pid,
    kind,
    cpuMs: cpuMsOf(pid),
    threads: threadsOf(pid),
    diskBytes: numberIn(io, /^write_bytes: (\d+)/m),
    writtenBytes: numberIn(io, /^wchar: (\d+)/m),
    residentMb: Math.round(numberIn(status, /^VmRSS:\s+(\d+)/m) / 1024),
    peakMb: peakOf(pid),
  }
}

/** The kernel counts in hundredths of a second. */
const TICK_MS = 10

/** Of all its threads, those that ended included. */
function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

function threadsOf(pid: number): Record<ThreadKind, number> {
  const sums = { javascript: 0, pool: 0, engine: 0, inspection: 0 }
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      const name = readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').trim()
      const run = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]
      sums[THREADS[name] ?? 'javascript'] += Number(run) / 1e6
    } catch {
      continue // the thread has ended
    }
  }
  return sums
}

function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0)
}

/** What each process used between two looks; peaks and memory are those of the second. */
export function usedBetween(before: readonly ProcessUsage[], after: readonly ProcessUsage[]): ProcessUsage[] {
  const earlier = new Map(before.map((each) => [each.pid, each]))
  return after.map((each) => {
    const from = earlier.get(each.pid)
    if (from === undefined) return each
    return {
      ...each,
      cpuMs: each.cpuMs - from.cpuMs,
      threads: {
        javascript: each.threads.javascript - from.threads.javascript,
        pool: each.threads.pool - from.threads.pool,
        engine: each.threads.engine - from.threads.engine,
        inspection: each.threads.inspection - from.threads.inspection,
      },
      diskBytes: each.diskBytes - from.diskBytes,
      writtenBytes: each.writtenBytes - from.writtenBytes,
    }
  })
}

/** The sum of a figure over the processes of a kind. */
export function sumOf(
  usages: readonly ProcessUsage[],
  kind: ProcessKind,
  figure: (usage: ProcessUsage) => number,
): number {
  return usages.filter((each) => each.kind === kind).reduce((sum, each) => sum + figure(each), 0)
}
