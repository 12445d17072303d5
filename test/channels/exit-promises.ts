import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DocumentTrouble, type ExitDoor } from '../../src/channels/endpoint.ts'

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
    const results = await world.exitTo(folder).put([parcel('un'), parcel('deux', '')])
    expect(results).toEqual(['put', 'put'])
    expect(readdirSync(folder).toSorted()).toEqual(['deux', 'un'])
    expect(readFileSync(join(folder, 'un'), 'utf8')).toBe('un')
  })

  test('an equal file already there counts as delivered', async () => {
    const folder = world.freshFolder()
    const exit = world.exitTo(folder)
    await exit.put([parcel('un')])
    expect(await exit.put([parcel('un'), parcel('deux')])).toEqual(['already-there', 'put'])
  })

  test('a different file of the same name is never overwritten, and stops no other document', async () => {
    const folder = world.freshFolder()
    writeFileSync(join(folder, 'un'), 'autre')
    const [first, second] = await world.exitTo(folder).put([parcel('un'), parcel('deux')])
    expect(first).toBeInstanceOf(DocumentTrouble)
    expect(second).toBe('put')
    expect(readFileSync(join(folder, 'un'), 'utf8')).toBe('autre')
    expect(readdirSync(folder).toSorted()).toEqual(['deux', 'un'])
  })

  test.each(['../dehors', 'a/b', '.caché', '', 'a\u0000b', 'x'.repeat(300)])(
    'a name that is no plain file name (%j) is this document’s trouble',
    async (name) => {
      const folder = world.freshFolder()
      const [result] = await world.exitTo(folder).put([parcel(name)])
      expect(result).toBeInstanceOf(DocumentTrouble)
      expect(readdirSync(folder)).toEqual([])
    },
  )

  test('what a killed process left half written is removed, and nothing of others', async () => {
    const folder = world.freshFolder()
    for (const name of ['.ecluse-nous-3.part', '.ecluse-eux-3.part', 'ancien'])
      writeFileSync(join(folder, name), 'x')
    await world.exitTo(folder).put([parcel('un')])
    expect(readdirSync(folder).toSorted()).toEqual(['.ecluse-eux-3.part', 'ancien', 'un'])
  })

  test('a folder that is missing is trouble of the endpoint, and is not made', async () => {
    const folder = join(world.freshFolder(), 'absent')
    await expect(world.exitTo(folder).put([parcel('un')])).rejects.toThrow(world.missing)
    expect(existsSync(folder)).toBe(false)
  })
}
