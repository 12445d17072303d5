import { mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { ExitDoor } from '../../src/channels/endpoint.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import { LANE, pivots, World } from './delivery-world.ts'

/** The way out of a process that ends once it named so many documents of a batch. */
function dyingAfter(named: number, exit: ExitDoor): ExitDoor {
  return {
    ...exit,
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
    await world.drains({ exitOf: () => dyingAfter(named, world.exit()) })()
    world.collect()
    await world.drainAll()
    expect(world.arrived).toEqual(pivots(3))
    expect((await world.sentEvents()).filter(({ recognised }) => recognised)).toHaveLength(named)
    expect(readdirSync(world.folder)).toEqual([])
  },
)

test('a batch named in full and not recorded as sent is not delivered again', async () => {
  await using world = await World.open(3)
  const ledger = { ...world.ledger, markSent: () => Promise.reject(new Error('killed')) }
  await world.drains({ ledger })()
  world.collect()
  await world.drainAll()
  expect(world.arrived).toEqual(pivots(3))
})

test('a document staged in a folder that is another one since is put there again', async () => {
  await using world = await World.open(1)
  await world.drains({ exitOf: () => dyingAfter(0, world.exit()) })()
  renameSync(world.folder, `${world.folder}-ancien`)
  mkdirSync(world.folder)
  await world.drainAll()
  expect(world.arrived).toEqual(pivots(1))
})

test('a file taken away from beside its name before it was named is written again, not taken for delivered', async () => {
  await using world = await World.open(1)
  const exit = world.exit()
  const robbed: ExitDoor = {
    ...exit,
    release(place, staged) {
      for (const name of readdirSync(world.folder)) unlinkSync(join(world.folder, name))
      return exit.release(place, staged)
    },
  }
  const drain = world.drains({ exitOf: () => robbed })
  await drain()
  await world.drainAll()
  expect(world.arrived).toEqual(pivots(1))
})

test('what a killed process left beside names goes when the lane is taken up again', async () => {
  await using world = await World.open(2)
  const ledger = { ...world.ledger, markStaged: () => Promise.reject(new Error('killed')) }
  await world.drains({ ledger })()
  writeFileSync(join(world.folder, '.ecluse-autre-1-a1.part'), 'd’un autre registre')
  expect(readdirSync(world.folder)).toHaveLength(3)
  await world.drainAll()
  expect(world.arrived).toEqual(pivots(2))
  expect(readdirSync(world.folder)).toEqual(['.ecluse-autre-1-a1.part'])
})

test('a lane is drained once at a time, whoever asks again, and looked at again before the drain ends', async () => {
  await using world = await World.open(3)
  const [slow, underWay] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const exit = world.exit()
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
    async releaseLane(lease) {
      await world.ledger.releaseLane(lease)
      if (lateComer !== undefined) return
      await world.decide()
      lateComer = drain()
    },
  }
  const drain = world.drains({ exitOf: () => slowExit, ledger })
  const first = drain()
  await underWay.promise
  expect(await drain()).toBeUndefined()
  expect(world.visible()).toEqual([])
  slow.resolve()
  expect(await first).toBeUndefined()
  world.collect()
  expect(world.arrived).toEqual(pivots(4))
  expect(await world.ledger.pendingEndpoints()).not.toContain(LANE)
})

test('documents of many batches leave in the order they were decided', async () => {
  await using world = await World.open(40, { batch: 3 })
  const named: string[] = []
  const exit = world.exit()
  const watched: ExitDoor = {
    ...exit,
    async release(place, staged) {
      const released = await exit.release(place, staged)
      named.push(...staged.map(({ name }) => name))
      return released
    },
  }
  await world.drains({ exitOf: () => watched })()
  expect(named).toEqual(pivots(40))
})

test('a document whose name is taken holds up no other, and leaves after them once it can', async () => {
  await using world = await World.open(4, { batch: 2 })
  writeFileSync(join(world.folder, 'pivot-2'), 'autre')
  const drain = world.drains()
  for (let tries = 0; tries < 12; tries++) {
    await drain()
    await setTimeout(4)
  }
  expect(world.visible().toSorted()).toEqual(pivots(4))
  expect(readFileSync(join(world.folder, 'pivot-2'), 'utf8')).toBe('autre')
  world.collect()
  await world.decide()
  await world.drainAll()
  expect(world.arrived.slice(4).toSorted()).toEqual(['pivot-2', 'pivot-5'])
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

test('a drain told to stop ends after the batch it is at; the rest leaves at the next start', async () => {
  await using world = await World.open(9, { batch: 3 })
  const stop = new AbortController()
  const exit = world.exit()
  const stopped: ExitDoor = {
    ...exit,
    async release(place, staged) {
      stop.abort()
      return exit.release(place, staged)
    },
  }
  await world.drains({ exitOf: () => stopped, stop: stop.signal })()
  world.collect()
  expect(world.arrived).toEqual(pivots(3))
  await world.drainAll()
  expect(world.arrived).toEqual(pivots(9))
})

test('a batch that takes longer than the lease keeps the lane', async () => {
  await using world = await World.open(2, { leaseMs: 200 })
  const exit = world.exit()
  const slow: ExitDoor = {
    ...exit,
    async stage(parcels) {
      await setTimeout(800)
      return exit.stage(parcels)
    },
  }
  const first = world.drains({ exitOf: () => slow })()
  await setTimeout(500)
  expect(await world.ledger.claimLane(LANE, 'un autre', 1_000)).toBe('taken')
  await first
  expect(world.visible()).toHaveLength(2)
})
