import { mkdirSync, mkdtempSync, readdirSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { afterAll } from 'vitest'
import type { ExitDoor } from '../../src/channels/endpoint.ts'
import { folderExit } from '../../src/channels/folder/exit.ts'
import type { RecordAt } from '../../src/record/connect.ts'
import type { Archive } from '../../src/record/archive.ts'
import { openFolderArchive } from '../../src/record/folder-archive.ts'
import { GroupCommit } from '../../src/record/group-commit.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { type DeliveryTools, drainingLanes } from '../../workers/deliveries.ts'
import { Tally } from '../../src/support/watch/tally.ts'
import { HouseLog } from '../../workers/house-log.ts'
import { openLog } from '../../workers/log.ts'
import { integrated, received } from '../record/outcomes.ts'

export const LANE = 'application:FIN001'

const root = mkdtempSync(join(tmpdir(), 'ecluse-deliveries-'))
afterAll(() => rmSync(root, { recursive: true }), 60_000)
let worlds = 0
let archive: Promise<Archive> | undefined

export interface WorldSettings {
  /** Where the recipient takes its files, seen from this machine, and the way out to it; else a folder of this machine. */
  recipient?: { folder: string; exit?: ExitDoor }
  /** Where the record is, and how to ask it beside the service; else a file of its own. */
  postgres?: { url: string; ask: <T extends object>(query: string) => Promise<T[]> }
  batch?: number
  leaseMs?: number
}

/** A record, an archive and a recipient that takes away what it gets, remembering it. */
export class World implements AsyncDisposable {
  readonly folder: string
  readonly record: RecordAt
  readonly archive = join(root, 'archive')
  readonly #postgres: WorldSettings['postgres']
  readonly woken: number[] = []
  /** Names in the order they were taken away. */
  readonly arrived: string[] = []
  readonly tools: DeliveryTools
  #decided = 0

  private constructor(
    data: string,
    settings: WorldSettings,
    tools: Pick<DeliveryTools, 'ledger' | 'archive'>,
  ) {
    const { recipient, batch = 10, leaseMs = 60_000 } = settings
    this.record = recordAt(data, settings)
    this.#postgres = settings.postgres
    this.folder = recipient?.folder ?? join(data, 'pivots')
    mkdirSync(this.folder, { recursive: true })
    const log = openLog('silent', 'test')
    this.tools = {
      ...tools,
      exitOf: () => recipient?.exit ?? this.exit(),
      owner: 'nous',
      leaseMs,
      stop: new AbortController().signal,
      settings: { backoffMs: 15, backoffMaxMs: 30, batch },
      wakeAt: (_, time) => this.woken.push(time),
      house: new HouseLog(log),
      tally: new Tally(),
      log,
    }
  }

  static async open(documents: number, settings: WorldSettings = {}): Promise<World> {
    const data = join(root, String(worlds++))
    mkdirSync(data)
    archive ??= openFolderArchive(join(root, 'archive'))
    const ledger = await openLedger(recordAt(data, settings))
    const world = new World(data, settings, { ledger, archive: await archive })
    if (documents > 0) await world.decideMany(documents)
    return world
  }

  get ledger(): Ledger {
    return this.tools.ledger
  }

  exit(): ExitDoor {
    return folderExit(this.folder, 'registre')
  }

  /** A pivot to deliver. */
  async decide(): Promise<void> {
    await this.decideMany(1)
  }

  /** Pivots to deliver, decided at once; their names, in the order they are to leave. */
  async decideMany(count: number): Promise<string[]> {
    const [receipt] = await this.ledger.receive([received()])
    const documents = Array.from({ length: count }, () => {
      this.#decided += 1
      const name = `pivot-${this.#decided}`
      return { kind: 'pivot' as const, endpoint: LANE, name, bytes: Buffer.from(`contenu de ${name}`) }
    })
    const flow = receipt?.flow ?? 0
    const outcome = integrated(flow, [`clé ${flow}`], { documents })
    const commits = new GroupCommit(this.ledger, this.tools.archive)
    await commits.commit({ outcome, startedAt: '2026-03-02T08:00:01.000Z' })
    return documents.map(({ name }) => name)
  }

  /** What a service that starts now drains with, some of it as said. */
  drains(over: Partial<DeliveryTools> = {}) {
    const drain = drainingLanes({ ...this.tools, ...over })
    return () => drain(LANE)
  }

  /** Drains until nothing is left to send. */
  async drainAll(over: Partial<DeliveryTools> = {}): Promise<void> {
    const drain = this.drains(over)
    while ((await this.ledger.pendingEndpoints()).includes(LANE)) {
      await drain()
      this.collect()
      await setTimeout(2)
    }
  }

  /** What anybody sees there. */
  visible(): string[] {
    return readdirSync(this.folder).filter((name) => !name.startsWith('.'))
  }

  /** Takes away all that is visible. */
  collect(): void {
    for (const name of this.visible().toSorted(byNumber)) {
      unlinkSync(join(this.folder, name))
      this.arrived.push(name)
    }
  }

  /** What is in the record, beside the service. */
  async rows<T extends object>(query: string): Promise<T[]> {
    if ('url' in this.record) return (await this.#postgres?.ask<T>(query)) ?? []
    const database = new Sqlite(this.record.file, { readonly: true })
    try {
      return database.prepare(query).all() as T[]
    } finally {
      database.close()
    }
  }

  /** Details of the events that say a document was sent. */
  async sentEvents(): Promise<{ name: string; recognised?: boolean }[]> {
    const rows = await this.rows<{ detail: string }>(
      "select detail from events where kind = 'sent' order by id",
    )
    return rows.map(({ detail }) => JSON.parse(detail) as { name: string; recognised?: boolean })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ledger[Symbol.asyncDispose]()
  }
}

function recordAt(data: string, { postgres }: WorldSettings): RecordAt {
  return postgres === undefined ? { file: join(data, 'ecluse.sqlite') } : { url: postgres.url }
}

/** `pivot-2` before `pivot-10`. */
export function byNumber(one: string, other: string): number {
  return Number(one.split('-')[1]) - Number(other.split('-')[1])
}

/** `pivot-1` to `pivot-n`, or from another on. */
export function pivots(count: number, from = 1): string[] {
  return Array.from({ length: count }, (_, index) => `pivot-${from + index}`)
}
