import { expect, test } from 'vitest'
import { type Fault, fault, type Place } from '../../src/faults/fault.ts'
import type { InvoiceOutcome } from '../../src/pipeline/outcome.ts'
import type { PastRun } from '../../src/record/rehearsals.ts'
import { codesOf, faultDifference, outcomeDifference } from '../../src/support/difference.ts'
import { accepted, integrated } from '../record/outcomes.ts'

function at(...places: Place[]): Fault {
  return fault('RTE-01', { at: places, detail: { siret: '29990001900017' } })
}

const past: PastRun = { run: 0, state: 'rejected', faults: [], remarks: [], invoices: [], pivots: [] }

function numbered(index: number, number: string, over: Partial<InvoiceOutcome> = {}): InvoiceOutcome {
  const sketch = { number, supplier: {}, recipient: {}, amounts: {}, factor: factor('none') }
  return { ...accepted(`key ${number}`, index), sketch, ...over }
}

function factor(status: 'none' | 'present') {
  return { status, reason: status === 'none' ? ('no-payee' as const) : ('account-and-name' as const) }
}

test('a fault is the same where its code and its place are, though its line has moved', () => {
  const before = [at({ xpath: '/a/b', line: 3 }), at({ xpath: '/a/c', line: 4 })]
  const after = [at({ xpath: '/a/b', line: 30 }), at({ xpath: '/a/d', line: 31 })]
  const { gone, kept, new: fresh } = faultDifference(before, after)
  expect([gone, kept, fresh].map((all) => all.map(({ places }) => places[0]?.xpath))).toEqual([
    ['/a/c'],
    ['/a/b'],
    ['/a/d'],
  ])
})

test('a fault of two places of which one was mended is gone there and kept here', () => {
  const difference = faultDifference([at({ xpath: '/a' }, { xpath: '/b' })], [at({ xpath: '/b' })])
  expect([difference.gone.length, difference.kept.length, difference.new.length]).toEqual([1, 1, 0])
})

test('without an XPath the line tells places apart, and without a line there is one place', () => {
  const lines = faultDifference([at({ line: 1 })], [at({ line: 2 })])
  expect([codesOf(lines.gone), codesOf(lines.new)]).toEqual([['RTE-01'], ['RTE-01']])
  expect(faultDifference([at()], [at()]).kept).toHaveLength(1)
})

test('invoices of a corrected archive are told apart by their numbers, whatever their places', () => {
  const before = [numbered(0, 'F1'), numbered(1000, 'F2')].map((each) => ({
    index: each.index,
    document: each.document,
    number: each.sketch?.number ?? '',
    accepted: false,
    faults: [at()],
    remarks: [],
  }))
  const outcome = integrated(1, [], { invoices: [numbered(0, 'F2'), numbered(1000, 'F3')] })
  const { invoices } = outcomeDifference({ ...past, invoices: before }, outcome)
  expect(invoices.map((each) => [each.number, each.before, each.after])).toEqual([
    ['F2', 'rejected', 'accepted'],
    ['F3', undefined, 'accepted'],
    ['F1', 'rejected', undefined],
  ])
})

test('an invoice whose number was the fault is the one of its place', () => {
  const before = [{ index: 0, document: 'facture.xml', accepted: false, faults: [at()], remarks: [] }]
  const outcome = integrated(1, [], { invoices: [numbered(0, 'F1')] })
  const { invoices } = outcomeDifference({ ...past, invoices: before }, outcome)
  expect(invoices.map((each) => [each.number, each.before, each.after])).toEqual([
    ['F1', 'rejected', 'accepted'],
  ])
})

test('a factor kept now is a change, with what it was', () => {
  const before = [
    {
      index: 0,
      document: 'f',
      number: 'F1',
      accepted: true,
      faults: [],
      remarks: [],
      factor: factor('none'),
    },
  ]
  const sketch = { supplier: {}, recipient: {}, amounts: {}, factor: factor('present'), number: 'F1' }
  const outcome = integrated(1, [], { invoices: [numbered(0, 'F1', { sketch })] })
  expect(outcomeDifference({ ...past, invoices: before }, outcome).invoices[0]?.factor).toEqual({
    before: { status: 'none', reason: 'no-payee' },
    after: { status: 'present', reason: 'account-and-name' },
    isChanged: true,
  })
})

test('a flow whose runs all ended in trouble has nothing before', () => {
  const difference = outcomeDifference(undefined, integrated(1, [], { invoices: [numbered(0, 'F1')] }))
  expect(difference).not.toHaveProperty('before')
  expect(difference.invoices).toMatchObject([{ number: 'F1', after: 'accepted', faults: { gone: [] } }])
})
