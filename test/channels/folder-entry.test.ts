import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openFolderEntry } from '../../src/channels/folder/entry.ts'
import { all, entryPromises, SETTLE_MS } from './entry-promises.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-entry-'))
afterAll(() => rmSync(root, { recursive: true }))
let made = 0

function freshFolder(): string {
  const folder = join(root, String(made++))
  mkdirSync(folder)
  return folder
}

function shell(command: string, path: string): void {
  execFileSync('/bin/sh', ['-c', command, 'sh', path], { stdio: 'ignore' })
}

describe.each([
  ['on the record’s own disk', statSync(root, { bigint: true }).dev],
  ['on another disk', undefined],
])('%s', (_, own) => {
  /** The watcher is at work, the scan only when asked for. */
  function openDoor(
    folder: string,
    { renames = true, troubles = [] }: { renames?: boolean; troubles?: string[] } = {},
  ) {
    return openFolderEntry({
      folder,
      depositor: 'OPE001',
      settleMs: SETTLE_MS,
      renames,
      scanMs: 60_000,
      own,
      onTrouble: (what) => troubles.push(what),
    })
  }

  entryPromises({
    freshFolder,
    makeFolder: mkdirSync,
    openDoor,
    /** Even for root, nothing can be removed from a folder that may only grow. */
    lock(folder) {
      try {
        shell('chattr +a "$1"', folder)
        return true
      } catch {
        return false // this file system has no such mark
      }
    },
    unlock: (folder) => shell('chattr -a "$1"', folder),
  })

  test('a file that comes later is found without a scan', async () => {
    const folder = freshFolder()
    await using door = await openDoor(folder)
    const next = door.next(10)
    writeFileSync(join(root, 'aside'), 'x')
    renameSync(join(root, 'aside'), join(folder, 'plus-tard'))
    expect((await next)[0]?.name).toBe('plus-tard')
  })

  test('a link put in a file’s place is told', async () => {
    const folder = freshFolder()
    writeFileSync(join(folder, 'flux'), 'x')
    const troubles: string[] = []
    await using door = await openDoor(folder, { troubles })
    const [file] = await door.next(1)
    unlinkSync(join(folder, 'flux'))
    symlinkSync('/etc/hostname', join(folder, 'flux'))
    if (file === undefined) throw new Error('not found')
    expect(await door.read(file)).toBeUndefined()
    expect(troubles).toEqual(['file cannot be read'])
  })

  test('a name that is not UTF-8 is taken like any other', async () => {
    const folder = freshFolder()
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/flux-`), Buffer.from([0xe9, 0xff])]), 'x')
    await using door = await openDoor(folder)
    const [file] = await door.next(1)
    expect(file?.name).toBe('flux-\uFFFD\uFFFD')
    if (file === undefined) return
    expect(await door.read(file)).toEqual(Buffer.from('x'))
    await door.takeAway(file)
    expect(readdirSync(folder)).toEqual([])
  })

  test('pieces left before their end close their file, once', async () => {
    const folder = freshFolder()
    writeFileSync(join(folder, 'flux'), Buffer.alloc(3_000_000, 'x'))
    await using door = await openDoor(folder)
    const [file] = await door.next(1)
    if (file === undefined) throw new Error('not found')
    const open = () => readdirSync('/proc/self/fd').length
    const before = open()
    for await (const piece of door.pieces(file)) {
      expect(piece.length).toBeLessThan(3_000_000)
      break
    }
    expect(open()).toBe(before)
    expect(Buffer.concat(await all(door.pieces(file)))).toHaveLength(3_000_000)
  })

  test('a folder that comes back is watched again', async () => {
    const folder = freshFolder()
    await using door = await openDoor(folder)
    rmSync(folder, { recursive: true })
    await door.look()
    mkdirSync(folder)
    await door.look()
    const next = door.next(1)
    writeFileSync(join(folder, 'encore'), 'x')
    expect((await next)[0]?.name).toBe('encore')
  })

  test('a file that takes the name of one being taken away is never removed unread, at whatever moment', async () => {
    const folder = freshFolder()
    const rounds = 3_000
    await using door = await openDoor(folder)
    const drop = async (round: number) => {
      writeFileSync(join(folder, '.flux'), String(round))
      await rename(join(folder, '.flux'), join(folder, 'flux'))
    }
    const seen = new Set<string>()
    await drop(0)
    for (let round = 0; round < rounds; round++) {
      if (door.waiting() === 0) await door.look()
      const [file] = await door.next(1)
      if (file === undefined) throw new Error('not found')
      const bytes = await door.read(file)
      if (bytes === undefined) throw new Error('not read')
      seen.add(Buffer.from(bytes).toString())
      // Its depositor knows that it was taken in, and drops the next one under its name.
      const isFirst = round % 2 === 0
      if (isFirst) await Promise.all([door.takeAway(file), drop(round + 1)])
      else await Promise.all([drop(round + 1), door.takeAway(file)])
    }
    const missing = Array.from({ length: rounds }, (_, round) => String(round)).filter(
      (each) => !seen.has(each),
    )
    expect(missing).toEqual([])
  }, 60_000)

  test('a file left under its hidden name by a crash is the drop it was, and leaves', async () => {
    const folder = freshFolder()
    writeFileSync(join(folder, 'flux'), 'x')
    const before = await openDoor(folder)
    const [first] = await before.next(1)
    await before[Symbol.asyncDispose]()
    const { ctimeNs } = statSync(join(folder, 'flux'), { bigint: true })
    renameSync(join(folder, 'flux'), join(folder, `.ecluse.${ctimeNs}.flux`))
    await using door = await openDoor(folder)
    const [again] = await door.next(1)
    if (again === undefined) throw new Error('not found')
    expect(again).toEqual(first)
    await door.takeAway(again)
    expect(readdirSync(folder)).toEqual([])
  })
})
