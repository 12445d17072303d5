import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openFolderEntry } from '../../src/channels/folder/entry.ts'
import { entryPromises, SETTLE_MS } from './entry-promises.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-entry-'))
afterAll(() => rmSync(root, { recursive: true }))
let made = 0

function freshFolder(): string {
  const folder = join(root, String(made++))
  mkdirSync(folder)
  return folder
}

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
    onTrouble: (what) => troubles.push(what),
  })
}

function shell(command: string, path: string): void {
  execFileSync('/bin/sh', ['-c', command, 'sh', path], { stdio: 'ignore' })
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
