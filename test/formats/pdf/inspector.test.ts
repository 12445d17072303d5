import * as fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { invoicePdf, scanPdf } from '../../../fixtures/make-pdfs.ts'
import { openPdfInspector } from '../../../src/formats/pdf/inspector.ts'
import type { PdfLimits } from '../../../src/formats/pdf/report.ts'
import {
  bomb,
  doubleBomb,
  endlessDictionary,
  manyPages,
  nestedArrays,
  nestedPages,
  pagesOfThemselves,
  withoutTable,
} from './hostile.ts'

const MEGABYTE = 1024 * 1024
const LIMITS: PdfLimits = { pages: 50, objects: 5000, seconds: 2, memoryBytes: 64 * MEGABYTE, textPages: 10 }
const PRINTED = { number: 'F-1', supplier: 'Ateliers', debtor: 'Commune', net: '1.00', gross: '1.20' }

const inspector = openPdfInspector(LIMITS)
afterAll(() => inspector[Symbol.dispose]())

const problems = async (bytes: Uint8Array) =>
  (await inspector.inspect(bytes, true)).findings.map(({ problem }) => problem)

describe('a PDF made to exhaust its reader', () => {
  test.each<[string, () => Buffer, string[]]>([
    ['a page that inflates to half a gigabyte', () => bomb(512), ['too-heavy']],
    ['the same, packed twice', () => doubleBomb(512), ['too-heavy']],
    ['10,000 pages', () => manyPages(10_000), ['too-heavy']],
    ['pages nested 20,000 deep', () => nestedPages(20_000), ['too-heavy']],
    ['arrays nested 100,000 deep', () => nestedArrays(100_000), ['unreadable']],
    ['pages that are pages of themselves', pagesOfThemselves, ['no-page']],
    ['a dictionary the library never comes back from', endlessDictionary, ['too-heavy']],
  ])(
    '%s is told, and the next PDF is read',
    async (_, make, found) => {
      expect(await problems(make())).toEqual(found)
      const next = await inspector.inspect(await invoicePdf(PRINTED), true)
      expect(next).toMatchObject({ pages: 1, findings: [] })
      expect(next.text).toContain('FACTURE F-1')
    },
    20_000,
  )

  test('200,000 objects without a table of them end in a verdict within the limit of time', async () => {
    const before = process.cpuUsage()
    const found = await problems(withoutTable(200_000))
    const used = process.cpuUsage(before)
    expect(['unreadable', 'too-heavy']).toContain(found[0])
    expect((used.user + used.system) / 1e6).toBeLessThan(LIMITS.seconds * 3)
  }, 20_000)

  test('takes no more memory than the limit, and what any thread takes', async () => {
    const hostile = bomb(1024)
    const before = process.memoryUsage.rss()
    let peak = before
    const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10)
    await problems(hostile)
    clearInterval(timer)
    expect((peak - before) / MEGABYTE).toBeLessThan(256)
  }, 20_000)
})

test('PDFs asked about at once are answered each for itself', async () => {
  const [invoice, scan, hostile] = await Promise.all([
    inspector.inspect(await invoicePdf(PRINTED), true),
    inspector.inspect(await scanPdf(), true),
    inspector.inspect(bomb(512), true),
  ])
  expect(invoice.text?.trim()).not.toBe('')
  expect(scan.text?.trim()).toBe('')
  expect(hostile.findings[0]?.problem).toBe('too-heavy')
}, 20_000)

// In the thread only: the library does not come back from every invoice with some bytes changed.
test('any bytes, and any invoice with some bytes changed, get a report', async () => {
  const invoice = await invoicePdf(PRINTED)
  const edit = fc.tuple(fc.nat(invoice.length - 1), fc.constantFrom(...Buffer.from('0123456789()<>[]{}/ x')))
  const changed = fc
    .array(edit, { maxLength: 8 })
    .map((edits) => edits.reduce((bytes, [at, value]) => bytes.fill(value, at, at + 1), Buffer.from(invoice)))
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 500 }), changed), async (bytes) => {
      expect(Array.isArray(await problems(bytes))).toBe(true)
    }),
    { numRuns: 100 },
  )
}, 120_000)
