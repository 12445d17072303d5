import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SftpWorld } from './sftp-world.ts'
import { noGuest, noSshd, Sshd } from './sshd.ts'
import { putDown } from './put-down.ts'

describe.skipIf(noSshd() !== undefined)('an SFTP server', () => {
  let world: SftpWorld
  beforeAll(async () => {
    world = new SftpWorld(await Sshd.start())
  })
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await world.sshd[Symbol.asyncDispose]()
  })

  test('takes a thousand documents and gives a thousand flows, over one connection', async () => {
    const folder = world.sshd.freshFolder()
    const line = world.patientLine()
    const parcels = Array.from({ length: 1_000 }, (_, index) => ({
      name: `flux-${index}`,
      bytes: randomBytes(2_000),
    }))
    for (let from = 0; from < 1_000; from += 100) {
      const results = await putDown(world.exit(folder, line), parcels.slice(from, from + 100))
      expect(results.every((result) => result === 'put')).toBe(true)
    }
    expect(readdirSync(folder)).toHaveLength(1_000)
    await using door = world.entry(folder, line)
    const got = new Map<string, Uint8Array>()
    while (got.size < 1_000) {
      const files = await door.next(200)
      await Promise.all(
        files.map(async (file) => {
          const bytes = await door.read(file)
          // What cannot be read now is offered again, as it is to the intake.
          if (bytes !== undefined) got.set(file.name, bytes)
        }),
      )
      await Promise.all(files.map((file) => door.takeAway(file)))
    }
    const wrong = parcels.filter(({ name, bytes }) => !bytes.equals(got.get(name) ?? Buffer.of()))
    expect(wrong.map(({ name }) => name)).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  }, 60_000)

  test('keeps flows taken in in its folder for them, also two of the same name', async () => {
    const [folder, done] = [world.sshd.freshFolder(), world.sshd.freshFolder()]
    await using door = world.entry(folder, world.patientLine(), { done })
    for (const text of ['un', 'deux']) {
      writeFileSync(join(folder, 'flux'), text)
      await door.look()
      const [file] = await door.next(1)
      if (file === undefined) throw new Error('not found')
      await door.takeAway(file)
    }
    expect(readdirSync(folder)).toEqual([])
    const kept = readdirSync(done).map((name) => readFileSync(join(done, name), 'utf8'))
    expect(kept.toSorted()).toEqual(['deux', 'un'])
    expect(readdirSync(done)).toContain('flux')
  })

  test('whose folder for flows taken in is missing keeps them, offered once, told once', async () => {
    const folder = world.sshd.freshFolder()
    writeFileSync(join(folder, 'flux'), 'x')
    const troubles: string[] = []
    const done = join(folder, 'absent')
    const onTrouble = (what: string) => troubles.push(what)
    await using door = world.entry(folder, world.patientLine(), { done, onTrouble })
    const [file] = await door.next(1)
    if (file === undefined) throw new Error('not found')
    await door.takeAway(file)
    await door.look()
    expect(door.waiting()).toBe(0)
    expect(readdirSync(folder)).toEqual(['flux'])
    expect(troubles).toEqual(['file was taken in and cannot be removed'])
  })

  test('with a name that is not UTF-8 has it told, once, and the rest taken', async () => {
    const folder = world.sshd.freshFolder()
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/flux-`), Buffer.from([0xe9])]), 'x')
    writeFileSync(join(folder, 'flux'), 'x')
    const troubles: string[] = []
    const onTrouble = (what: string) => troubles.push(what)
    await using door = world.entry(folder, world.patientLine(), { onTrouble })
    expect((await door.next(10)).map(({ name }) => name)).toEqual(['flux'])
    await door.look()
    expect(troubles).toEqual(['file name is not UTF-8'])
  })

  test.skipIf(noGuest() !== undefined)('that denies a file has it told, and the others taken', async () => {
    const folder = world.sshd.freshFolder()
    writeFileSync(join(folder, 'interdit'), 'x', { mode: 0o600 })
    utimesSync(join(folder, 'interdit'), 1, 1)
    writeFileSync(join(folder, 'permis'), 'x')
    const troubles: string[] = []
    const onTrouble = (what: string) => troubles.push(what)
    await using door = world.entry(folder, world.patientLine(), { onTrouble })
    const files = await door.next(2)
    const read = await Promise.all(files.map((file) => door.read(file)))
    expect(read).toEqual([undefined, Buffer.from('x')])
    await door.look()
    expect(troubles).toEqual(['file cannot be read'])
  })

  test.skipIf(noGuest() !== undefined)(
    'whose disk is full shows no half a file, and takes what fits',
    async () => {
      const line = world.patientLine()
      const exit = world.exit(join(world.sshd.home, 'petit'), line)
      const large = { name: 'grand', bytes: randomBytes(1024 * 1024) }
      await expect(putDown(exit, [large])).rejects.toThrow(/disque ou quota plein/)
      const left = () => line.use((session) => session.list('petit'))
      expect((await left()).filter(({ isPlain }) => isPlain)).toEqual([])
      expect(await putDown(exit, [{ name: 'court', bytes: randomBytes(1_000) }])).toEqual(['put'])
    },
  )

  test.skipIf(noGuest() !== undefined)('that denies its folder gets nothing, and says why', async () => {
    const folder = world.sshd.freshFolder()
    world.lock(folder)
    const parcel = { name: 'pivot', bytes: Buffer.from('x') }
    const exit = world.exit(folder, world.patientLine())
    await expect(putDown(exit, [parcel])).rejects.toThrow(/accès refusé par le serveur/)
    expect(readdirSync(folder)).toEqual([])
    world.unlock(folder)
    expect(await putDown(exit, [parcel])).toEqual(['put'])
  })
})
