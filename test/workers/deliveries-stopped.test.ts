import { readdirSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { noSshd, Sshd } from '../channels/sshd.ts'
import { byNumber, LANE, World, type WorldSettings } from './delivery-world.ts'
import type { DrainerOrders } from './drainer.ts'
import { StoppedServices } from './stopped-services.ts'

const IN_A_WAVE = 40
const SERVICES = 3
const PATIENCE_MS = 60_000
const HOLDER = 'select lease_owner from lanes'

/** Decides documents in waves while services that drain their lane stand still in turn; gives how often they did. */
async function storm(world: World, waves: number, to: DrainerOrders['to']): Promise<number> {
  const orders = { record: { file: world.file }, archive: world.archive, lane: LANE, to }
  const holder = () => world.rows<{ lease_owner: string | null }>(HOLDER)[0]?.lease_owner ?? undefined
  await using services = await StoppedServices.start(SERVICES, orders, holder)
  const end = Date.now() + PATIENCE_MS
  const isOver = () => world.arrived.length >= waves * IN_A_WAVE || Date.now() > end
  for (let wave = 0; wave < waves; wave++) {
    await world.decideMany(IN_A_WAVE)
    for (let look = 0; look < 20; look++) {
      world.collect()
      await setTimeout(2)
    }
  }
  while (!isOver()) {
    world.collect()
    await setTimeout(2)
  }
  await services.letAllGoOn()
  await setTimeout(1_000) // those nobody asked for have this long to come
  world.collect()
  return services.stops
}

async function areDelivered(waves: number, settings: WorldSettings, to: DrainerOrders['to']): Promise<void> {
  const documents = waves * IN_A_WAVE
  await using world = await World.open(0, settings)
  const stops = await storm(world, waves, 'port' in to ? to : { folder: world.folder })
  const leases = world.rows<{ lease_term: number }>('select lease_term from lanes')
  process.stdout.write(
    `${world.arrived.length} documents, ${stops} stops, ${leases[0]?.lease_term} leases, ` +
      `${world.sentEvents().filter(({ recognised }) => recognised).length} recognised\n`,
  )
  expect(stops).toBeGreaterThan(5)
  expect(new Set(world.arrived).size).toBe(documents)
  expect(world.arrived).toHaveLength(documents)
  expect(world.arrived).toEqual(world.arrived.toSorted(byNumber))
  expect(world.sentNames()).toHaveLength(documents)
  const left = readdirSync(world.folder).map((name) => name.split('-').slice(0, 2).join('-'))
  expect(left.filter((name) => name !== '.ecluse-registre')).toEqual([])
}

describe('services that stand still (SIGSTOP) past their lease and go on', () => {
  test('deliver each document once and in order, into a folder whose files are taken away', async () => {
    await areDelivered(25, {}, { folder: '' })
  }, 120_000)

  test.skipIf(noSshd() !== undefined)(
    'deliver each document once and in order, over SFTP',
    async () => {
      await using sshd = await Sshd.start()
      const folder = sshd.freshFolder()
      const { port, user, keyFile: key, fingerprint } = sshd
      const to = { folder: sshd.remote(folder), port, user, key, fingerprint }
      await areDelivered(10, { recipient: { folder } }, to)
    },
    120_000,
  )
})
