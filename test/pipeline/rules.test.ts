import { afterAll, describe, expect, test } from 'vitest'
import { nothingBefore } from '../../src/pipeline/ask.ts'
import { openPipeline, type PipelineSettings } from '../../src/pipeline/pipeline.ts'
import { readSettings } from '../../src/settings.ts'
import { changed, fixtureText } from '../formats/ubl/documents.ts'
import { codes, depositOf, examined, only, shippedPipeline } from './examined.ts'

const pipeline = shippedPipeline()
afterAll(() => pipeline[Symbol.dispose]())

/** Ateliers Brumeterre to the commune: 3 794.00 net, 758.80 VAT, 4 552.80 gross, no payee. */
const INVOICE = fixtureText('accepted-factored-invoice-notice-in-payment-terms')
  .replace(/<cac:PayeeParty>.*<\/cac:PayeeParty>/s, '')
  .replace(/(<cac:PaymentTerms>\s*<cbc:Note>)Pour être libératoire[^<]*/, '$1Paiement à 30 jours.')

const CHANNEL = '<cbc:PaymentChannelCode>IBAN</cbc:PaymentChannelCode>'
const ACCOUNT = '<cbc:ID>FR7600000000000002201010122</cbc:ID>'

function pivotOf(outcome: Awaited<ReturnType<typeof examined>>): string {
  const found = outcome.documents.find(({ kind }) => kind === 'pivot')
  return Buffer.from(found?.bytes ?? []).toString()
}

test('the invoice of these tests is accepted without a word', async () => {
  expect(codes(await examined(pipeline, INVOICE))).toEqual([])
})

describe('net and VAT make the gross amount', () => {
  const gross = (value: string) =>
    INVOICE.replace(/(<cbc:TaxInclusiveAmount currencyID="EUR">)[^<]*/, `$1${value}`).replace(
      /(<cbc:PayableAmount currencyID="EUR">)[^<]*/,
      `$1${value}`,
    )

  test.each([
    ['4552.80', []],
    ['4552.85', []],
    ['4552.75', []],
    ['4552.850000', []],
    ['4552.86', ['EXT-16']],
    ['4552.7499', ['EXT-16']],
    ['-4552.80', ['EXT-16']],
  ])('within five cents: %s', async (value, expected) => {
    expect(codes(await examined(pipeline, gross(value)))).toEqual(expected)
  })
})

test.each([
  ['4552.80', []],
  ['4552.85', []],
  ['4552.86', ['EXT-41']],
  ['9552.80', ['EXT-41']],
  ['0', ['EXT-41']],
])('what is left to pay is the gross amount, less what was paid: %s', async (value, expected) => {
  const xml = INVOICE.replace(/(<cbc:PayableAmount currencyID="EUR">)[^<]*/, `$1${value}`)
  expect(codes(await examined(pipeline, xml))).toEqual(expected)
})

describe('the issue date', () => {
  const issued = (date: string) => changed(INVOICE, '<cbc:IssueDate>2026-11-20', `<cbc:IssueDate>${date}`)

  test.each([
    ['2026-11-23', '2026-11-23T08:00:00.000Z', []],
    ['2026-11-24', '2026-11-23T22:59:59.000Z', ['EXT-04']],
    ['2026-11-24', '2026-11-23T23:00:00.000Z', []],
    ['2026-11-20+01:00', '2026-11-23T08:00:00.000Z', []],
    ['1999-12-31', '2026-11-23T08:00:00.000Z', ['EXT-05']],
    ['2000-01-01', '2026-11-23T08:00:00.000Z', []],
  ])('%s, deposited at %s', async (date, receivedAt, expected) => {
    expect(codes(await pipeline.run(depositOf(issued(date), { receivedAt }), nothingBefore))).toEqual(
      expected,
    )
  })
})

