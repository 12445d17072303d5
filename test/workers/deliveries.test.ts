import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import type { ExitDoor } from '../../src/channels/endpoint.ts'
import { folderExit } from '../../src/channels/folder/exit.ts'
import { openFolderArchive } from '../../src/record/folder-archive.ts'
import { GroupCommit } from '../../src/record/group-commit.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { type DeliveryTools, drainingLanes } from '../../workers/deliveries.ts'
import { openLog } from '../../workers/log.ts'
import { integrated, received } from '../record/outcomes.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-deliveries-'))
afterAll(() => rmSync(root, { recursive: true }))
const LANE = 'application:FIN001'
let worlds = 0

/** A record, an archive and a recipient that takes away what it gets, counting it. */
class World implements AsyncDisposable {
  readonly folder: string
  readonly woken: number[] = []
  readonly #file: string
  readonly #arrived = new Map<string, number>()
  readonly #tools: DeliveryTools

  private constructor(folder: string, file: string, tools: Pick<DeliveryTools, 'ledger' | 'archive'>) {
    this.folder = folder
    this.#file = file
    this.#tools = {
      ...tools,
      exitOf: () => folderExit(folder, 'nous'),
      owner: 'nous',
      settings: { backoffMs: 1, backoffMaxMs: 2, batch: 10 },
      wakeAt: (_, time) => this.woken.push(time),
      log: openLog('silent', 'test'),
    }
  }

  static async open(documents: number): Promise<World> {
    const data = join(root, String(worlds++))
    const folder = join(data, 'pivots')
    mkdirSync(folder, { recursive: true })
    const file = join(data, 'ecluse.sqlite')
    const archive = await openFolderArchive(join(data, 'archive'))
    const world = new World(folder, file, { ledger: await openLedger({ file }), archive })
    for (let made = 0; made < documents; made++) await world.decide()
    return world
  }

  get ledger(): Ledger {
    return this.#tools.ledger
  }

  /** A pivot to deliver; gives its flow. */
  async decide(): Promise<number> {
    const [receipt] = await this.ledger.receive([received()])
    const flow = receipt?.flow ?? 0
    const outcome = integrated(flow, [`clé ${flow}`])
    await new GroupCommit(this.ledger, this.#tools.archive).commit({
      outcome,
      startedAt: '2026-03-02T08:00:01.000Z',
    })
    return flow
  }

  /** What a service that starts now drains with, some of it as said. */
  drains(over: Partial<DeliveryTools> = {}) {
    const drain = drainingLanes({ ...this.#tools, ...over })
    return () => drain(LANE)
  }

  /** Drains until nothing is left to send. */
  async drainAll(): Promise<void> {
    const drain = this.drains()
    while ((await this.ledger.pendingEndpoints()).includes(LANE)) {
      await drain()
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }

  /** Takes away all that is visible. */
  collect(): void {
    for (const name of readdirSync(this.folder).filter((each) => !each.startsWith('.'))) {
      unlinkSync(join(this.folder, name))
      this.#arrived.set(name, (this.#arrived.get(name) ?? 0) + 1)
    }
  }

  /** How often each name arrived. */
  get arrivals(): number[] {
    return [...this.#arrived.values()]
  }

  /** Details of the events that say a pivot was sent. */
  sentEvents(): unknown[] {
    const database = new Sqlite(this.#file, { readonly: true })
    try {
      const rows = database.prepare("select detail from events where kind = 'sent' order by id").all()
      return rows.map((row) => JSON.parse((row as { detail: string }).detail) as unknown)
    } finally {
      database.close()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ledger[Symbol.asyncDispose]()
  }
}

/** The way out of a process that ends once it named so many documents of a batch. */
function dyingAfter(named: number, exit: ExitDoor): ExitDoor {
  return {
    place: () => exit.place(),
    stage: (parcels) => exit.stage(parcels),
    async release(place, staged) {
      await exit.release(place, staged.slice(0, named))
      throw new Error('killed')
    },
  }
}

test.each([0, 1, 3])(
  'a batch cut once %i of its documents were named arrives once, though the recipient took them away',
  async (named) => {
    await using world = await World.open(3)
    await world.drains({ exitOf: () => dyingAfter(named, folderExit(world.folder, 'nous')) })()
    world.collect()
    await world.drainAll()
    world.collect()
    expect(world.arrivals).toEqual([1, 1, 1])
    const recognised = world.sentEvents().filter((detail) => Object(detail).recognised === true)
    expect(recognised).toHaveLength(named)
    expect(readdirSync(world.folder)).toEqual([])
  },
)

test('a batch named in full and not recorded as sent is not delivered again', async () => {
  await using world = await World.open(3)
  const ledger = { ...world.ledger, markSent: () => Promise.reject(new Error('killed')) }
  await world.drains({ ledger })()
  world.collect()
  await world.drainAll()
  world.collect()
  expect(world.arrivals).toEqual([1, 1, 1])
})

test('a document staged in a folder that is another one since is put there again', async () => {
  await using world = await World.open(1)
  await world.drains({ exitOf: () => dyingAfter(0, folderExit(world.folder, 'nous')) })()
  renameSync(world.folder, `${world.folder}-ancien`)
  mkdirSync(world.folder)
  await world.drainAll()
  world.collect()
  expect(world.arrivals).toEqual([1])
})

test('a file taken away from beside its name before it was named is written again, not taken for delivered', async () => {
  await using world = await World.open(1)
  const exit = folderExit(world.folder, 'nous')
  const robbed: ExitDoor = {
    ...exit,
    release(place, staged) {
      for (const name of readdirSync(world.folder)) unlinkSync(join(world.folder, name))
      return exit.release(place, staged)
    },
  }
  await world.drains({ exitOf: () => robbed })()
  await world.drainAll()
  world.collect()
  expect(world.arrivals).toEqual([1])
})

test('a lane is drained once at a time, whoever asks again, and looked at again before the drain ends', async () => {
  await using world = await World.open(3)
  const [slow, underWay] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const exit = folderExit(world.folder, 'nous')
  const slowExit: ExitDoor = {
    ...exit,
    async release(place, staged) {
      underWay.resolve()
      await slow.promise
      return exit.release(place, staged)
    },
  }
  let lateComer: Promise<unknown> | undefined
  const ledger: Ledger = {
    ...world.ledger,
    async releaseLane(endpoint, owner) {
      await world.ledger.releaseLane(endpoint, owner)
      if (lateComer !== undefined) return
      await world.decide()
      lateComer = drain()
    },
  }
  const drain = world.drains({ exitOf: () => slowExit, ledger })
  const first = drain()
  await underWay.promise
  expect(await drain()).toBeUndefined()
  expect(readdirSync(world.folder).filter((name) => !name.startsWith('.'))).toEqual([])
  slow.resolve()
  expect(await first).toBeUndefined()
  world.collect()
  expect(world.arrivals).toEqual([1, 1, 1, 1])
  expect(await world.ledger.pendingEndpoints()).not.toContain(LANE)
})

test('a document whose name is taken holds up no other and is tried until it can be delivered', async () => {
  await using world = await World.open(2)
  writeFileSync(join(world.folder, 'pivot-1'), 'autre')
  const drain = world.drains()
  for (let tries = 0; tries < 12; tries++) {
    await drain()
    await new Promise((resolve) => setTimeout(resolve, 4))
  }
  expect(readdirSync(world.folder).toSorted()).toEqual(['pivot-1', 'pivot-2'])
  expect(readFileSync(join(world.folder, 'pivot-1'), 'utf8')).toBe('autre')
  unlinkSync(join(world.folder, 'pivot-1'))
  await world.drainAll()
  expect(readFileSync(join(world.folder, 'pivot-1'), 'utf8')).toBe('p1')
})

test('a lane that was asked for while it failed is woken when it may be tried again', async () => {
  await using world = await World.open(1)
  renameSync(world.folder, `${world.folder}-loin`)
  const drain = world.drains()
  const first = drain()
  expect(await drain()).toBeUndefined()
  const next = await first
  expect(world.woken).toEqual([next])
})
