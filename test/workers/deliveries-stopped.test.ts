import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { noSshd, Sshd } from '../channels/sshd.ts'
import { noPostgres, postgresOfThisFile } from '../postgres-world.ts'
import { byNumber, LANE, World, type WorldSettings } from './delivery-world.ts'
import type { DrainerOrders } from './drainer.ts'
import { StoppedServices } from './stopped-services.ts'

const IN_A_WAVE = 40
const SERVICES = 3
const PATIENCE_MS = 60_000
const HOLDER = 'select lease_owner from lanes'

/** Decides documents in waves while services that drain their lane stand still in turn; gives how often they did. */
async function storm(world: World, waves: number, to: DrainerOrders['to']): Promise<number> {
  const orders = { record: world.record, archive: world.archive, lane: LANE, to }
  const holder = async () =>
    (await world.rows<{ lease_owner: string | null }>(HOLDER))[0]?.lease_owner ?? undefined
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

/** What became of the documents of a storm: of how many, how many came twice, never, or out of their order. */
async function tallyOf(waves: number, settings: WorldSettings, to: DrainerOrders['to']) {
  await using world = await World.open(0, settings)
  const stops = await storm(world, waves, 'port' in to ? to : { folder: world.folder })
  const sent = await world.sentEvents()
  const [lane] = await world.rows<{ lease_term: number }>('select lease_term from lanes')
  const recognised = sent.filter((each) => each.recognised).length
  process.stdout.write(
    `${world.arrived.length} documents, ${stops} stops, ${lane?.lease_term} leases, ${recognised} recognised\n`,
  )
  expect(stops).toBeGreaterThan(5)
  const { arrived } = world
  return {
    documents: new Set(arrived).size,
    twice: arrived.length - new Set(arrived).size,
    outOfOrder: arrived.toSorted(byNumber).filter((name, index) => name !== arrived[index]).length,
    toldSent: sent.length,
    visible: world.visible(),
  }
}

function all(documents: number) {
  return { documents, twice: 0, outOfOrder: 0, toldSent: documents, visible: [] }
}

describe('services that stand still (SIGSTOP) past their lease and go on', () => {
  test('deliver each document once and in order, into a folder whose files are taken away', async () => {
    expect(await tallyOf(12, {}, { folder: '' })).toEqual(all(12 * IN_A_WAVE))
  }, 120_000)

  test.skipIf(noPostgres() !== undefined)(
    'deliver each document once and in order, on PostgreSQL',
    async () => {
      const server = await postgresOfThisFile()
      const name = await server.freshDatabase()
      const ask = <T extends object>(query: string) => server.ask<T>(query, name)
      expect(await tallyOf(8, { postgres: { url: server.url(name), ask } }, { folder: '' })).toEqual(
        all(8 * IN_A_WAVE),
      )
    },
    120_000,
  )

  test.skipIf(noSshd() !== undefined)(
    'deliver each document once and in order, over SFTP',
    async () => {
      await using sshd = await Sshd.start()
      const folder = sshd.freshFolder()
      const { port, user, keyFile: key, fingerprint } = sshd
      const to = { folder: sshd.remote(folder), port, user, key, fingerprint }
      expect(await tallyOf(5, { recipient: { folder } }, to)).toEqual(all(5 * IN_A_WAVE))
    },
    120_000,
  )
})
