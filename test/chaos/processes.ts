import { readFileSync } from 'node:fs'
import { processesFrom } from '../hostile/peak-memory.ts'

/** A process of the service. */
export interface Found {
  pid: number
  command: string
}

/** A process and all below it, with the words they were started with. */
export function treeOf(pid: number): Found[] {
  return processesFrom(pid).flatMap((each) => {
    const command = commandOf(each)
    return command === undefined ? [] : [{ pid: each, command }]
  })
}

export function isFlowWorker({ command }: Found): boolean {
  return command.includes('workers/flows.ts')
}

/** The private Redis of a service; it is also called so when it is Debian's tool under another name. */
export function isRedis({ command }: Found): boolean {
  return /^(redis|valkey)-server\b/.test(command)
}

/** Sends a signal; false when there is no such process any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined
  } catch {
    return undefined // it has ended meanwhile
  }
}
