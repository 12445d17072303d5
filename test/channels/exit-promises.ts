import { existsSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DocumentTrouble, type ExitDoor } from '../../src/channels/endpoint.ts'
import { putDown } from './put-down.ts'

/** A channel's folders, seen from this machine, and its ways out to them. */
export interface ExitWorld {
  /** New and empty. */
  freshFolder(): string
  /** Its owner is `nous`. */
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

  test('what a killed process left half written is written over, and nothing of others', async () => {
    const folder = world.freshFolder()
    for (const name of ['.ecluse-nous-0.part', '.ecluse-eux-0.part', 'ancien'])
      writeFileSync(join(folder, name), 'trop long')
    await putDown(world.exitTo(folder), [parcel('un')])
    expect(readdirSync(folder).toSorted()).toEqual(['.ecluse-eux-0.part', 'ancien', 'un'])
    expect(readFileSync(join(folder, 'un'), 'utf8')).toBe('un')
  })

  const two = [
    { id: 7, ...parcel('un') },
    { id: 8, ...parcel('deux') },
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