describe('the payment mode', () => {
  const code = (value: string) => INVOICE.replace(/(<cbc:PaymentMeansCode[^>]*>)[^<]*/, `$1${value}`)

  test.each([
    ['10', '10', 'ESPECES'],
    ['20', '20', 'CHEQUE'],
    ['30', '30', 'VIREMENT'],
    ['31', '31', 'VIREMENT'],
    ['42', '42', 'VIREMENT'],
    ['49', '49', 'PRELEVEMENT'],
    ['97', '97', 'REPORT'],
    ['58', '31', 'VIREMENT'],
    ['59', '49', 'PRELEVEMENT'],
    ['1', '31', 'VIREMENT'],
    ['ZZZ', '31', 'VIREMENT'],
    ['', '31', 'VIREMENT'],
    ['50', '97', 'REPORT'],
    ['93', '97', 'REPORT'],
  ])('%s is %s in the pivot', async (value, mode, label) => {
    const outcome = await examined(pipeline, code(value))
    expect(pivotOf(outcome).replaceAll(/\s/g, '')).toContain(
      `<Code>${mode}</Code><Libelle>${label}</Libelle>`,
    )
  })

  test.each(['70', '2', 'virement', 'toString'])('%s is refused', async (value) => {
    expect(codes(await examined(pipeline, code(value)))).toEqual(['FAC-02'])
  })
})

describe('an IBAN', () => {
  const account = (value: string) => changed(INVOICE, ACCOUNT, `<cbc:ID>${value}</cbc:ID>`)

  test.each([
    ['FR76 0000 0000 0000 0220 1010 122', []],
    ['fr7600000000000002201010122', []],
    ['FR7600000000000002201010123', ['FAC-03']],
    ['FR760000000000000220101012', ['FAC-03']],
    ['XX7600000000000002201010122', ['FAC-03']],
    ['compte habituel', ['FAC-03']],
  ])('%s', async (value, expected) => {
    const outcome = await examined(pipeline, account(value))
    expect(codes(outcome)).toEqual(expected)
    if (expected.length === 0)
      expect(pivotOf(outcome)).toContain('<Compte>FR7600000000000002201010122</Compte>')
  })

  test('outside the channel IBAN is nobody’s to check', async () => {
    const outcome = await examined(pipeline, changed(account('compte habituel'), CHANNEL, ''))
    expect(codes(outcome)).toEqual([])
    expect(pivotOf(outcome)).toContain('<ReferenceBancaire Type="RIB">')
  })
})

describe('the type', () => {
  const type = (value: string) => INVOICE.replace(/(<cbc:InvoiceTypeCode[^>]*>)[^<]*/, `$1${value}`)

  test.each([
    ['380', '380'],
    ['381', '381'],
    ['384', '380'],
    ['389', '380'],
    ['393', '380'],
    ['396', '381'],
  ])('%s is %s in the pivot', async (value, expected) => {
    expect(pivotOf(await examined(pipeline, type(value)))).toContain(`<Type>${expected}</Type>`)
  })

  test.each(['325', '751', 'toString'])('%s is refused', async (value) => {
    expect(codes(await examined(pipeline, type(value)))).toEqual(['EXT-07'])
  })
})

describe('a number', () => {
  const number = (value: string) =>
    changed(INVOICE, '<cbc:ID>FA-2026-0412</cbc:ID>', `<cbc:ID>${value}</cbc:ID>`)

  test.each([
    ['A', []],
    ['FA 2026/11-42_b+1', []],
    ['N'.repeat(20), []],
    ['N'.repeat(21), ['EXT-02']],
    ['Fé26', ['EXT-03']],
    ['F#26', ['EXT-03']],
    [`${'N'.repeat(20)}.`, ['EXT-02', 'EXT-03']],
  ])('%s', async (value, expected) => {
    expect(codes(await examined(pipeline, number(value)))).toEqual(expected)
  })
})

