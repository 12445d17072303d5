import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { documentTexts } from '../../src/support/deposit-lines/document.ts'
import { PlaceWalk, wantedElements } from '../../src/support/deposit-lines/places.ts'
import { rowsOf } from '../../src/support/deposit-lines/xml-rows.ts'
import { excerptsOf, rowMap, rowsBetween } from '../../src/support/deposit-lines.ts'
import { tarGz } from '../reception/tar.ts'
import { fixtureBytes } from '../walk-world.ts'
import { deskWorld } from './desk-world.ts'

const FACTORED = fixtureBytes('accepted-factored-invoice-notice-in-payment-terms').toString()
const ACCOUNT = '/Invoice/cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID'

/** The text in bits of this many characters. */
function inBits(text: string, size = 997) {
  return async function* bits() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
  }
}

async function rows(text: string, size?: number) {
  const all = []
  for await (const batch of rowsOf(inBits(text, size)())) all.push(...batch)
  return all
}

function lineOf(text: string, what: string): number {
  return text.slice(0, text.indexOf(what)).split('\n').length
}

test('a place is shown with the lines before and after it', async () => {
  const line = lineOf(FACTORED, '<cbc:ID>FR76')
  const [excerpt] = await excerptsOf(inBits(FACTORED), [{ line, xpath: ACCOUNT }], 4)
  expect(excerpt?.rows.map((row) => row.line)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4].map((by) => line + by))
  expect(excerpt?.rows[excerpt.marked]?.text.trim()).toMatch(/^<cbc:ID>FR76\d+<\/cbc:ID>$/)
})

test('a document of two million levels is walked without keeping one of them', () => {
  const walk = new PlaceWalk(wantedElements(['/a/b[2]/c']))
  const before = process.memoryUsage().heapUsed
  walk.opens('a')
  for (let level = 0; level < 2_000_000; level++) walk.opens('a')
  expect(walk.depth).toBe(2_000_001)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000)
  for (let level = 0; level < 2_000_000; level++) walk.closes()
  expect(walk.depth).toBe(1)
  for (const name of ['x:b', 'b']) {
    walk.opens(name)
    expect(walk.opens('c')).toEqual(name === 'b' ? ['/a/b[2]/c'] : [])
    expect(walk.opens('c')).toEqual([])
    for (const _ of ['c', 'c', name]) walk.closes()
  }
  for (const _ of ['a', 'none']) walk.closes()
  expect(walk.depth).toBe(0)
})

test('a document on one line is shown tag by tag, and the place told by its element', async () => {
  const text = FACTORED.replaceAll(/>\s*\n\s*</g, '><')
  expect(text.trim().split('\n')).toHaveLength(1)
  const [excerpt] = await excerptsOf(inBits(text), [{ line: 1, xpath: ACCOUNT }], 1)
  expect(excerpt?.rows.map((row) => [row.line, row.text])).toEqual([
    [1, '<cac:PayeeFinancialAccount>'],
    [1, expect.stringMatching(/^<cbc:ID>FR76\d+<\/cbc:ID>$/)],
    [1, expect.stringMatching(/^<cac:FinancialInstitutionBranch>$/)],
  ])
})

test('a place of which the record keeps no line is found by its path, its prefixes whatever they are', async () => {
  const text = FACTORED.replaceAll('cbc:', 'b:').replaceAll('cac:', 'a:')
  const [excerpt] = await excerptsOf(inBits(text), [{ xpath: ACCOUNT }], 0)
  expect(excerpt?.rows[0]?.text.trim()).toMatch(/^<b:ID>FR76/)
})

test('comments, CDATA and attributes that look like elements are none', async () => {
  const text = '<a><!-- <b>no</b> --><![CDATA[<b>no</b>]]><c d="<b>"/>\n<b>yes</b></a>'
  expect((await rowMap(inBits(text), { xpaths: ['/a/b'], lines: new Set() })).byXpath.get('/a/b')?.line).toBe(
    2,
  )
})

test('where the path leads nowhere, the value is looked for in its line', async () => {
  const long = `<a ${'x '.repeat(300)}><b>one</b><b>two</b>`
  const [excerpt] = await excerptsOf(inBits(long), [{ line: 1, xpath: '/no/such', value: 'two' }], 0)
  expect(excerpt?.rows[0]?.text).toBe('<b>two</b>')
  expect(await excerptsOf(inBits(long), [{ line: 12 }], 2)).toEqual([undefined])
})

test('rows say what the document says, whatever it is and however it comes', async () => {
  const tags = fc.constantFrom(
    '<a>',
    '</a>',
    '<',
    '>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '\n',
    '"',
    'é',
  )
  const texts = fc.array(fc.oneof(tags, fc.string({ maxLength: 9 })), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 20 }), async (parts, size) => {
      const text = parts.join('').replaceAll('\r', '')
      const all = await rows(text, size)
      const lines = Map.groupBy(all, ({ line }) => line)
      const said = [...lines.values()].map((pieces) => pieces.map((each) => each.text).join(''))
      expect(said.join('\n')).toBe(text.endsWith('\n') ? text.slice(0, -1) : text)
      expect(all.map(({ line }) => line)).toEqual(all.map(({ line }) => line).toSorted((a, b) => a - b))
    }),
  )
})

test('a line of megabytes is kept by its beginning, with how much there is', async () => {
  const [first, ...others] = await rows(`<a>${'QUJD'.repeat(500_000)}</a>`)
  expect(first?.text).toHaveLength(2_000)
  expect(first?.length).toBe(2_000_007)
  expect(others).toEqual([])
})

test('of a long document only what is wanted is read and kept', async () => {
  let given = 0
  async function* endless() {
    for (;;) yield `${++given}\n`
  }
  const [excerpt] = await excerptsOf(endless, [{ line: 50 }], 4)
  expect(excerpt?.rows.map(({ text }) => text)).toEqual([
    '46',
    '47',
    '48',
    '49',
    '50',
    '51',
    '52',
    '53',
    '54',
  ])
  expect(given).toBeLessThan(60)
  expect((await rowsBetween(endless, { from: 3, to: 5 })).map(({ line }) => line)).toEqual([4, 5])
})

test('the document of an archive is read by its place, and the text of an encoding is text', async () => {
  await using world = await deskWorld()
  const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?>\n<a>été</a>\n', 'latin1')
  const archive = await tarGz([
    { name: 'a.xml', content: '<a>un</a>' },
    { name: 'b.xml', content: latin },
    { name: 'c.bin', content: await tarGz([{ name: 'd', content: 'd' }]) },
  ])
  const [sha256 = ''] = await world.archive.put([archive])
  const tools = { archive: world.archive, limits: world.settings.limits }
  const texts = await documentTexts({ sha256 }, [1, 2, 7], tools)
  const second = texts.get(1)
  if (typeof second !== 'function') throw new Error('no text')
  expect((await excerptsOf(second, [{ line: 2 }], 0))[0]?.rows[0]?.text).toBe('<a>été</a>')
  expect(texts.get(2)).toEqual({ noText: 'gzip' })
  expect(texts.has(7)).toBe(false)
})
