import { execFileSync } from 'node:child_process'
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
import { openFolderEntry } from '../../src/channels/folder/entry.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-entry-'))
afterAll(() => rmSync(root, { recursive: true }))
let made = 0

const SETTLE_MS = 150

function freshFolder(): string {
  const folder = join(root, String(made++))
  mkdirSync(folder)
  return folder
}

/** A door on the folder; `renames`: what is there is finished. The watcher is at work, the scan only when asked for. */
function openDoor(folder: string, renames = true, troubles: string[] = []) {
  return openFolderEntry({
    folder,
    depositor: 'OPE001',
    settleMs: SETTLE_MS,
    renames,
    scanMs: 60_000,
    onTrouble: (what) => troubles.push(what),
  })
}

test('a file is found, read, taken away, and the door is empty', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'flux'), 'contenu')
  await using door = await openDoor(folder)
  const [file] = await door.next(10)
  expect(file).toMatchObject({ name: 'flux', size: 7 })
  if (file === undefined) return
  expect(await door.read(file)).toEqual(Buffer.from('contenu'))
  await door.takeAway(file)
  expect(readdirSync(folder)).toEqual([])
  expect(door.waiting()).toBe(0)
})

test('a file that comes later is found without a scan', async () => {
  const folder = freshFolder()
  await using door = await openDoor(folder)
  const next = door.next(10)
  writeFileSync(join(root, 'aside'), 'x')
  renameSync(join(root, 'aside'), join(folder, 'plus-tard'))
  expect((await next)[0]?.name).toBe('plus-tard')
})

test('a file still growing is not offered until it is still', async () => {
  const folder = freshFolder()
  await using door = await openDoor(folder, false)
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
  const folder = freshFolder()
  const future = new Date(Date.now() + 86_400_000)
  writeFileSync(join(folder, 'demain'), 'x')
  utimesSync(join(folder, 'demain'), future, future)
  await using door = await openDoor(folder, false)
  expect((await door.next(1))[0]?.name).toBe('demain')
})

test('unfinished names, hidden files, folders, links and pipes are never offered', async () => {
  const folder = freshFolder()
  for (const name of ['.cache', 'a.tmp', 'b.PART', 'c.filepart']) writeFileSync(join(folder, name), 'x')
  mkdirSync(join(folder, 'dossier'))
  writeFileSync(join(folder, 'dossier', 'dedans'), 'x')
  symlinkSync('/etc/hostname', join(folder, 'lien'))
  execFileSync('mkfifo', [join(folder, 'tube')])
  writeFileSync(join(folder, 'vrai'), 'x')
  await using door = await openDoor(folder)
  await door.look()
  expect((await door.next(100)).map((file) => file.name)).toEqual(['vrai'])
})

test('a link put in a file’s place after it was found is not followed', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'flux'), 'x')
  await using door = await openDoor(folder)
  const [file] = await door.next(1)
  unlinkSync(join(folder, 'flux'))
  symlinkSync('/etc/hostname', join(folder, 'flux'))
  if (file === undefined) throw new Error('not found')
  await expect(door.read(file)).rejects.toThrow(/ELOOP/)
})

test('a file that vanishes before it is read is no error', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'flux'), 'x')
  await using door = await openDoor(folder)
  const [file] = await door.next(1)
  unlinkSync(join(folder, 'flux'))
  if (file === undefined) throw new Error('not found')
  expect(await door.read(file)).toBeUndefined()
  await door.takeAway(file)
  expect(door.waiting()).toBe(0)
})

test('a file replaced after it was read is not removed, and is found as another', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'flux'), 'un')
  await using door = await openDoor(folder)
  const [first] = await door.next(1)
  if (first === undefined) throw new Error('not found')
  await door.read(first)
  writeFileSync(join(root, 'aside'), 'deux')
  renameSync(join(root, 'aside'), join(folder, 'flux'))
  await door.takeAway(first)
  await door.look()
  const [second] = await door.next(1)
  expect(second?.drop).not.toBe(first.drop)
  expect(second === undefined ? undefined : await door.read(second)).toEqual(Buffer.from('deux'))
})

