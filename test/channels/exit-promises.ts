import { existsSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DocumentTrouble, type ExitDoor } from '../../src/channels/endpoint.ts'
import { putDown } from './put-down.ts'

/** A channel's folders, seen from this machine, and its ways out to them. */
export interface ExitWorld {
  /** New and empty. */
  freshFolder(): string
  /** Of the record `nous`. */
  exitTo(folder: string): ExitDoor
  /** What is said of a folder that is missing. */
  missing: RegExp
}

const parcel = (name: string, text = name) => ({ name, bytes: Buffer.from(text) })

/** What every way out keeps to. To be called once in a test file of the channel. */
export function exitPromises(world: ExitWorld): void {
  test('documents put are whole under their names, with nothing else beside them', async () => {
    const folder = world.freshFolder()
    const results = await putDown(world.exitTo(folder), [parcel('un'), parcel('deux', '')])
    expect(results).toEqual(['put', 'put'])
    expect(readdirSync(folder).toSorted()).toEqual(['deux', 'un'])
    expect(readFileSync(join(folder, 'un'), 'utf8')).toBe('un')
  })

  test('an equal file already there counts as delivered', async () => {
    const folder = world.freshFolder()
    const exit = world.exitTo(folder)
    await putDown(exit, [parcel('un')])
    expect(await putDown(exit, [parcel('un'), parcel('deux')])).toEqual(['already-there', 'put'])
  })

  test('a different file of the same name is never overwritten, and stops no other document', async () => {
    const folder = world.freshFolder()
    writeFileSync(join(folder, 'un'), 'autre')
    const [first, second] = await putDown(world.exitTo(folder), [parcel('un'), parcel('deux')])
    expect(first).toBeInstanceOf(DocumentTrouble)
    expect(second).toBe('put')
    expect(readFileSync(join(folder, 'un'), 'utf8')).toBe('autre')
    expect(readdirSync(folder).toSorted()).toEqual(['deux', 'un'])
  })

  test.each(['../dehors', 'a/b', '.caché', '', 'a\u0000b', 'x'.repeat(300)])(
    'a name that is no plain file name (%j) is this document’s trouble',
    async (name) => {
      const folder = world.freshFolder()
      const [result] = await putDown(world.exitTo(folder), [parcel(name)])
      expect(result).toBeInstanceOf(DocumentTrouble)
      expect(readdirSync(folder)).toEqual([])
    },
  )

  test('what others left beside their names is seen, and goes; what is another record’s is not ours to see', async () => {
    const folder = world.freshFolder()
    const names = ['.ecluse-nous-7-a1.part', '.ecluse-eux-7-a1.part', '.ecluse-nous-x-a1.part', 'ancien']
    for (const name of names) writeFileSync(join(folder, name), 'x')
    const exit = world.exitTo(folder)
    expect(await exit.beside()).toEqual([{ id: 7, mark: 'a1' }])
    await exit.discard([
      { id: 7, mark: 'a1' },
      { id: 8, mark: 'a1' },
    ])
    expect(readdirSync(folder).toSorted()).toEqual(names.slice(1).toSorted())
  })

  const two = [
    { id: 7, mark: 'a1', ...parcel('un') },
    { id: 8, mark: 'a1', ...parcel('deux') },
  ]

  test('what is staged is seen by nobody, and a later process gives it its name', async () => {
    const folder = world.freshFolder()
    const place = await world.exitTo(folder).place()
    expect(await world.exitTo(folder).stage(two)).toEqual(['staged', 'staged'])
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual([])
    const later = world.exitTo(folder)
    expect(await later.place()).toBe(place)
    expect(await later.release(place, two)).toEqual(['put', 'put'])
    expect(readdirSync(folder).toSorted()).toEqual(['deux', 'un'])
  })

  test('what was named by a process that was killed is known, taken away by the recipient or not', async () => {
    const folder = world.freshFolder()
    const place = await world.exitTo(folder).place()
    await world.exitTo(folder).stage(two)
    await world.exitTo(folder).release(place, two)
    unlinkSync(join(folder, 'un'))
    expect(await world.exitTo(folder).release(place, two)).toEqual(['gone', 'gone'])
    expect(readdirSync(folder)).toEqual(['deux'])
  })

  test('a name taken since the document was staged is not overwritten, and no other document waits for it', async () => {
    const folder = world.freshFolder()
    const exit = world.exitTo(folder)
    await exit.stage(two)
    writeFileSync(join(folder, 'un'), 'autre')
    const [first, second] = await exit.release(await exit.place(), two)
    expect(first).toBeInstanceOf(DocumentTrouble)
    expect(second).toBe('put')
    expect(readFileSync(join(folder, 'un'), 'utf8')).toBe('autre')
    unlinkSync(join(folder, 'un'))
    expect(await exit.release(await exit.place(), two)).toEqual(['put', 'gone'])
  })

  test('a document another try wrote is left alone by this one', async () => {
    const folder = world.freshFolder()
    const exit = world.exitTo(folder)
    await exit.stage(two)
    await exit.stage(two.map((each) => ({ ...each, mark: 'b2' })))
    const place = await exit.place()
    expect(await exit.release(place, two)).toEqual(['put', 'put'])
    unlinkSync(join(folder, 'un'))
    expect(await exit.release(place, two)).toEqual(['gone', 'gone'])
    await exit.discard(await exit.beside())
    expect(readdirSync(folder)).toEqual(['deux'])
  })

  test('of many who name the same documents at once, one names each', async () => {
    const folder = world.freshFolder()
    const exits = Array.from({ length: 4 }, () => world.exitTo(folder))
    const parcels = Array.from({ length: 20 }, (_, id) => ({ id, mark: 'a1', ...parcel(`pivot-${id}`) }))
    const place = await world.exitTo(folder).place()
    await world.exitTo(folder).stage(parcels)
    const results = await Promise.all(exits.map((exit) => exit.release(place, parcels)))
    for (const { id } of parcels) {
      const each = results.map((result) => String(result[id]))
      expect(each.toSorted((one, other) => one.localeCompare(other))).toEqual(['gone', 'gone', 'gone', 'put'])
    }
    expect(readdirSync(folder)).toHaveLength(20)
  })

  test('an equal file that took the name meanwhile counts as delivered, and nothing is left beside it', async () => {
    const folder = world.freshFolder()
    const exit = world.exitTo(folder)
    await exit.stage(two)
    writeFileSync(join(folder, 'un'), 'un')
    expect(await exit.release(await exit.place(), two)).toEqual(['gone', 'put'])
    expect(readdirSync(folder).toSorted()).toEqual(['deux', 'un'])
  })

  test('what is not there in another place than it was written in may be there still', async () => {
    const folder = world.freshFolder()
    const exit = world.exitTo(folder)
    await exit.stage(two.slice(0, 1))
    expect(await exit.release('une autre place', two)).toEqual(['put', 'elsewhere'])
  })

  test('a folder that is away when documents are released proves nothing about them', async () => {
    const folder = world.freshFolder()
    const exit = world.exitTo(folder)
    const place = await exit.place()
    await exit.stage(two)
    renameSync(folder, `${folder}-ailleurs`)
    await expect(exit.release(place, two)).rejects.toThrow(world.missing)
    renameSync(`${folder}-ailleurs`, folder)
    expect(await exit.release(place, two)).toEqual(['put', 'put'])
  })

  test('a folder that is missing is trouble of the endpoint, and is not made', async () => {
    const folder = join(world.freshFolder(), 'absent')
    await expect(putDown(world.exitTo(folder), [parcel('un')])).rejects.toThrow(world.missing)
    expect(existsSync(folder)).toBe(false)
  })
}
