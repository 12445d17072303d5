import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judge } from './checker/check.ts'
import type { FindingKind } from './checker/finding.ts'
import { DAMAGES, DamagedWorld } from './damaged-world.ts'
import { spawnRun } from './spawned-run.ts'

const SLOW = 240_000
const IMPORT =
  /^import [^'"]*['"]([^'"]+)['"]|^export [^'"=(]*from ['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]/gm
let folder: string
let sound: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ecluse-checker-'))
  chmodSync(folder, 0o755) // a user of the run's own looks through it
  const quiet = ['--kills', '0', '--others', '0', '--poisons', '0', '--redis', 'private', '--workers', '2']
  const { status, said } = await spawnRun(
    '--flows',
    '60',
    '--seed',
    '7',
    ...quiet,
    '--keep',
    '--within',
    folder,
  )
  if (status !== 0) throw new Error(said)
  sound = /^kept: (.+)$/m.exec(said)?.[1] as string
}, SLOW)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what a service left that nothing happened to is found sound, whole', async () => {
  const { findings, deposits, invoices, states } = await judge(sound)
  expect(findings).toEqual([])
  expect(deposits).toBeGreaterThanOrEqual(40)
  expect(invoices).toBeGreaterThan(20)
  expect(Object.keys(states).toSorted()).toEqual(['integrated', 'partially-integrated', 'rejected'])
})

test.each(Object.entries(DAMAGES))('%s is found', async (_, damage) => {
  const copy = join(folder, 'damaged')
  cpSync(sound, copy, { recursive: true, verbatimSymlinks: true })
  try {
    damage.done(new DamagedWorld(copy))
    const { findings } = await judge(copy)
    const kinds = new Set<FindingKind>(findings.map(({ kind }) => kind))
    expect([...kinds].toSorted()).toEqual([...damage.found].toSorted())
  } finally {
    rmSync(copy, { recursive: true })
  }
})

test('the checker shares no code with the service', () => {
  const own = dirname(join(import.meta.dirname, 'checker.ts'))
  const seen = new Set<string>()
  const packages = new Set<string>()
  const follow = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, ...found] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const target = found.find((each) => each !== undefined) ?? 'none'
      if (target.startsWith('.')) follow(join(dirname(file), target))
      else packages.add(target)
    }
  }
  follow(join(own, 'checker.ts'))
  const files = [...seen].map((file) => relative(own, file))
  expect(files.filter((file) => !/^(checker\.ts|checker\/[\w-]+\.ts)$/.test(file))).toEqual([])
  expect(files.length).toBeGreaterThan(8)
  const others = [...packages].filter((each) => !each.startsWith('node:')).toSorted()
  expect(others).toEqual(['better-sqlite3', 'fast-xml-parser', 'fflate', 'pg'])
})
