import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'src/cli/main.ts')

/** What a command printed and ended with. */
export interface Ran {
  status: number | null
  stdout: string
  stderr: string
}

/** Runs the command as a user does, to its end. */
export function ecluse(...parameters: string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...parameters], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

interface How {
  /** Folder of the configuration; else the one that comes with Écluse. */
  config?: string
  /** Put before the command: what confines or watches it, and then becomes it. */
  before?: readonly string[]
}

/** Starts the service as a process of its own, with a group of its own, so that all of it can be killed at once. */
export function startEcluse(data: string, { config, before = [] }: How = {}) {
  const configured = config === undefined ? [] : ['--config', config]
  const [program = '', ...parameters] = [
    ...before,
    process.execPath,
    MAIN,
    'start',
    '--data',
    data,
    ...configured,
  ]
  const child = spawn(program, parameters, {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal))
  })
  return {
    pid: child.pid as number,
    ended,
    log: () => log,
    /** Asks it to end in order. */
    stop: () => child.kill('SIGTERM'),
    /** Kills the main process and its workers at once, as a power cut would. */
    killAll: () => process.kill(-(child.pid as number), 'SIGKILL'),
  }
}
