import { setTimeout as sleep } from 'node:timers/promises'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { Client, type CustomTypesConfig, Pool, type PoolClient, types } from 'pg'
import { mayConnectLater } from './record-trouble.ts'

/**
 * Connections a process may have open at once. A transaction takes milliseconds, most of them the sync of the server's
 * disk, which those of several connections share; a worker process commits in groups, one at a time, and reads beside.
 * Four a process leave room for 24 under PostgreSQL's own limit of 100; those not used for ten seconds are closed.
 */
const CONNECTIONS = 4
/** How long a server that is away is waited for before a query fails: as long as SQLite's writers wait for each other. */
const AWAY_MS = 15_000
/** How long a server may take to answer a connection. */
const CONNECT_MS = 10_000
/** An answer that takes longer is not awaited: the network may have swallowed the question. */
const ANSWER_MS = 120_000
/** After so long in silence a connection is probed, by both ends; unanswered for ten seconds more, it is given up. */
const SILENCE_S = 10

/**
 * Said once to each connection. A commit is on disk when it returns, unless the operator asked for even more; a
 * transaction whose process is gone does not hold what it locked for long, even when its machine said no farewell.
 */
const GREETING = `
  set client_min_messages = warning;
  set default_transaction_isolation = 'read committed';
  set idle_in_transaction_session_timeout = '60s';
  set tcp_keepalives_idle = ${SILENCE_S};
  set tcp_keepalives_interval = 2;
  set tcp_keepalives_count = 5;
  select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off';
`

/**
 * The connections of one process to a PostgreSQL server. One that is lost is replaced: the query it was lost under fails,
 * the next gets another. No event of a connection ever ends the process.
 */
export class PostgresConnections implements PostgresPool {
  readonly options: object
  readonly #pool: Pool
  readonly #isPatient: boolean
  readonly #known = new WeakSet<PoolClient>()
  #isClosing = false

  constructor(url: string, { patient = false } = {}) {
    this.#isPatient = patient
    this.#pool = new Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: SILENCE_S * 1_000,
      application_name: 'ecluse',
      types: parsers,
    })
    this.options = this.#pool.options
    const toldElsewhere = () => undefined // the query under way fails with it, or the connection was idle and is replaced
    this.#pool.on('error', toldElsewhere)
    this.#pool.on('connect', (client) => client.on('error', toldElsewhere))
  }

  async connect(): Promise<PostgresPoolClient> {
    const until = performance.now() + AWAY_MS
    for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 500)) {
      try {
        return new Answering(await this.#greeted(), this.#isPatient)
      } catch (error) {
        if (this.#isClosing || !mayConnectLater(error) || performance.now() > until) throw error
        await sleep(waitMs * (0.5 + Math.random()))
      }
    }
  }

  async #greeted(): Promise<PoolClient> {
    const client = await this.#pool.connect()
    if (this.#known.has(client)) return client
    try {
      await client.query(GREETING)
      this.#known.add(client)
      return client
    } catch (error) {
      client.release(true)
      throw error
    }
  }

  async end(): Promise<void> {
    this.#isClosing = true
    await this.#pool.end()
  }
}

/** What a URL names, for people: never its password. */
export function placeOf(url: string): { host: string; database: string } {
  const { host, port, database } = new Client({ connectionString: url })
  return { host: host.startsWith('/') ? host : `${host}:${port}`, database: database ?? '' }
}

/** Numbers of 64 bits, and the sums of them, which no record comes near to 2⁵³ with: numbers, as SQLite gives them. */
const AS_NUMBERS: ReadonlySet<number> = new Set([types.builtins.INT8, types.builtins.NUMERIC])

const parsers: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    AS_NUMBERS.has(oid) ? Number : (types.getTypeParser(oid, format) as unknown),
}

/** A connection in use, given up when it does not answer. */
class Answering implements PostgresPoolClient {
  readonly #client: PoolClient
  readonly #isPatient: boolean

  constructor(client: PoolClient, isPatient: boolean) {
    this.#client = client
    this.#isPatient = isPatient
  }

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  query<R>(asked: string | PostgresCursor<R>, values: readonly unknown[] = []): unknown {
    if (typeof asked !== 'string') throw new Error('the record is read without cursors')
    return this.#answer<R>(asked, values)
  }

  release(isLost?: boolean): void {
    this.#client.release(isLost)
  }

  async #answer<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    const giveUp = () => void this.#client.end() // which ends the query as well
    const timer = this.#isPatient ? undefined : setTimeout(giveUp, ANSWER_MS)
    try {
      return (await this.#client.query(text, values.map(storable))) as unknown as PostgresQueryResult<R>
    } finally {
      clearTimeout(timer)
    }
  }
}

/** PostgreSQL's text has no NUL; a depositor's may. */
function storable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
}
