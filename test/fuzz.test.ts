import * as fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { nothingBefore } from '../src/pipeline/ask.ts'
import type { Outcome } from '../src/pipeline/outcome.ts'
import { anyArchive } from './fuzz/archives.ts'
import { anySeed, anyXml } from './fuzz/corpus.ts'
import { anyDamage } from './fuzz/damage.ts'
import { anyMixed } from './fuzz/enclosed-files.ts'
import { anyEncoding, anyRewriting } from './fuzz/rewriting.ts'
import { depositOf, shippedPipeline } from './pipeline/examined.ts'

/** How many deposits in all: some hundreds in every run, as many as asked for in the long one (`npm run fuzz`). */
const CASES = Number(process.env['FUZZ'] ?? 400)
/** The same seed is the same deposits; another each run unless it is given. */
const SEED = process.env['FUZZ_SEED'] === undefined ? {} : { seed: Number(process.env['FUZZ_SEED']) }

interface Fuzzed {
  bytes: Uint8Array
  interfaceCode: string
}

const INTERFACES = ['FSO1100A', 'FSO1110A', 'FSO1113A'] as const
const anyInterface = fc.constantFrom(...INTERFACES)

const HEADS = [
  '',
  '<',
  '<?xml version="1.0"?>',
  '\u001f\u008b\b',
  'PK\u0003\u0004',
  '%PDF-',
  '\u00ff\u00fe',
  '\u00ef\u00bb\u00bf',
]

const anyBytes = fc
  .tuple(fc.constantFrom(...HEADS), fc.uint8Array({ maxLength: 3000 }))
  .map(([head, bytes]) => Buffer.concat([Buffer.from(head, 'latin1'), bytes]))

const KINDS: readonly [what: string, share: number, deposits: fc.Arbitrary<Fuzzed>][] = [
  ['any bytes', 0.1, fc.record({ bytes: anyBytes, interfaceCode: anyInterface })],
  [
    'any fixture with bytes flipped, cut, dropped, doubled or put in',
    0.2,
    fc.tuple(anySeed(), anyDamage()).map(([seed, damage]) => ({ ...seed, bytes: damage(seed.bytes) })),
  ],
  [
    'any document with elements dropped, doubled, nested, swapped or spoilt, in any encoding',
    0.35,
    fc
      .tuple(anyXml(), anyRewriting(), anyEncoding())
      .map(([seed, rewriting, encoding]) => ({ ...seed, bytes: encoding(rewriting(seed.bytes.toString())) })),
  ],
  ['any archive', 0.2, fc.record({ bytes: anyArchive(), interfaceCode: anyInterface })],
  ['any files in a mixed document', 0.15, anyMixed().map((bytes) => ({ bytes, interfaceCode: 'FSO1113A' }))],
]

describe(`${CASES} deposits get a verdict, never an exception, and the same one twice`, () => {
  const pipeline = shippedPipeline()
  afterAll(() => pipeline[Symbol.dispose]())

  test.each(KINDS)('%s', { timeout: 3_600_000 }, async (_, share, deposits) => {
    await fc.assert(
      fc.asyncProperty(deposits, async ({ bytes, interfaceCode }) => {
        const name = `${interfaceCode}_OPE001_OPE001${interfaceCode.slice(3, 7)}000000000000001`
        const deposit = depositOf(bytes, { name })
        const outcome = await pipeline.run(deposit, nothingBefore)
        checkSense(outcome)
        checkSame(outcome, await pipeline.run(deposit, nothingBefore))
        expect(outcome.flow).toBe(deposit.flow)
      }),
      { numRuns: Math.ceil(CASES * share), ...SEED },
    )
  })
})

/** What is so of every outcome, whatever came in. */
function checkSense(outcome: Outcome): void {
  const accepted = outcome.invoices.filter((each) => each.accepted)
  const faults = [outcome, ...outcome.invoices].flatMap((each) => each.faults)
  if (outcome.state === 'rejected') {
    expect(faults).not.toEqual([])
    expect(accepted).toEqual([])
  } else expect(accepted.length).toBeGreaterThan(0)
  expect(outcome.state === 'integrated').toBe(faults.length === 0)
  for (const each of outcome.invoices)
    expect(each.accepted).toBe(each.faults.length === 0 && outcome.faults.length === 0)
  const kinds = outcome.documents.map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind !== 'pivot')).toEqual(['report', 'report-text'])
  expect(kinds.includes('pivot')).toBe(accepted.length > 0)
}

function checkSame(one: Outcome, other: Outcome): void {
  const told = (of: Outcome) => ({ ...of, documents: [], journey: [] })
  expect(told(other)).toEqual(told(one))
  expect(other.documents.length).toBe(one.documents.length)
  for (const [index, document] of one.documents.entries()) {
    const twin = other.documents[index]
    expect(twin?.name).toBe(document.name)
    expect(Buffer.from(document.bytes).equals(twin?.bytes ?? Buffer.alloc(0)), document.name).toBe(true)
  }
}
