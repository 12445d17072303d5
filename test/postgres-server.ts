import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Client } from 'pg'

/** Where Debian puts the programs of each version. */
const VERSIONS = '/usr/lib/postgresql'
/** The oldest version the record may be in. */
const OLDEST = 14
const START_MS = 20_000
const USER = 'ecluse'

/** Why there is no server to test against; `undefined` when there is one. */
export function noPostgres(): string | undefined {
  if (programs() === undefined)
    return `no PostgreSQL ${OLDEST} or later in ${VERSIONS}: run node setup.mjs tests`
  if (process.getuid?.() === 0 && account() === undefined) return 'no user to run a PostgreSQL server as'
  return undefined
}

export interface PostgresSettings {
  /** An address to listen at beside the socket; absent: 127.0.0.1. */
  address?: string
  /** What to start it through, such as a network namespace. */
  through?: readonly string[]
  /** Syncs each commit, as an operator's server does; what is killed without a power cut loses nothing either way. */
  syncs?: boolean
}

/**
 * A PostgreSQL server of this process's own, in a temporary folder, as another user than root. It ends, and its folder
 * goes, with this process however that ends.
 */
export class PostgresServer implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'ecluse-pg-'))
  readonly port: number
  readonly #settings: PostgresSettings
  #process: ChildProcess | undefined
  #guard: ChildProcess | undefined
  #databases = 0

  private constructor(port: number, settings: PostgresSettings) {
    this.port = port
    this.#settings = settings
  }

  static async start(settings: PostgresSettings = {}): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort(), settings)
    const owner = account()
    if (owner !== undefined) chownSync(server.folder, owner.uid, owner.gid)
    const words = ['--no-sync', '--auth=trust', '--encoding=UTF8', '--locale=C', `--username=${USER}`]
    const made = spawnSync(...server.#command('initdb', [...words, '-D', server.#data]), { encoding: 'utf8' })
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
    await server.up()
    return server
  }

  /** By its address; the name of one made by `freshDatabase` or one of your own. */
  url(database = 'postgres'): string {
    return `postgres://${USER}@${this.#settings.address ?? '127.0.0.1'}:${this.port}/${database}`
  }

  /** By its socket, from this machine, whatever network it is in. */
  socketUrl(database = 'postgres'): string {
    return `postgres://${USER}@/${database}?host=${this.folder}&port=${this.port}`
  }

  /** An empty database whose own order of text is not that of bytes, where the server knows such an order. */
  async freshDatabase(): Promise<string> {
    this.#databases += 1
    const name = `registre_${this.#databases}`
    await this.ask(`create database ${name} template template0 locale_provider icu icu_locale 'fr-FR'`).catch(
      () => this.ask(`create database ${name}`),
    )
    return name
  }

  /** Rows of one query, as the server's owner. */
  async ask<T extends object>(query: string, database = 'postgres'): Promise<T[]> {
    const client = new Client({ connectionString: this.socketUrl(database) })
    await client.connect()
    try {
      return (await client.query<T>(query)).rows
    } finally {
      await client.end()
    }
  }

  /** Lets in, without a password, who comes from these addresses. */
  async letIn(addresses: string): Promise<void> {
    appendFileSync(join(this.#data, 'pg_hba.conf'), `host all all ${addresses} trust\n`)
    await this.ask('select pg_reload_conf()')
  }

  /** Starts it, on what it had; answers when this returns. */
  async up(): Promise<void> {
    const until = performance.now() + START_MS
    while (!(await this.#started())) {
      if (performance.now() > until) throw new Error('PostgreSQL does not start')
      await setTimeout(100) // processes of one that was killed may not have noticed yet
    }
  }

  /** Ends it: `SIGINT` as an operator would, `SIGQUIT` without writing anything more, `SIGKILL` as a power cut would. */
  async down(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
    const running = this.#process
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    running.ref()
    const gone = once(running, 'exit')
    running.kill(signal)
    await gone
    this.#guard?.kill('SIGKILL')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down('SIGQUIT')
    for (let tries = 0; ; tries++) {
      try {
        return rmSync(this.folder, { recursive: true, force: true })
      } catch (error) {
        if (tries > 50) throw error
        await setTimeout(50) // its processes may still be writing
      }
    }
  }

  get #data(): string {
    return join(this.folder, 'data')
  }

  async #started(): Promise<boolean> {
    const options = {
      listen_addresses: this.#settings.address ?? '127.0.0.1',
      port: String(this.port),
      unix_socket_directories: this.folder,
      max_connections: '200',
      fsync: this.#settings.syncs === true ? 'on' : 'off',
      log_min_messages: 'fatal',
    }
    const words = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const [file, parameters] = this.#command('postgres', ['-D', this.#data, ...words])
    const child = spawn(file, parameters, { stdio: 'ignore', detached: true })
    this.#process = child
    this.#guard = guardOf(child, this.folder)
    while (child.exitCode === null && child.signalCode === null) {
      if (await this.ask('select 1').then(Boolean, () => false)) return true
      await setTimeout(20)
    }
    this.#guard.kill('SIGKILL')
    return false
  }

  #command(program: string, parameters: readonly string[]): [string, string[]] {
    const file = join(programs() ?? '', program)
    const owner = account()
    const as =
      owner === undefined ? [] : ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups']
    const [first = '', ...rest] = [...(this.#settings.through ?? []), ...as, file, ...parameters]
    return [first, rest]
  }
}

/** Ends the server and removes its folder once this process is gone, even by SIGKILL. */
function guardOf(server: ChildProcess, folder: string): ChildProcess {
  const script = 'read _; kill -QUIT "$1"; sleep 1; rm -rf "$2"'
  const guard = spawn('/bin/sh', ['-c', script, 'postgres-guard', String(server.pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guard.unref()
  server.unref()
  return guard
}

/** The folder of the newest version's programs. */
function programs(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined
  const found = readdirSync(VERSIONS)
    .map(Number)
    .filter((version) => version >= OLDEST && existsSync(join(VERSIONS, String(version), 'bin', 'initdb')))
  return found.length === 0 ? undefined : join(VERSIONS, String(Math.max(...found)), 'bin')
}

/** Whom root runs the server as: it refuses to be root's. `undefined` for anybody else, who runs it as himself. */
function account(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const number = (option: string) => Number(spawnSync('id', [option, 'nobody'], { encoding: 'utf8' }).stdout)
  const [uid, gid] = [number('-u'), number('-g')]
  return uid > 0 && gid > 0 ? { uid, gid } : undefined
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}
