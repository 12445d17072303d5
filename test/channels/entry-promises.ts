import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import type { EntryDoor } from '../../src/channels/endpoint.ts'

export const SETTLE_MS = 150

/** A channel's folders, seen from this machine, and its doors on them. */
export interface EntryWorld {
  /** New and empty. */
  freshFolder(): string
  /** Again, where one was. */
  makeFolder(folder: string): void
  /** `renames` (true when left out): what is there is finished; else it settles for `SETTLE_MS`. */
  openDoor(folder: string, how?: { renames?: boolean; troubles?: string[] }): Promise<EntryDoor>
  /** Makes a folder refuse removal; false when there is no way. */
  lock(folder: string): boolean
  unlock(folder: string): void
}

export async function all(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const got: Uint8Array[] = []
  for await (const piece of pieces) got.push(piece)
  return got
}

/** What every door keeps to. To be called once in a test file of the channel. */
export function entryPromises(world: EntryWorld): void {
  const aside = mkdtempSync(join(tmpdir(), 'ecluse-aside-'))
  afterAll(() => rmSync(aside, { recursive: true }))

  test('a file is found, read, taken away, and the door is empty', async () => {
    const folder = world.freshFolder()
    writeFileSync(join(folder, 'flux'), 'contenu')
    await using door = await world.openDoor(folder)
    const [file] = await door.next(10)
    expect(file).toMatchObject({ name: 'flux', size: 7 })
    if (file === undefined) return
    expect(await door.read(file)).toEqual(Buffer.from('contenu'))
    await door.takeAway(file)
    expect(readdirSync(folder)).toEqual([])
    expect(door.waiting()).toBe(0)
  })

  test('a file still growing is not offered until it is still', async () => {
    const folder = world.freshFolder()
    await using door = await world.openDoor(folder, { renames: false })
    const path = join(folder, 'lent')
    writeFileSync(path, '')
    const begun = performance.now()
    const growing = (async () => {
      for (let piece = 0; piece < 10; piece++) {
        appendFileSync(path, 'morceau')
        await setTimeout(SETTLE_MS / 3)
      }
    })()
    const [file] = await door.next(1)
    expect(performance.now() - begun).toBeGreaterThan((10 * SETTLE_MS) / 3)
    expect(file?.size).toBe(70)
    await growing
  })

  test('a file dated in the future settles like any other', async () => {
    const folder = world.freshFolder()
    const future = new Date(Date.now() + 86_400_000)
    writeFileSync(join(folder, 'demain'), 'x')
    utimesSync(join(folder, 'demain'), future, future)
    await using door = await world.openDoor(folder, { renames: false })
    expect((await door.next(1))[0]?.name).toBe('demain')
  })

  test('unfinished names, hidden files, folders, links and pipes are never offered', async () => {
    const folder = world.freshFolder()
    for (const name of ['.cache', 'a.tmp', 'b.PART', 'c.filepart']) writeFileSync(join(folder, name), 'x')
    mkdirSync(join(folder, 'dossier'))
    writeFileSync(join(folder, 'dossier', 'dedans'), 'x')
    symlinkSync('/etc/hostname', join(folder, 'lien'))
    execFileSync('/usr/bin/mkfifo', [join(folder, 'tube')])
    writeFileSync(join(folder, 'vrai'), 'x')
    await using door = await world.openDoor(folder)
    await door.look()
    expect((await door.next(100)).map((file) => file.name)).toEqual(['vrai'])
  })

  test('a file that vanishes before it is read is no error', async () => {
    const folder = world.freshFolder()
    writeFileSync(join(folder, 'flux'), 'x')
    await using door = await world.openDoor(folder)
    const [file] = await door.next(1)
    unlinkSync(join(folder, 'flux'))
    if (file === undefined) throw new Error('not found')
    expect(await door.read(file)).toBeUndefined()
    await door.takeAway(file)
    expect(door.waiting()).toBe(0)
  })

  test('a file replaced after it was read is not removed, and is found as another', async () => {
    const folder = world.freshFolder()
    writeFileSync(join(folder, 'flux'), 'un')
    await using door = await world.openDoor(folder)
    const [first] = await door.next(1)
    if (first === undefined) throw new Error('not found')
    await door.read(first)
    writeFileSync(join(aside, 'aside'), 'deux')
    renameSync(join(aside, 'aside'), join(folder, 'flux'))
    await door.takeAway(first)
    await door.look()
    const [second] = await door.next(1)
    expect(second?.drop).not.toBe(first.drop)
    expect(second === undefined ? undefined : await door.read(second)).toEqual(Buffer.from('deux'))
  })

  test('the same file dropped again, same date and inode, is another drop', async () => {
    const folder = world.freshFolder()
    const kept = join(aside, 'kept')
    writeFileSync(kept, 'x')
    linkSync(kept, join(folder, 'flux'))
    await using door = await world.openDoor(folder)
    const [first] = await door.next(1)
    if (first === undefined) throw new Error('not found')
    await door.takeAway(first)
    await setTimeout(20)
    linkSync(kept, join(folder, 'flux'))
    await door.look()
    expect((await door.next(1))[0]?.drop).not.toBe(first.drop)
  })

  test('a file seen again by another door is the same drop', async () => {
    const folder = world.freshFolder()
    writeFileSync(join(folder, 'flux'), 'x')
    const before = await world.openDoor(folder)
    const [first] = await before.next(1)
    await before[Symbol.asyncDispose]()
    await using after = await world.openDoor(folder)
    expect((await after.next(1))[0]?.drop).toBe(first?.drop)
  })

  test('a file that cannot be removed is offered once, and told once', async ({ skip }) => {
    const folder = world.freshFolder()
    writeFileSync(join(folder, 'flux'), 'x')
    if (!world.lock(folder)) skip('no way to make a folder refuse removal here')
    try {
      const troubles: string[] = []
      await using door = await world.openDoor(folder, { troubles })
      const [file] = await door.next(1)
      if (file === undefined) throw new Error('not found')
      await door.takeAway(file)
      await door.look()
      await door.look()
      expect(door.waiting()).toBe(0)
      expect(troubles).toEqual(['file was taken in and cannot be removed'])
    } finally {
      world.unlock(folder)
    }
  })

  test('files are offered oldest first, no more than asked for', async () => {
    const folder = world.freshFolder()
    for (const [index, name] of ['c', 'a', 'b'].entries()) {
      writeFileSync(join(folder, name), 'x')
      utimesSync(join(folder, name), 1_000 + index, 1_000 + index)
    }
    await using door = await world.openDoor(folder)
    expect((await door.next(2)).map((file) => file.name)).toEqual(['c', 'a'])
    expect((await door.next(2)).map((file) => file.name)).toEqual(['b'])
  })

  test('a folder that goes away and comes back is looked at again', async () => {
    const folder = world.freshFolder()
    const troubles: string[] = []
    await using door = await world.openDoor(folder, { troubles })
    rmSync(folder, { recursive: true })
    await door.look()
    await door.look()
    expect(troubles.filter((what) => what === 'folder cannot be read')).toHaveLength(1)
    world.makeFolder(folder)
    writeFileSync(join(folder, 'revenu'), 'x')
    await door.look()
    expect((await door.next(1))[0]?.name).toBe('revenu')
  })

  test('several thousand at once are all found, each once', async () => {
    const folder = world.freshFolder()
    for (let file = 0; file < 3_000; file++) writeFileSync(join(folder, `flux-${file}`), 'x')
    await using door = await world.openDoor(folder)
    const found = new Set<string>()
    while (found.size < 3_000) {
      for (const file of await door.next(500)) {
        expect(found.has(file.name)).toBe(false)
        found.add(file.name)
      }
    }
  })

  test('a file given back is offered again', async () => {
    const folder = world.freshFolder()
    writeFileSync(join(folder, 'flux'), 'x')
    await using door = await world.openDoor(folder)
    const [file] = await door.next(1)
    if (file === undefined) throw new Error('not found')
    door.giveBack(file)
    await door.look()
    expect((await door.next(1))[0]?.drop).toBe(file.drop)
  })

  test('a closed door offers nothing more, also to who was waiting', async () => {
    const door = await world.openDoor(world.freshFolder())
    const waiting = door.next(1)
    await door[Symbol.asyncDispose]()
    expect(await waiting).toEqual([])
  })
  test('a link put in a file’s place after it was found is not followed', async () => {
    const folder = world.freshFolder()
    writeFileSync(join(folder, 'flux'), 'x')
    await using door = await world.openDoor(folder)
    const [file] = await door.next(1)
    unlinkSync(join(folder, 'flux'))
    symlinkSync('/etc/hostname', join(folder, 'flux'))
    if (file === undefined) throw new Error('not found')
    expect(await door.read(file)).toBeUndefined()
  })

  test('a file too large for memory comes in pieces, whole and in order', async () => {
    const folder = world.freshFolder()
    const bytes = randomBytes(5_000_001)
    writeFileSync(join(folder, 'flux'), bytes)
    await using door = await world.openDoor(folder)
    const [file] = await door.next(1)
    if (file === undefined) throw new Error('not found')
    expect(Buffer.concat(await all(door.pieces(file))).equals(bytes)).toBe(true)
  })

  test('a file that grew after it was found gives no pieces', async () => {
    const folder = world.freshFolder()
    writeFileSync(join(folder, 'flux'), 'x')
    await using door = await world.openDoor(folder)
    const [file] = await door.next(1)
    if (file === undefined) throw new Error('not found')
    appendFileSync(join(folder, 'flux'), 'y')
    await expect(all(door.pieces(file))).rejects.toThrow(/changed/)
  })
}
