import { spawn } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { PostgresServer } from '../postgres-server.ts'
import { fixtureBytes } from '../walk-world.ts'
import { Collector } from './collector.ts'
import { type Host, Network } from './network.ts'
import { redisOn } from './redis-on.ts'

const ROOT = join(import.meta.dirname, '../..')
const FIXTURE = 'accepted-factored-invoice-notice-in-payment-terms'
const NUMBER = 'FA-2026-0412'
/** Worker processes a machine. */
const WORKERS = 1

/** One PostgreSQL, one Redis, one archive, one depositor's folder and one recipient's: what machines share, and no more. */
export class House implements AsyncDisposable {
  readonly root = mkdtempSync(join(tmpdir(), 'ecluse-machines-'))
  readonly collector: Collector
  readonly machines: Machine[] = []
  readonly #network: Network
  readonly #postgres: PostgresServer
  readonly #database: string
  readonly #redis: { url: string; pid: number }

  private constructor(parts: {
    network: Network
    postgres: PostgresServer
    database: string
    redis: House['redis']
  }) {
    this.#network = parts.network
    this.#postgres = parts.postgres
    this.#database = parts.database
    this.#redis = parts.redis
    for (const folder of [this.door, this.out, this.recipient]) mkdirSync(folder, { recursive: true })
    this.#configure()
    this.collector = new Collector({ pivots: this.recipient, reports: this.out })
  }

  static async open(): Promise<House> {
    const network = await Network.open()
    const host = await network.host()
    const postgres = await PostgresServer.start({ address: host.address, through: host.there, syncs: true })
    await postgres.letIn('192.0.2.0/24')
    return new House({ network, postgres, database: await postgres.freshDatabase(), redis: redisOn(host) })
  }

  get redis(): { url: string; pid: number } {
    return this.#redis
  }

  get door(): string {
    return join(this.root, 'depot', 'in')
  }

  get out(): string {
    return join(this.root, 'depot', 'out')
  }

  get recipient(): string {
    return join(this.root, 'pivots')
  }

  /** A machine with a network and a data folder of its own. */
  async machine(roles: string): Promise<Machine> {
    const name = `machine-${this.machines.length + 1}`
    const machine = new Machine({
      name,
      roles,
      root: this.root,
      host: await this.#network.host(),
      env: this.#places(),
    })
    this.machines.push(machine)
    machine.start()
    return machine
  }

  /** Drops the flows of these numbers, each of one invoice of its own, written beside and renamed into place. */
  drop(from: number, to: number): void {
    const invoice = fixtureBytes(FIXTURE).toString('utf8')
    for (let n = from; n < to; n++) {
      const beside = join(this.door, `.${flowName(n)}`)
      writeFileSync(beside, invoice.replaceAll(NUMBER, `MACHINES-${n}-`))
      renameSync(beside, join(this.door, flowName(n)))
    }
  }

  /** Rows of one query of the record, by the server's own program of rights, not through Écluse. */
  rows<T extends object>(query: string): Promise<T[]> {
    return this.#postgres.ask<T>(query, this.#database)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.machines.map((machine) => machine.stop()))
    await this.collector[Symbol.asyncDispose]()
    process.kill(this.#redis.pid, 'SIGKILL')
    await this.#postgres[Symbol.asyncDispose]()
    this.#network[Symbol.dispose]()
    rmSync(this.root, { recursive: true, force: true })
  }

  #places(): NodeJS.ProcessEnv {
    return {
      DATABASE_URL: this.#postgres.url(this.#database),
      REDIS_URL: this.#redis.url,
      ECLUSE_ARCHIVE: join(this.root, 'archive'),
      ECLUSE_CONFIG: join(this.root, 'config'),
    }
  }

  #configure(): void {
    const config = join(this.root, 'config')
    cpSync(join(ROOT, 'config'), config, { recursive: true })
    writeFileSync(join(config, 'ecluse.yaml'), `workers: { flows: ${WORKERS} }\nintake: { scanMs: 1000 }\n`)
    writeFileSync(
      join(config, 'depositors.yaml'),
      `depositors:\n  - { application: "OPE001", name: "Opérateur Exemple", in: ${this.door}, out: ${this.out}, renames: true }\n`,
    )
    const structures = readFileSync(join(config, 'structures.yaml'), 'utf8')
    writeFileSync(
      join(config, 'structures.yaml'),
      structures.replace('destinataires/FIN001/pivots', this.recipient),
    )
  }
}

export function flowName(n: number): string {
  return `FSO1100A_OPE001_OPE0011100${String(n).padStart(15, '0')}`
}

interface MachineOf {
  name: string
  roles: string
  root: string
  host: Host
  env: NodeJS.ProcessEnv
}

/** `ecluse start` in a network and a data folder of its own. */
export class Machine {
  readonly name: string
  readonly #of: MachineOf
  #pid: number | undefined
  #ended: Promise<void> = Promise.resolve()

  constructor(of: MachineOf) {
    this.name = of.name
    this.#of = of
  }

  get roles(): string {
    return this.#of.roles
  }

  /** Nothing, when it runs. */
  start(): void {
    if (this.#pid !== undefined) return
    const { name, roles, root, host, env } = this.#of
    const command = [
      process.execPath,
      'src/cli/main.ts',
      'start',
      '--data',
      join(root, name),
      '--roles',
      roles,
    ]
    const [program = '', ...parameters] = [...host.there, ...command]
    const log = openSync(this.#log, 'a')
    const child = spawn(program, parameters, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', log, log],
    })
    this.#pid = child.pid as number
    this.#ended = new Promise((resolve) => {
      child.once('exit', () => {
        this.#pid = undefined
        resolve()
      })
    })
  }

  /** Kills the main process and its workers at once, as a power cut would. */
  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.#ended
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#pid !== undefined) process.kill(-this.#pid, signal)
  }

  /** Asks it to end in order. */
  async stop(): Promise<void> {
    if (this.#pid !== undefined) process.kill(this.#pid, 'SIGTERM')
    await this.#ended
  }

  /** Resolves once it has started. */
  async ready(): Promise<void> {
    for (const until = performance.now() + 60_000; !this.log().includes('"started"'); await setTimeout(50)) {
      if (this.#pid === undefined || performance.now() > until) throw new Error(`${this.name}: ${this.log()}`)
    }
  }

  log(): string {
    return readFileSync(this.#log, 'utf8')
  }

  get #log(): string {
    return join(this.#of.root, `${this.name}.log`)
  }
}
