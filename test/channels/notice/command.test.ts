import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { giveTo } from '../../../src/channels/notice/command.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-notice-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('the program gets all of the text on its input, and its parameters as they are', async () => {
  const file = join(folder, 'reçu $(id) ; rm')
  const json = JSON.stringify({ fr: 'é'.repeat(200_000) })
  await giveTo({ command: ['/usr/bin/tee', file], timeoutMs: 10_000 }, json)
  expect(readFileSync(file, 'utf8')).toBe(json)
})

test('a program that ends with something else than 0 is trouble, with what it said', async () => {
  const command = ['/bin/sh', '-c', 'echo "pas de réseau" >&2; exit 3']
  await expect(giveTo({ command, timeoutMs: 10_000 }, '{}')).rejects.toThrow(/ended with\) pas de réseau/)
})

test('a program that reads nothing and ends with 0 has it', async () => {
  const json = JSON.stringify({ fr: 'é'.repeat(200_000) })
  await expect(giveTo({ command: ['/bin/true'], timeoutMs: 10_000 }, json)).resolves.toBe(undefined)
})

test('a program that never ends is ended', async () => {
  await expect(giveTo({ command: ['/bin/sleep', '60'], timeoutMs: 200 }, '{}')).rejects.toThrow(/SIGKILL/)
})

test('a program that is not there is trouble in words', async () => {
  const command = [join(folder, 'absent')]
  await expect(giveTo({ command, timeoutMs: 1_000 }, '{}')).rejects.toThrow(/ne démarre pas/)
})