test('the same file dropped again, same date and inode, is another drop', async () => {
  const folder = freshFolder()
  const kept = join(root, 'kept')
  writeFileSync(kept, 'x')
  linkSync(kept, join(folder, 'flux'))
  await using door = await openDoor(folder)
  const [first] = await door.next(1)
  if (first === undefined) throw new Error('not found')
  await door.takeAway(first)
  await setTimeout(20)
  linkSync(kept, join(folder, 'flux'))
  await door.look()
  expect((await door.next(1))[0]?.drop).not.toBe(first.drop)
})

test('a file seen again by another door is the same drop', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'flux'), 'x')
  const before = await openDoor(folder)
  const [first] = await before.next(1)
  await before[Symbol.asyncDispose]()
  await using after = await openDoor(folder)
  expect((await after.next(1))[0]?.drop).toBe(first?.drop)
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

test('a file that cannot be removed is offered once, and told once', async ({ skip }) => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'flux'), 'x')
  if (!lock(folder)) return skip('no way to make a folder refuse removal here')
  try {
    const troubles: string[] = []
    await using door = await openDoor(folder, true, troubles)
    const [file] = await door.next(1)
    if (file === undefined) throw new Error('not found')
    await door.takeAway(file)
    await door.look()
    await door.look()
    expect(door.waiting()).toBe(0)
    expect(troubles).toEqual(['file was taken in and cannot be removed'])
  } finally {
    execFileSync('chattr', ['-a', folder])
  }
})

/** Even for root, nothing can be removed from a folder that may only grow. */
function lock(folder: string): boolean {
  try {
    execFileSync('chattr', ['+a', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test('files are offered oldest first, no more than asked for', async () => {
  const folder = freshFolder()
  for (const [index, name] of ['c', 'a', 'b'].entries()) {
    writeFileSync(join(folder, name), 'x')
    utimesSync(join(folder, name), 1_000 + index, 1_000 + index)
  }
  await using door = await openDoor(folder)
  expect((await door.next(2)).map((file) => file.name)).toEqual(['c', 'a'])
  expect((await door.next(2)).map((file) => file.name)).toEqual(['b'])
})

test('a folder that goes away and comes back is looked at again', async () => {
  const folder = freshFolder()
  const troubles: string[] = []
  await using door = await openDoor(folder, true, troubles)
  rmSync(folder, { recursive: true })
  await door.look()
  await door.look()
  expect(troubles.filter((what) => what === 'folder cannot be read')).toHaveLength(1)
  mkdirSync(folder)
  writeFileSync(join(folder, 'revenu'), 'x')
  await door.look()
  expect((await door.next(1))[0]?.name).toBe('revenu')
  const next = door.next(1)
  writeFileSync(join(folder, 'encore'), 'x')
  expect((await next)[0]?.name).toBe('encore')
})

test('several thousand at once are all found, each once', async () => {
  const folder = freshFolder()
  for (let file = 0; file < 3_000; file++) writeFileSync(join(folder, `flux-${file}`), 'x')
  await using door = await openDoor(folder)
  const found = new Set<string>()
  while (found.size < 3_000) {
    for (const file of await door.next(500)) {
      expect(found.has(file.name)).toBe(false)
      found.add(file.name)
    }
  }
})

test('a file given back is offered again', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'flux'), 'x')
  await using door = await openDoor(folder)
  const [file] = await door.next(1)
  if (file === undefined) throw new Error('not found')
  door.giveBack(file)
  await door.look()
  expect((await door.next(1))[0]?.drop).toBe(file.drop)
})

test('a closed door offers nothing more, also to who was waiting', async () => {
  const door = await openDoor(freshFolder())
  const waiting = door.next(1)
  await door[Symbol.asyncDispose]()
  expect(await waiting).toEqual([])
})
