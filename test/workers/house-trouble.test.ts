import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { canMount, SmallDisk } from '../hostile/small-disk.ts'
import { invoice } from '../hostile/dropped-invoice.ts'
import { noPostgres, postgresOfThisFile } from '../postgres-world.ts'
import { fixtureBytes } from '../walk-world.ts'
import { IllHouse } from './ill-house.ts'

const LONG = { timeout: 180_000 }
/** A flow whose tries were counted would be blocked after a tenth of this. */
const A_WHILE_MS = 4_000
const FLOWS = 30

const many = (count: number) => Array.from({ length: count }, () => invoice())
const accepted = (names: readonly string[]) => names.map(() => 'accepted')

describe.runIf(canMount)('an archive that cannot be written to', LONG, () => {
  test.each([
    [
      'is full',
      (_: SmallDisk, folder: string) => fillUp(folder),
      (_: SmallDisk, folder: string) => rmSync(join(folder, 'plein')),
    ],
    ['is read-only', (disk: SmallDisk) => disk.become('ro'), (disk: SmallDisk) => disk.become('rw')],
  ])(
    'blocks no flow while it %s: each waits, says so once, and has its verdict after',
    async (_, break_, mend) => {
      let disk: SmallDisk | undefined
      await using house = new IllHouse({
        prepare: (data) => {
          disk = new SmallDisk(join(data, 'archive'), 'size=20m')
        },
      })
      using archive = disk
      if (archive === undefined) throw new Error('no disk')
      const bytes = invoice()
      expect(await house.verdictsOn([house.drop(bytes)])).toEqual(['accepted'])
      break_(archive, join(house.data, 'archive'))
      const names = Array.from({ length: FLOWS }, () => house.drop(bytes)) // known bytes need no room
      await house.until(() => house.saidOf(/trouble of the house/).length > 0, 'the trouble to be told')
      await setTimeout(A_WHILE_MS)
      const before = await house.recorded(names, 'attempt-failed')
      expect(before.map(({ state }) => state)).not.toContain('blocked')
      const told = before.flatMap(({ events }) => events)
      expect(told.length).toBeGreaterThan(0)
      expect(told.every((detail) => Reflect.get(Object(detail), 'house') === 'disk')).toBe(true)
      mend(archive, join(house.data, 'archive'))
      expect(await house.verdictsOn(names)).toEqual(names.map(() => 'EXT-18'))
      const after = await house.recorded(names, 'attempt-failed')
      expect(Math.max(...after.map(({ events }) => events.length))).toBe(1)
      expect(house.saidOf(/trouble of the house/).length).toBeLessThan(10)
    },
  )
})

function fillUp(folder: string): void {
  for (let size = 64 * 1024 * 1024; size >= 1; size = Math.floor(size / 2)) {
    try {
      writeFileSync(join(folder, 'plein'), Buffer.alloc(size), { flag: 'a' })
    } catch {
      // no room for so much more; for less perhaps
    }
  }
}

describe('a database that is away', LONG, () => {
  test('locked by another for half a minute: nothing is lost, nothing blocked, and files wait in their folder', async () => {
    await using house = new IllHouse()
    const first = many(FLOWS).map((bytes) => house.drop(bytes))
    await house.until(() => house.saidOf(/"received"/).length > 0, 'flows to be received')
    const other = new Sqlite(join(house.data, 'ecluse.sqlite'), { timeout: 10_000 })
    other.exec('begin exclusive')
    const second = many(3).map((bytes) => house.drop(bytes))
    await setTimeout(32_000)
    expect(house.saidOf(/trouble of the house/).length).toBeLessThan(10)
    other.exec('rollback')
    other.close()
    expect(await house.verdictsOn([...first, ...second])).toEqual(accepted([...first, ...second]))
    expect(house.saidOf(/"blocked"/)).toEqual([])
  })

  test.skipIf(noPostgres() !== undefined)(
    'PostgreSQL killed for half a minute: nothing is lost, nothing blocked, and files wait in their folder',
    async () => {
      const server = await postgresOfThisFile()
      await using house = new IllHouse({ database: server.url(await server.freshDatabase()) })
      const first = many(FLOWS).map((bytes) => house.drop(bytes))
      await house.until(() => house.saidOf(/"received"/).length > 0, 'flows to be received')
      await server.down('SIGKILL')
      const second = many(3).map((bytes) => house.drop(bytes))
      await setTimeout(25_000)
      expect(house.saidOf(/trouble of the house/).length).toBeLessThan(10)
      await server.up()
      expect(await house.verdictsOn([...first, ...second])).toEqual(accepted([...first, ...second]))
      expect(house.saidOf(/"blocked"/)).toEqual([])
    },
  )
})

describe('an antivirus that is away', LONG, () => {
  test('holds up only what it must look at; what has trouble of its own meanwhile is blocked, alone', async () => {
    const socket = join('/tmp', `ecluse-clamd-${process.pid}.sock`)
    await using house = new IllHouse({ settings: () => `antivirus: { ask: clamd, socket: ${socket} }\n` })
    const [plain, waits, lost] = [
      house.drop(invoice()),
      house.drop(fixtureBytes('accepted-attachment')),
      house.drop(fixtureBytes('accepted-attachment-as-zip-in-base64')),
    ]
    expect(await house.verdictsOn([plain])).toEqual(['accepted'])
    await setTimeout(A_WHILE_MS)
    const waiting = await house.recorded([waits, lost], 'attempt-failed')
    expect(waiting.map(({ state }) => state)).toEqual(['processing', 'processing'])
    expect(waiting.map(({ events }) => events.length)).toEqual([1, 1])
    const hash = waiting[1]?.sha256 ?? ''
    rmSync(join(house.data, 'archive', hash.slice(0, 2), hash.slice(2)))
    const clamd = createServer((from) => {
      from.on('error', () => undefined) // who asks may be gone before the answer
      from.once('data', () => from.end('stream: OK\0'))
    }).listen(socket)
    try {
      expect(await house.verdictsOn([waits])).toEqual(['accepted'])
      await house.until(
        async () => (await house.recorded([lost], 'blocked'))[0]?.state === 'blocked',
        'the flow whose document is lost to be blocked',
      )
    } finally {
      clamd.close()
    }
  })
})
