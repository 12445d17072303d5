import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** Forgets how much memory a process ever had: what is asked afterwards is since now. False where the system cannot. */
export function forgetPeak(pid: number | 'self'): boolean {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    return true
  } catch {
    return false // not Linux, not ours, or it has ended: its peak is then that of its life
  }
}

/** Megabytes a process had in memory at most; 0 where the system does not tell. */
export function peakOf(pid: number | 'self'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024)
  } catch {
    return 0 // it has ended
  }
}

/** A process and all below it. */
export function processesFrom(pid: number): number[] {
  const tasks = `/proc/${pid}/task`
  if (!existsSync(tasks)) return []
  return [pid, ...childrenOf(tasks).flatMap(processesFrom)]
}

function childrenOf(tasks: string): number[] {
  try {
    return readdirSync(tasks).flatMap((task) =>
      readFileSync(`${tasks}/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
  } catch {
    return [] // it ended while it was asked
  }
}