describe('what is configured', () => {
  async function codesUnder(over: Partial<PipelineSettings>, xml: string): Promise<string[]> {
    using own = shippedPipeline(over)
    return codes(await examined(own, xml))
  }
  const { rules } = readSettings({ data: 'unused', env: {} })
  const wrongKey = fixtureText('remark-EXT-11-siret-whose-key-does-not-hold')

  test('a SIRET whose key does not hold can be a fault', async () => {
    expect(await codesUnder({ rules: { ...rules, siretKey: 'fault' } }, wrongKey)).toEqual(['EXT-11'])
    using strict = shippedPipeline({ rules: { ...rules, siretKey: 'fault' } })
    expect((await examined(strict, wrongKey)).state).toBe('rejected')
  })

  test('a frame can be taken away', async () => {
    expect(await codesUnder({ rules: { ...rules, frames: ['A9'] } }, INVOICE)).toEqual(['EXT-14'])
  })

  test('a type code can be taken away', async () => {
    const corrected = fixtureText('accepted-corrected-invoice-of-type-384')
    expect(await codesUnder({ rules: { ...rules, typeCodes: {} } }, corrected)).toEqual(['EXT-07'])
  })

  test('the rules that judged are told apart by how they are configured', async () => {
    const marks = await Promise.all(
      [rules, { ...rules, tolerance: '0.06' }].map(async (each) => {
        using own = openPipeline({ ...readSettings({ data: 'unused', env: {} }), rules: each })
        return (await examined(own, INVOICE)).judgedBy.rules
      }),
    )
    expect(new Set(marks).size).toBe(2)
  })
})

describe('a duplicate', () => {
  const earlier = {
    flow: 7,
    flowName: 'FSO1100A_OPE001_OPE0011100000000000000007',
    acceptedAt: '2026-11-01T08:00:00.000Z',
  }
  const known = (keys: readonly string[]) => Promise.resolve(new Map(keys.map((key) => [key, earlier])))

  test('is told when and in which flow the first was accepted', async () => {
    const { faults } = only(await examined(pipeline, INVOICE, { ...nothingBefore, acceptedBefore: known }))
    expect(faults.map(({ code, detail }) => [code, detail['date'], detail['earlier']])).toEqual([
      ['EXT-18', '01/11/2026 à 09:00:00', earlier.flowName],
    ])
  })

  test('is the same supplier, number and year, whatever else differs', async () => {
    const key = async (xml: string) => only(await examined(pipeline, xml)).key
    const own = await key(INVOICE)
    expect(await key(INVOICE.replace('2026-11-20', '2026-01-02'))).toBe(own)
    expect(await key(INVOICE.replace('2026-11-20', '2025-11-20'))).not.toBe(own)
    expect(await key(INVOICE.replace('FA-2026-0412', 'FA-2026-0413'))).not.toBe(own)
    expect(await key(INVOICE.replace('>00011231800019<', '>00011242500012<'))).not.toBe(own)
  })
})

test('a rejected invoice is still found by what could be read of it', async () => {
  const xml = fixtureText('remark-FAC-04-factor-ignored-for-want-of-an-account').replace(
    '29900001800018',
    '29990001900017',
  )
  const invoice = only(await examined(pipeline, xml))
  expect(invoice.accepted).toBe(false)
  expect(invoice.sketch).toMatchObject({
    number: 'CLV-10-2026-77',
    recipient: { siret: '29990001900017' },
    factor: { status: 'ignored', reason: 'no-account', name: { value: 'Factofictif SA' } },
  })
})

test('a party with a SIREN beside its SIRET is known by its SIRET', async () => {
  const outcome = await examined(pipeline, fixtureText('accepted-identifiers-as-the-reform-writes-them'))
  expect(only(outcome).sketch?.supplier).toMatchObject({ type: '1', id: '00011297900018' })
  expect(pivotOf(outcome)).toContain('<Identifiant>00011297900018</Identifiant>')
})

test('a wrong currency is one fault, not three', async () => {
  expect(codes(await examined(pipeline, fixtureText('rejected-EXT-06-currency-sign')))).toEqual(['EXT-06'])
})
