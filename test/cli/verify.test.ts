import { mkdtempSync, readdirSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Copy, DEPOSIT, type WholeRecord, wholeRecord } from '../support/damaged-record.ts'
import { ecluse } from './ecluse.ts'

const copies = mkdtempSync(join(tmpdir(), 'ecluse-verify-cli-'))
let whole: WholeRecord
beforeAll(async () => {
  whole = await wholeRecord()
}, 60_000)
afterAll(async () => {
  await whole[Symbol.asyncDispose]()
  rmSync(copies, { recursive: true })
}, 60_000)

test('a sound record ends with 0 and a tally; a damaged one with 1 and an object a finding', () => {
  const copy = new Copy(whole.data, copies)
  const sound = ecluse('verify', '--data', copy.data, '--json')
  expect(sound.status).toBe(0)
  expect(JSON.parse(sound.stdout)).toMatchObject({
    verdict: 'sound',
    flows: 4,
    findings: 0,
    archive: { orphans: 0 },
  })
  unlinkSync(copy.document(DEPOSIT))
  const damaged = ecluse('verify', '--data', copy.data, '--json')
  const [finding, tally] = damaged.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(damaged.status).toBe(1)
  expect(finding).toMatchObject({
    finding: 'document',
    damage: 'missing',
    flow: whole.accepted,
    name: expect.stringMatching(/^FSO1100A_OPE001_/),
    run: 0,
    document: { role: 'deposit', sha256: expect.any(String) },
    sentence: expect.stringContaining('n’est pas dans l’archive'),
  })
  expect(tally).toMatchObject({ verdict: 'damaged', findings: 1 })
}, 60_000)

test('people get the damage in French, with the flow’s number and name, and nothing a terminal would obey', () => {
  const copy = new Copy(whole.data, copies)
  copy.sql(`update flows set name = 'FSO' || char(27) || '[2J' where number = ${whole.accepted}`)
  unlinkSync(copy.document(DEPOSIT))
  const { status, stdout } = ecluse('verify', '--data', copy.data)
  expect(status).toBe(1)
  expect(stdout).toMatch(
    new RegExp(`^✗ flux ${whole.accepted}  FSO\\[2J  deposit .+ n’est pas dans l’archive`, 'm'),
  )
  expect(stdout).toContain('✗ 1 DOMMAGE(S)')
  expect(stdout).not.toContain('\u001b')
}, 60_000)

test('a data folder without a record is trouble, not soundness, and none is made', () => {
  const empty = mkdtempSync(join(copies, 'empty-'))
  const { status, stdout, stderr } = ecluse('verify', '--data', empty)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain('rien à vérifier')
  expect(readdirSync(empty)).toEqual([])
}, 60_000)

test('bad usage ends with 2', () => {
  expect(ecluse('verify', '--rate', '0').status).toBe(2)
  expect(ecluse('verify', '--since', 'hier').status).toBe(2)
}, 60_000)
