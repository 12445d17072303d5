import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { atOnce, byAnother } from '../../src/record/file-calls.ts'
import { callsInto, ownDisk } from '../../src/record/own-disk.ts'
import { takingTurns } from '../../src/record/taking-turns.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-disk-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'record.sqlite')
writeFileSync(file, '')
const found = (path: string) => statSync(path, { bigint: true })

test('calls are made in place on the disk the record is a file of, and nowhere else', () => {
  expect(callsInto(found(folder), ownDisk({ file }))).toBe(atOnce)
  expect(callsInto(found('/proc'), ownDisk({ file }))).toBe(byAnother)
})

test('a record on a server makes no disk our own', () => {
  expect(callsInto(found(folder), ownDisk({ url: 'postgres://localhost/ecluse' }))).toBe(byAnother)
})

test('a long row of work that never waits leaves the thread to others in between', async () => {
  const turn = takingTurns()
  let others = 0
  const timer = setInterval(() => (others += 1), 1)
  for (let piece = 0; piece < 100; piece++) {
    await turn()
    for (const until = performance.now() + 1; performance.now() < until; ) continue
  }
  clearInterval(timer)
  expect(others).toBeGreaterThan(20)
})
