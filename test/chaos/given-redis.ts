import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { findRedisProgram } from '../../workers/redis-program.ts'

const START_MS = 10_000

/** A Redis server that is not the service's own: it writes what it has to disk, and has it again when it is started. */
export class GivenRedis implements AsyncDisposable {
  readonly path: string
  readonly port: number
  readonly #folder: string
  #process: ChildProcess | undefined

  private constructor(folder: string, port: number) {
    this.#folder = folder
    this.port = port
    this.path = join(folder, 'redis.sock')
    mkdirSync(folder, { recursive: true })
  }

  static async start(folder: string): Promise<GivenRedis> {
    const redis = new GivenRedis(folder, await freePort())
    await redis.up()
    return redis
  }

  /** As REDIS_URL names it. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async up(): Promise<void> {
    const { file, argv0 } = findRedisProgram()
    const options = {
      bind: '127.0.0.1',
      port: String(this.port),
      unixsocket: this.path,
      dir: this.#folder,
      save: '',
      appendonly: 'yes',
    }
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
    const server = spawn(file, words, { argv0, stdio: 'ignore' })
    this.#process = server
    const guard = guardOf(server)
    server.once('exit', () => guard.kill('SIGKILL'))
    const until = performance.now() + START_MS
    while (!(await asked(this.path, async (client) => (await client.ping()) === 'PONG'))) {
      if (performance.now() > until) throw new Error('the given Redis does not start')
      await setTimeout(20)
    }
  }

  /** Killed: what it had written is there when it is up again. */
  async down(): Promise<void> {
    const running = this.#process
    this.#process = undefined
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    const gone = once(running, 'exit')
    running.kill('SIGKILL')
    await gone
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.down()
  }
}

/** Ends the server once this process is gone, even by SIGKILL. */
function guardOf(server: ChildProcess): ChildProcess {
  const words = ['-c', 'read _; kill -9 "$1"', 'redis-guard', String(server.pid)]
  return spawn('/bin/sh', words, { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

/** Asks the server at this socket; `undefined` when it is not there, or went away. */
export async function asked<T>(
  path: string,
  question: (client: Redis) => Promise<T>,
): Promise<T | undefined> {
  const client = new Redis({ path, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  client.on('error', () => undefined) // what it could not be asked is told by the value
  try {
    await client.connect()
    return await question(client)
  } catch {
    return undefined // away: a harness that kills it must live with that
  } finally {
    client.disconnect()
  }
}
