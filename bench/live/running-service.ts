import { spawn } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const ROOT = join(import.meta.dirname, '../..')
const START_MS = 120_000
const LOOK_MS = 20

const removedAtEnd: string[] = []
process.once('exit', () => {
  for (const folder of removedAtEnd) rmSync(folder, { recursive: true, force: true })
})

/**
 * Folders of one measurement: the service's data, its configuration, its log, what is yet to be dropped and what recipients
 * took away. They are removed when this process ends and not before: ext4 without a journal passes over every inode
 * that was given back in the last minutes, one by one, whenever a file is made, so that what one measurement removes would
 * cost the next one up to two core-milliseconds an invoice.
 */
export class BenchFolders {
  readonly root: string

  /** Under this folder, which says what disk is measured. */
  constructor(under: string = tmpdir()) {
    this.root = mkdtempSync(join(under, 'ecluse-bench-'))
    removedAtEnd.push(this.root)
    for (const folder of [this.data, this.config, this.staging, this.taken]) mkdirSync(folder)
  }

  get data(): string {
    return join(this.root, 'data')
  }

  get config(): string {
    return join(this.root, 'config')
  }

  get staging(): string {
    return join(this.root, 'staging')
  }

  get taken(): string {
    return join(this.root, 'taken')
  }

  get log(): string {
    return join(this.root, 'ecluse.log')
  }

  /** The last of what the service warned of, for whoever wonders why nothing comes. */
  warnings(): string {
    const lines = logOf(this).split('\n')
    return lines
      .filter((line) => /"level":[456]0/.test(line))
      .slice(-10)
      .join('\n')
  }

  /** The shipped configuration, but for the number of workers. */
  configure(workers: number): void {
    for (const file of ['default.yaml', 'depositors.yaml', 'structures.yaml'])
      copyFileSync(join(ROOT, 'config', file), join(this.config, file))
    writeFileSync(join(this.config, 'ecluse.yaml'), `workers:\n  flows: ${workers}\n`)
  }
}

export interface StartSettings {
  workers: number
  /** Options of every Node in the service. */
  nodeOptions?: string
  /** A command that watches the service, and then becomes it. */
  before?: (folders: BenchFolders) => readonly string[]
}

/** `ecluse start` as an operator runs it, on the shipped defaults, its log in a file. Ends in order when disposed. */
export class RunningService implements AsyncDisposable {
  readonly pid: number
  readonly #ended: Promise<number | NodeJS.Signals | null>
  readonly #stop: () => void

  private constructor(pid: number, ended: Promise<number | NodeJS.Signals | null>, stop: () => void) {
    this.pid = pid
    this.#ended = ended
    this.#stop = stop
  }

  /** Resolves once it takes in flows. @throws with its log when it does not come to that. */
  static async start(folders: BenchFolders, settings: StartSettings): Promise<RunningService> {
    folders.configure(settings.workers)
    const main = join(ROOT, 'src/cli/main.ts')
    const parameters = [main, 'start', '--data', folders.data, '--config', folders.config]
    const [program = '', ...rest] = [...(settings.before?.(folders) ?? []), process.execPath, ...parameters]
    const log = openSync(folders.log, 'a')
    const child = spawn(program, rest, {
      cwd: ROOT,
      env: environment(settings.nodeOptions),
      stdio: ['ignore', 'ignore', log],
    })
    closeSync(log)
    const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
      child.once('exit', (code, signal) => resolve(code ?? signal))
    })
    const service = new RunningService(child.pid ?? 0, ended, () => child.kill('SIGTERM'))
    await service.#started(folders)
    return service
  }

  async stop(): Promise<void> {
    this.#stop()
    await this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #started(folders: BenchFolders): Promise<void> {
    const until = performance.now() + START_MS
    let hasEnded = false
    void this.#ended.then(() => (hasEnded = true))
    while (!logOf(folders).includes('"msg":"started"')) {
      if (hasEnded || performance.now() > until) {
        await this.stop()
        throw new Error(`the service does not start:\n${logOf(folders).slice(-2_000)}`)
      }
      await setTimeout(LOOK_MS)
    }
  }
}

function logOf({ log }: BenchFolders): string {
  return existsSync(log) ? readFileSync(log, 'utf8') : ''
}

/** Nothing that was set for another service is to be measured. */
function environment(nodeOptions: string | undefined): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(ECLUSE_|REDIS_URL$|DATABASE_URL$|NODE_OPTIONS$)/.test(name),
  )
  return { ...Object.fromEntries(own), ...(nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions }) }
}
