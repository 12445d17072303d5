import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Case, EXPECTED, FIXTURES, promisedCodes, readCases } from './fixtures/cases.ts'
import { differences, goldenFiles, rewrite } from './fixtures/golden.ts'
import { RECEIVED_AT, type Walked, walk } from './fixtures/walk.ts'

const cases = readCases()
const walked = new Map<string, Walked>()

/** The state each promise ends in. */
const STATES: Readonly<Record<string, string>> = {
  accepted: 'integrated',
  remark: 'integrated',
  partial: 'partially-integrated',
  rejected: 'rejected',
}

beforeAll(async () => {
  // Only the date: the record notes when an invoice was accepted, and a duplicate is told that date.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(RECEIVED_AT) })
  try {
    for (const each of await walk(cases)) walked.set(each.of.name, each)
  } finally {
    vi.useRealTimers()
  }
}, 120_000)

describe.each(cases)('$name', (of) => {
  test('ends as its name promises', () => {
    const { outcome } = walkOf(of)
    const [promise] = /(?<=\/)[a-z]+/.exec(of.name) ?? []
    const said = [...faultCodes(of), ...remarkCodes(of)]
    expect(outcome.state, said.join(' ')).toBe(STATES[promise ?? ''])
    const found = promise === 'accepted' || promise === 'remark' ? remarkCodes(of) : faultCodes(of)
    const promised = promisedCodes(of.name)
    if (promised.length > 0) expect(found).toEqual(expect.arrayContaining(promised))
    else expect(found).toEqual([])
  })

  test('gives its golden files to the byte', () => {
    const golden = goldenFiles(walkOf(of).outcome)
    if (process.env['UPDATE'] === '1') rewrite(of, golden)
    expect(differences(of, golden)).toEqual([])
  })
})

test('every case is named by its promise', () => {
  const promise = /^[a-z-]+\/(accepted|(rejected|remark|partial)-[A-Z]{3}-\d{2})-[a-zA-Z0-9-]+$/
  for (const { name } of cases) expect(name).toMatch(promise)
})

test('every flow has a name of its own, but where that is the case', () => {
  const twins = cases.filter((of) => cases.some((other) => other !== of && other.deposit === of.deposit))
  expect(twins.filter(({ name }) => name.includes('RCV-05')).length).toBe(twins.length / 2)
})

describe('canary of the golden files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-canary-'))
  const name = cases.find(({ name: each }) => each.includes('/accepted-'))?.name ?? ''
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each<[harm: string, harmed: (expected: string) => void]>([
    [
      'a pivot with one amount changed',
      (expected) => {
        const pivot = join(expected, readdirSync(expected).find((file) => file.startsWith('FEN')) ?? '')
        const text = readFileSync(pivot, 'utf8')
        writeFileSync(pivot, text.replace(/<MontantHT>(\d)/, '<MontantHT>9$1'))
      },
    ],
    ['a report that is missing', (expected) => rmSync(join(expected, 'report.xml'))],
    ['a file too many', (expected) => writeFileSync(join(expected, 'FEN0036A_of_another_day'), 'x')],
  ])('%s fails the gate', (_, harmed) => {
    rmSync(folder, { recursive: true })
    cpSync(join(FIXTURES, name), join(folder, name), { recursive: true })
    const [copy] = readCases(folder)
    const { outcome } = walkOf(copy as Case)
    expect(differences(copy as Case, goldenFiles(outcome))).toEqual([])
    harmed(join(folder, name, EXPECTED))
    expect(differences(copy as Case, goldenFiles(outcome))).toHaveLength(1)
  })
})

function walkOf({ name }: Pick<Case, 'name'>): Walked {
  const found = walked.get(name)
  if (found === undefined) throw new Error(`${name} was not walked`)
  return found
}

function faultCodes(of: Case): string[] {
  const { outcome } = walkOf(of)
  return [outcome, ...outcome.invoices].flatMap(({ faults }) => faults.map(({ code }) => code))
}

function remarkCodes(of: Case): string[] {
  const { outcome } = walkOf(of)
  return [outcome, ...outcome.invoices].flatMap(({ remarks }) => remarks.map(({ code }) => code))
}
