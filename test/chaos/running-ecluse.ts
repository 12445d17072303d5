import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { endingWithUs } from './namespaces.ts'
import { type Found, isFlowWorker, isRedis, signal, treeOf } from './processes.ts'

const ROOT = join(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'src/cli/main.ts')
/** Asked to end in order, it has so long. */
const STOP_MS = 180_000
/** Before who looks after it starts a service again that ended. */
const RESTART_MS = 300

export interface How {
  data: string
  config: string
  /** File its log is added to. */
  log: string
  /** Set beside this process's own. */
  env: Readonly<Record<string, string>>
}

/** An end of the service that nobody here asked for. */
export interface OwnEnd {
  code: number | null
  signal: NodeJS.Signals | null
  at: string
}

/** The service as it runs in earnest: started again whenever it ends, as systemd would. */
export class RunningEcluse implements AsyncDisposable {
  readonly #how: How
  #env: Readonly<Record<string, string>>
  #process: ChildProcess | undefined
  #wanted = true
  /** Its end is asked for from here. */
  #isToEnd = false
  #starts = 0
  readonly #ownEnds: OwnEnd[] = []
  #notEnded = 0
  #watching: Promise<void>

  constructor(how: How) {
    this.#how = how
    this.#env = how.env
    this.#watching = this.#keepUp()
  }

  get starts(): number {
    return this.#starts
  }

  get ownEnds(): readonly OwnEnd[] {
    return this.#ownEnds
  }

  /** Times it was asked to end in order and did not, for minutes; it was then killed. */
  get notEnded(): number {
    return this.#notEnded
  }

  /** Of its main process, when it runs. */
  get pid(): number | undefined {
    const running = this.#process
    if (running?.pid === undefined || running.exitCode !== null || running.signalCode !== null)
      return undefined
    return running.pid
  }

  /** Its worker processes. */
  workers(): Found[] {
    return this.#tree().filter(isFlowWorker)
  }

  /** Its private Redis, when it has one. */
  redis(): Found | undefined {
    return this.#tree().find(isRedis)
  }

  /** Kills its main process; its workers see to their own end. False when it was not running. */
  killMain(): boolean {
    this.#isToEnd = this.pid !== undefined
    return this.pid !== undefined && signal(this.pid, 'SIGKILL')
  }

  /** Kills all its processes at once, as a power cut would. */
  killTree(): boolean {
    const all = this.#tree()
    this.#isToEnd = all.length > 0
    for (const { pid } of all) signal(pid, 'SIGKILL')
    return all.length > 0
  }

  /** Ends it in order and starts it again, from then on with this set beside the environment. */
  async restart(env: Readonly<Record<string, string>> = this.#env): Promise<void> {
    this.#env = env
    const before = this.#starts
    this.#isToEnd = true
    const patience = this.#end()
    while (this.#wanted && this.#starts === before) await setTimeout(RESTART_MS / 10)
    clearTimeout(patience)
  }

  /** Ends it in order, for good; gives what it ended with. */
  async stop(): Promise<number | NodeJS.Signals | null> {
    this.#wanted = false
    const patience = this.#end()
    await this.#watching
    clearTimeout(patience)
    return this.#process?.exitCode ?? this.#process?.signalCode ?? null
  }

  /** What it said last. */
  lastWords(characters = 3_000): string {
    return readFileSync(this.#how.log, 'utf8').slice(-characters)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#wanted = false
    this.killTree()
    await this.#watching
  }

  /** Asks it to end; the timer kills it when it does not. */
  #end(): NodeJS.Timeout {
    const { pid } = this
    if (pid !== undefined) signal(pid, 'SIGTERM')
    return globalThis.setTimeout(() => {
      if (this.pid !== pid) return
      this.#notEnded += 1
      this.killTree()
    }, STOP_MS)
  }

  #tree(): Found[] {
    return this.pid === undefined ? [] : treeOf(this.pid)
  }

  async #keepUp(): Promise<void> {
    while (this.#wanted) {
      this.#isToEnd = false
      const child = this.#start()
      this.#process = child
      const [code, name] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
      if (!this.#wanted) return
      if (!this.#isToEnd) this.#ownEnds.push({ code, signal: name, at: new Date().toISOString() })
      await setTimeout(RESTART_MS)
    }
  }

  #start(): ChildProcess {
    const { data, config, log } = this.#how
    this.#starts += 1
    const to = openSync(log, 'a')
    try {
      const words = [MAIN, 'start', '--data', data, '--config', config]
      return spawn(...endingWithUs(process.execPath, words), {
        cwd: ROOT,
        env: { ...process.env, ECLUSE_CONSOLE: 'off', ECLUSE_WATCH: 'off', ...this.#env },
        stdio: ['ignore', to, to],
        detached: true,
      })
    } finally {
      closeSync(to)
    }
  }
}
