import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

/** What was measured on. */
export interface Machine {
  processor: string
  cores: number
  memoryGb: number
  kernel: string
  node: string
  /** Of the folder that is measured: without a real disk below it syncs cost nothing. */
  fileSystem: string
  /** Processes that wanted a core in the minute before: anything much above 0 spoils the figures. */
  loadBefore: number
}

export function machineOf(folder: string): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? '',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    kernel: release(),
    node: process.version,
    fileSystem: fileSystemOf(folder),
    loadBefore: loadavg()[0] ?? 0,
  }
}

/** The type of the mount that holds the folder. */
function fileSystemOf(folder: string): string {
  try {
    const mounts = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, at = '']) => at === '/' || `${folder}/`.startsWith(`${at}/`))
    return mounts.toSorted(([, a = ''], [, b = '']) => a.length - b.length).at(-1)?.[2] ?? ''
  } catch {
    return 'unknown' // not Linux
  }
}

/** The commit of the checkout, with a `+` when there is more in it. */
export function commitOf(folder: string): string {
  const git = (...parameters: string[]) => spawnSync('git', parameters, { cwd: folder, encoding: 'utf8' })
  const commit = git('rev-parse', '--short', 'HEAD').stdout?.trim() ?? ''
  const changed = git('status', '--porcelain', '--', 'src', 'workers', 'schemas', 'config').stdout?.trim()
  return commit === '' ? 'unknown' : `${commit}${changed === '' ? '' : '+'}`
}
