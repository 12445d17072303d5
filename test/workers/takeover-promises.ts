import { readdirSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { ExitDoor } from '../../src/channels/endpoint.ts'
import type { DeliveryTools } from '../../workers/deliveries.ts'
import { byNumber, LANE, World } from './delivery-world.ts'
import { Freezer } from './freezing.ts'

export interface Recipient {
  /** As this machine sees it. */
  folder: string
  /** A way out to it of a service's own. */
  exit(): ExitDoor
}

const DOCUMENTS = 5
const LEASE_MS = 30

/** What one service leaves to another, wherever it stopped. To be called once in a test file of the channel. */
export function keepsTakeoverPromises(recipient: () => Recipient): void {
  test('wherever a service stands still past its lease, another delivers, each document once and in order', async () => {
    await using world = await openWorld(recipient())
    for (let at = 1; at <= (await stepsOfOneDrain(world)); at++) {
      const expected = await world.decideMany(DOCUMENTS)
      const first = new Freezer(at)
      const draining = world.drains(first.slowed(owned(world, 'un')))()
      await Promise.race([first.reached, draining])
      await setTimeout(LEASE_MS + 5)
      await world.drainAll(owned(world, 'deux'))
      first.thaw()
      await draining
      world.collect()
      expect(world.arrived.splice(0), `stopped before step ${at}`).toEqual(expected)
      expect(readdirSync(world.folder), `stopped before step ${at}`).toEqual([])
    }
    expect(await twiceSent(world)).toEqual([])
  }, 300_000)

  test('wherever a service dies, another delivers, each document once and in order', async () => {
    await using world = await openWorld(recipient())
    for (let at = 1; at <= (await stepsOfOneDrain(world)); at++) {
      const expected = await world.decideMany(DOCUMENTS)
      const first = new Freezer(at)
      await Promise.race([first.reached, world.drains(first.slowed(owned(world, 'un')))()])
      await setTimeout(LEASE_MS + 5)
      await world.drainAll(owned(world, 'deux'))
      expect(world.arrived.splice(0), `died before step ${at}`).toEqual(expected)
      expect(readdirSync(world.folder), `died before step ${at}`).toEqual([])
    }
  }, 300_000)

  test('wherever two services in turn stand still, and go on while the third delivers, each document arrives once', async () => {
    await using world = await openWorld(recipient())
    for (let at = 2; at <= (await stepsOfOneDrain(world)); at += 2) {
      const expected = await world.decideMany(DOCUMENTS)
      const [first, second] = [new Freezer(at), new Freezer(at + 2)]
      const draining = [world.drains(first.slowed(owned(world, 'un')))()]
      await Promise.race([first.reached, ...draining])
      await setTimeout(LEASE_MS + 5)
      draining.push(world.drains(second.slowed(owned(world, 'deux')))())
      await Promise.race([second.reached, draining[1]])
      await setTimeout(LEASE_MS + 5)
      first.thaw()
      const third = world.drainAll(owned(world, 'trois'))
      second.thaw()
      await Promise.all([...draining, third])
      world.collect()
      expect(world.arrived.splice(0).toSorted(byNumber), `stopped before step ${at}`).toEqual(expected)
    }
    expect(await twiceSent(world)).toEqual([])
  }, 300_000)
}

/** Names the time lines say were sent more than once. */
async function twiceSent(world: World): Promise<string[]> {
  const names = (await world.sentEvents()).map(({ name }) => name)
  return names.filter((name, index) => names.indexOf(name) !== index)
}

let steps: number | undefined

/** Questions one service asks to deliver so many documents. */
async function stepsOfOneDrain(world: World): Promise<number> {
  if (steps !== undefined) return steps
  await world.decideMany(DOCUMENTS)
  const all = new Freezer(Number.POSITIVE_INFINITY)
  await world.drains(all.slowed(owned(world, 'un')))()
  world.collect()
  world.arrived.splice(0)
  expect(all.steps).toBeGreaterThan(25)
  steps = all.steps
  return steps
}

function openWorld(recipient: Recipient): Promise<World> {
  const { folder } = recipient
  return World.open(0, { recipient: { folder, exit: recipient.exit() }, batch: 2, leaseMs: LEASE_MS })
}

/** A service of its own, whose recipient takes files away at each of its steps. */
function owned(world: World, owner: string): DeliveryTools {
  const exit = world.tools.exitOf(LANE)
  if (exit === undefined) throw new Error('no exit')
  const release: ExitDoor['release'] = async (place, staged) => {
    const released = await exit.release(place, staged)
    world.collect()
    return released
  }
  return { ...world.tools, owner, exitOf: () => ({ ...exit, release }) }
}
