import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ExitDoor, FoundFile } from '../../src/channels/endpoint.ts'
import { all } from './entry-promises.ts'
import { SftpWorld } from './sftp-world.ts'
import { noGuest, noSshd, Sshd } from './sshd.ts'
import { TcpProxy } from './tcp-proxy.ts'
import { type Document, putDown } from './put-down.ts'

const MEGABYTE = 1024 * 1024

describe.skipIf(noSshd() !== undefined)('when the connection breaks', () => {
  let world: SftpWorld
  let proxy: TcpProxy
  beforeAll(async () => {
    world = new SftpWorld(await Sshd.start())
    proxy = await TcpProxy.to(world.sshd.port)
  })
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await proxy[Symbol.asyncDispose]()
    await world.sshd[Symbol.asyncDispose]()
  })
  beforeEach(() => proxy.spare())
  const line = () => world.line(world.sshd.server({ port: proxy.port }))

  test('an upload cut in the middle shows no file, and the next one is whole', async () => {
    const folder = world.sshd.freshFolder()
    const exit = world.exit(folder, line())
    const parcel = { name: 'pivot', bytes: randomBytes(2 * MEGABYTE) }
    await putDown(exit, [{ name: 'premier', bytes: Buffer.from('x') }])
    proxy.cutAfter('up', MEGABYTE)
    await expect(putDown(exit, [parcel])).rejects.toThrow(/liaison/)
    expect(visibleIn(folder)).toEqual(['premier'])
    expect(await untilPut(exit, [parcel])).toEqual(['put'])
    expect(readFileSync(join(folder, 'pivot')).equals(parcel.bytes)).toBe(true)
    expect(readdirSync(folder).toSorted()).toEqual(['pivot', 'premier'])
  })

  test('wherever it is cut, on the way there or back, a document arrives once and whole', async () => {
    const bytes = randomBytes(60_000)
    for (let at = 0; at < 66_000; at += 3_000) {
      for (const way of ['up', 'down'] as const) {
        const folder = world.sshd.freshFolder()
        const exit = world.exit(folder, line())
        proxy.spare()
        await putDown(exit, [{ name: 'premier', bytes: Buffer.from('x') }])
        proxy.cutAfter(way, way === 'up' ? at : at / 50)
        const result = await untilPut(exit, [{ name: 'pivot', bytes }], () =>
          expect(visibleIn(folder).every((name) => readFileSync(join(folder, name)).length !== 0)).toBe(true),
        )
        expect(['put', 'already-there']).toContain(result[0])
        expect(readdirSync(folder).toSorted()).toEqual(['pivot', 'premier'])
        expect(readFileSync(join(folder, 'pivot')).equals(bytes)).toBe(true)
      }
    }
  }, 120_000)

  test('wherever it is cut while documents are named, each is named once, though the recipient takes them away', async () => {
    const parcels = Array.from({ length: 12 }, (_, id) => ({
      id,
      mark: 'a1',
      name: `pivot-${id}`,
      bytes: randomBytes(100),
    }))
    for (let at = 0; at < 2_400; at += 200) {
      for (const way of ['up', 'down'] as const) {
        proxy.spare()
        const folder = world.sshd.freshFolder()
        const exit = world.exit(folder, line())
        const place = await exit.place()
        await exit.stage(parcels)
        proxy.cutAfter(way, at)
        const arrived: string[] = []
        const collect = () => {
          for (const name of visibleIn(folder)) {
            unlinkSync(join(folder, name))
            arrived.push(name)
          }
        }
        await untilDone(() => exit.release(place, parcels), collect)
        collect()
        expect(arrived.toSorted()).toEqual(parcels.map(({ name }) => name).toSorted())
        expect(readdirSync(folder)).toEqual([])
      }
    }
  }, 60_000)

  test('a download cut in the middle gives nothing, and the next one is whole', async () => {
    const folder = world.sshd.freshFolder()
    const [small, large] = [randomBytes(3 * MEGABYTE), randomBytes(8 * MEGABYTE)]
    writeFileSync(join(folder, 'petit'), small)
    writeFileSync(join(folder, 'grand'), large)
    await using door = world.entry(folder, line())
    const found = new Map((await door.next(2)).map((file) => [file.name, file]))
    const [smallFile, largeFile] = [found.get('petit'), found.get('grand')]
    if (smallFile === undefined || largeFile === undefined) throw new Error('not found')
    proxy.cutAfter('down', MEGABYTE)
    await expect(door.read(smallFile)).rejects.toThrow(/liaison/)
    expect(await untilDone(() => door.read(smallFile))).toEqual(small)
    proxy.cutAfter('down', MEGABYTE)
    await expect(all(door.pieces(largeFile))).rejects.toThrow(/liaison/)
    const pieces = await untilDone(() => all(door.pieces(largeFile)))
    expect(Buffer.concat(pieces).equals(large)).toBe(true)
    expect(stagedIn(world.sshd, folder)).toEqual([])
  })

  test('a flow taken in while the server goes away is removed once it is back, and never offered again', async () => {
    const folder = world.sshd.freshFolder()
    writeFileSync(join(folder, 'flux'), 'x')
    const own = line()
    await using door = world.entry(folder, own)
    const [file] = await door.next(1)
    await door.read(file as FoundFile)
    proxy.refuse(true)
    await door.takeAway(file as FoundFile)
    expect(readdirSync(folder)).toEqual(['flux'])
    proxy.refuse(false)
    await untilDone(async () => {
      await door.look()
      if (readdirSync(folder).length > 0) throw new Error('still there')
    })
    await door.look()
    expect(door.waiting()).toBe(0)
  })

  test('a server that is silent is given up, whether asked something or called', async () => {
    const exit = world.exit(world.sshd.freshFolder(), line())
    await putDown(exit, [{ name: 'premier', bytes: Buffer.from('x') }])
    proxy.silence()
    await expect(putDown(exit, [{ name: 'un', bytes: Buffer.from('x') }])).rejects.toThrow(
      /pas de réponse|liaison/,
    )
    await new Promise((resolve) => setTimeout(resolve, 50))
    await expect(putDown(exit, [{ name: 'un', bytes: Buffer.from('x') }])).rejects.toThrow(/pas de connexion/)
    proxy.refuse(true)
    proxy.refuse(false)
    expect(await untilPut(exit, [{ name: 'un', bytes: Buffer.from('x') }])).toEqual(['put'])
  })

  test('a server that lets in and then drops is left in peace for a while, and its trouble told meanwhile', async () => {
    const calm = world.calmLine(world.sshd.server({ port: proxy.port }), 60_000)
    const exit = world.exit(world.sshd.freshFolder(), calm)
    const before = proxy.connections
    proxy.cutAfter('down', 2_500)
    for (let tries = 0; tries < 5; tries++) {
      await expect(putDown(exit, [{ name: 'un', bytes: randomBytes(MEGABYTE) }])).rejects.toThrow(
        /127\.0\.0\.1/,
      )
      proxy.cutAfter('down', 2_500)
    }
    expect(proxy.connections).toBe(before + 1)
  })

  test.skipIf(noGuest() !== undefined)(
    'a server restarted in between is called again, both ways',
    async () => {
      const [inbox, outbox] = [world.sshd.freshFolder(), world.sshd.freshFolder()]
      const own = world.line()
      await using door = world.entry(inbox, own)
      const exit = world.exit(outbox, own)
      expect(await putDown(exit, [{ name: 'un', bytes: Buffer.from('x') }])).toEqual(['put'])
      await world.sshd.down()
      await expect(putDown(exit, [{ name: 'deux', bytes: Buffer.from('x') }])).rejects.toThrow(
        /liaison|connexion/,
      )
      writeFileSync(join(inbox, 'flux'), 'pendant')
      await world.sshd.up()
      expect((await door.next(1))[0]?.name).toBe('flux')
      expect(await untilPut(exit, [{ name: 'deux', bytes: Buffer.from('x') }])).toEqual(['put'])
    },
  )
})

/** What others see: not what is hidden. */
function visibleIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith('.'))
}

function stagedIn(sshd: Sshd, folder: string): string[] {
  return readdirSync(join(sshd.root, 'staging', sshd.remote(folder))).filter((name) => name.endsWith('.part'))
}

async function untilPut(
  exit: ExitDoor,
  parcels: readonly Document[],
  meanwhile = () => undefined as unknown,
) {
  return await untilDone(() => putDown(exit, parcels), meanwhile)
}

async function untilDone<T>(work: () => Promise<T>, meanwhile = () => undefined as unknown): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries > 100) throw error
      meanwhile()
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
}
