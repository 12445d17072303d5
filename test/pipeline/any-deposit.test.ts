import * as fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { nothingBefore } from '../../src/pipeline/ask.ts'
import { STAGES } from '../../src/pipeline/outcome.ts'
import { fixtureText } from '../formats/ubl/documents.ts'
import { codes, depositOf, examined, NAME, only, shippedPipeline } from './examined.ts'

const pipeline = shippedPipeline()
afterAll(() => pipeline[Symbol.dispose]())

const INVOICE = fixtureText('accepted-factored-invoice-notice-in-payment-terms')
const LINES = INVOICE.split('\n')

/** A document with some of its lines dropped, doubled, swapped or spoilt. */
const mangled = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: LINES.length - 1 }),
      how: fc.constantFrom('drop', 'double', 'empty', 'swap', 'spoil'),
      with: fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('<', '&amp;', '-1', '1e9', '0', '٣', '\u202e'),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((changes) => {
    const lines = [...LINES]
    for (const { at, how, with: text } of changes) {
      const line = lines[at] ?? ''
      const next = lines[at + 1] ?? ''
      if (how === 'drop') lines[at] = ''
      else if (how === 'double') lines[at] = line + line
      else if (how === 'empty') lines[at] = line.replace(/>[^<]*</, '><')
      else if (how === 'spoil') lines[at] = line.replace(/>[^<]*</, `>${text}<`)
      else {
        lines[at] = next
        lines[at + 1] = line
      }
    }
    return lines.join('\n')
  })

describe('any deposit gets a verdict, never an exception', () => {
  const cases: [what: string, content: fc.Arbitrary<Uint8Array | string>, runs: number][] = [
    ['any bytes', fc.uint8Array({ maxLength: 2000 }), 300],
    ['any text', fc.string({ unit: 'binary', maxLength: 2000 }), 200],
    ['an invoice with some of its lines changed', mangled, 400],
  ]

  test.each(cases)('%s', { timeout: 120_000 }, async (_, content, numRuns) => {
    await fc.assert(
      fc.asyncProperty(content, async (of) => {
        const outcome = await pipeline.run(depositOf(of), nothingBefore)
        expect(['integrated', 'rejected']).toContain(outcome.state)
        const faults = [outcome, ...outcome.invoices].flatMap((each) => each.faults)
        expect(outcome.state === 'rejected').toBe(faults.length > 0)
        const kinds = outcome.documents.map(({ kind }) => kind)
        const reports = ['report', 'report-text']
        expect(kinds).toEqual(outcome.state === 'rejected' ? reports : ['pivot', ...reports])
        expect(outcome.journey.map(({ stage }) => stage)).toEqual([...STAGES])
      }),
      { numRuns },
    )
  })

  test('any name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (name) => {
        const outcome = await pipeline.run(depositOf(INVOICE, { name }), nothingBefore)
        expect(codes(outcome)[0]).toBe('RCV-01')
      }),
      { numRuns: 100 },
    )
  })
})

test('the same deposit twice is the same documents to the byte, in another process’s pipeline too', async () => {
  using other = shippedPipeline()
  const names = [
    'accepted-150-lines',
    'accepted-attachment',
    'accepted-iso-8859-15',
    'rejected-EXT-13-frame-that-does-not-exist',
  ]
  for (const name of names) {
    const deposit = depositOf(fixtureText(name))
    const [one, again] = [await pipeline.run(deposit, nothingBefore), await other.run(deposit, nothingBefore)]
    expect(one.documents.length).toBe(again.documents.length)
    for (const [index, document] of one.documents.entries())
      expect(Buffer.from(document.bytes).equals(again.documents[index]?.bytes ?? Buffer.alloc(0)), name).toBe(
        true,
      )
    expect({ ...one, documents: [], journey: [] }).toEqual({ ...again, documents: [], journey: [] })
  }
})

test('another run of a flow is new files with the same invoice in them', async () => {
  const [first, replay] = await Promise.all(
    [0, 1].map((run) => pipeline.run(depositOf(INVOICE, { run }), nothingBefore)),
  )
  if (first === undefined || replay === undefined) throw new Error('there are two runs')
  expect(only(replay).idCpro).toBe(only(first).idCpro)
  expect(only(replay).key).toBe(only(first).key)
  const names = [first, replay].flatMap(({ documents }) => documents.map(({ name }) => name))
  expect(new Set(names).size).toBe(6)
})

test('amounts come out of the walk as they went in, digit for digit', async () => {
  const decimal = fc
    .tuple(
      fc.bigInt({ min: 0n, max: 999_999_999n }),
      fc.integer({ min: 0, max: 999_999 }),
      fc.integer({ min: 0, max: 6 }),
    )
    .map(
      ([whole, part, decimals]) =>
        `${whole}${decimals === 0 ? '' : `.${String(part).padStart(6, '0').slice(0, decimals)}`}`,
    )
  const price = '<cbc:PriceAmount currencyID="EUR">412.50</cbc:PriceAmount>'
  await fc.assert(
    fc.asyncProperty(decimal, decimal, decimal, async (unit, quantity, amount) => {
      const xml = INVOICE.replace(price, price.replace('412.50', unit))
        .replace('<cbc:InvoicedQuantity unitCode="EA">4<', `<cbc:InvoicedQuantity unitCode="EA">${quantity}<`)
        .replace(
          '<cbc:LineExtensionAmount currencyID="EUR">1650.00<',
          `<cbc:LineExtensionAmount currencyID="EUR">${amount}<`,
        )
      const outcome = await examined(pipeline, xml)
      const pivot = Buffer.from(outcome.documents[0]?.bytes ?? []).toString()
      const line = /<Ligne NumOrdre="1">.*?<\/Ligne>/s.exec(pivot)?.[0] ?? ''
      expect(line).toContain(`<PrixUnitaire>${unit}</PrixUnitaire>`)
      expect(line).toContain(`<Quantite>${quantity}</Quantite>`)
      expect(line).toContain(`<MontantHT>${amount}</MontantHT>`)
    }),
    { numRuns: 60 },
  )
})

test('a file examined under an interface need not be named as a flow', async () => {
  const outcome = await pipeline.run(depositOf(INVOICE, { name: 'facture.xml' }), nothingBefore, {
    as: 'FSO1100A',
  })
  expect(outcome.state).toBe('integrated')
  expect(outcome.flowIdentifier).toBeUndefined()
  expect((await pipeline.run(depositOf(INVOICE), nothingBefore)).flowIdentifier).toBe(NAME.slice(-25))
})
