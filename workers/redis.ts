import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { backoff } from './backoff.ts'
import { inWords, type Log } from './log.ts'
import { findRedisProgram, type RedisProgram } from './redis-program.ts'
import { redisSocket } from './redis-socket.ts'

/** Where a Redis server is reached. */
export type RedisAt = { url: string } | { path: string }

export interface RedisServer extends AsyncDisposable {
  readonly at: RedisAt
}

const START_MS = 10_000
const RESTART = { backoffMs: 200, backoffMaxMs: 10_000 }

/**
 * The Redis that carries the work: the one the settings name, else a private server of this data folder, which the
 * caller must have locked. The private one is started again when it dies, and ends with this process, however that ends.
 * @throws NoRedis
 */
export async function openRedis(
  settings: { data: string; redis: { url?: string } },
  log: Log,
): Promise<RedisServer> {
  const { url } = settings.redis
  if (url !== undefined) {
    const at = url.startsWith('/') ? { path: url } : { url }
    return { at, [Symbol.asyncDispose]: () => Promise.resolve() }
  }
  const server = new PrivateRedis(findRedisProgram(), redisSocket(settings.data), log)
  await server.open()
  return server
}

class PrivateRedis implements RedisServer {
  readonly at: { path: string }
  readonly #program: RedisProgram
  readonly #log: Log
  #child: ChildProcess | undefined
  #closing = false
  #fell = 0

  constructor(program: RedisProgram, path: string, log: Log) {
    this.#program = program
    this.at = { path }
    this.#log = log
  }

  async open(): Promise<void> {
    await endOrphan(this.at.path)
    await this.#start()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  }

  async #start(): Promise<void> {
    const child = launch(this.#program, this.at.path)
    this.#child = child
    const said = lastWords(child)
    const guard = guardOf(child)
    child.once('exit', () => guard?.kill('SIGKILL'))
    child.once('error', (error) => this.#log.error({ error: inWords(error) }, 'redis cannot be started'))
    await answers(this.at.path, child).catch((cause: unknown) => {
      child.kill('SIGKILL')
      throw new Error(`Redis (${this.#program.file}) ne démarre pas : ${said() || inWords(cause)}`, { cause })
    })
    this.#fell = 0
    child.once('exit', () => void this.#startAgain())
  }

  async #startAgain(): Promise<void> {
    while (!this.#closing) {
      this.#log.error({ tries: this.#fell }, 'redis died, starting it again')
      await setTimeout(backoff(this.#fell, RESTART))
      this.#fell += 1
      if (this.#closing) return
      try {
        return await this.#start()
      } catch (error) {
        this.#log.error({ error: inWords(error) }, 'redis cannot be started')
      }
    }
  }
}

/**
 * Nothing is written to disk: the queue is made again from the record whenever it is lost, and two truths about what is
 * pending would be one too many. Its own session, so that a Ctrl-C meant for the service does not end it first.
 */
function launch(program: RedisProgram, path: string): ChildProcess {
  const settings = {
    port: '0',
    unixsocket: path,
    unixsocketperm: '700',
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
    loglevel: 'warning',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  return spawn(program.file, args, {
    argv0: program.argv0,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
}

/** A shell that waits for this process to end, even by SIGKILL, and then ends the server. */
function guardOf(server: ChildProcess): ChildProcess | undefined {
  if (server.pid === undefined) return undefined
  const script = 'read _; kill -9 "$1"'
  const guard = spawn('/bin/sh', ['-c', script, 'redis-guard', String(server.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guard.once('error', () => undefined) // without it the next start ends the orphan
  return guard
}

function lastWords(child: ChildProcess): () => string {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece: Buffer) => {
      said = (said + piece.toString()).slice(-500)
    })
  }
  return () => said.trim()
}

async function answers(path: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + START_MS
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error('the server ended at once')
    }
    if (await pings(path)) return
    if (performance.now() > until) throw new Error('the server does not answer')
    await setTimeout(10)
  }
}

async function pings(path: string): Promise<boolean> {
  return withClient(path, async (client) => (await client.ping()) === 'PONG')
}

/** A server on this socket can only be what an earlier service of this data folder left: we hold the folder's lock. */
async function endOrphan(path: string): Promise<void> {
  const until = performance.now() + START_MS
  while (await withClient(path, async (client) => (await client.shutdown('NOSAVE')) === 'OK' || true)) {
    if (performance.now() > until) throw new Error(`Un ancien serveur Redis occupe encore ${path}.`)
    await setTimeout(20)
  }
}

/** False when nobody answers there. */
async function withClient(path: string, ask: (client: Redis) => Promise<boolean>): Promise<boolean> {
  const client = new Redis({ path, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  client.on('error', () => undefined) // the answer is the return value
  try {
    await client.connect()
    return await ask(client).catch(() => true) // a server that shuts down ends the connection before it answers
  } catch {
    return false // refused or no such socket: nobody is there
  } finally {
    client.disconnect()
  }
}
