import { expect, test } from 'vitest'
import type { FlowFilter } from '../../src/record/flow-filter.ts'
import { accountEnd, otherMeaning, typedFilter } from '../../src/support/find.ts'

const around = { depositors: new Set(['OPE001']) }

const typed: [string, FlowFilter][] = [
  ['', {}],
  ['   ', {}],
  ['F-2026-118', { text: 'F-2026-118' }],
  ['bloqué', { states: ['blocked'] }],
  ['Rejetées', { states: ['rejected'] }],
  ['rejected blocked', { states: ['rejected', 'blocked'] }],
  ['rejeté rejeté', { states: ['rejected'] }],
  ['rte-01', { fault: 'RTE-01' }],
  ['RTE-99', { text: 'RTE-99' }],
  ['fso1113a', { interfaceCode: 'FSO1113A' }],
  ['FSO9999A', { text: 'FSO9999A' }],
  ['ope001', { depositor: 'OPE001' }],
  ['OPE002', { text: 'OPE002' }],
  ['000 112 318 00019', { text: '000 112 318 00019' }],
  [
    'rejeté Énergies  du Marais RTE-01',
    { states: ['rejected'], fault: 'RTE-01', text: 'Énergies du Marais' },
  ],
  ['RTE-01 RTE-02', { fault: 'RTE-01', text: 'RTE-02' }],
  ['*0122', { account: '0122' }],
  ['…0122 bloqué', { states: ['blocked'], account: '0122' }],
  ['FR76 0000 0000 2200 0000 0012 280', { account: '2280' }],
  ['0122', { text: '0122' }],
  ['…0012280', { account: '2280' }],
  ['FR76 **** **** 2280', { account: '2280' }],
  ['FR76…2280', { account: '2280' }],
  ['FR76XXXXXXXXXXXX12 280', { account: '2280' }],
  ['XXXX2280', { text: 'XXXX2280' }],
  ['FSO1100A_OPE001_OPE0011100000000000000042', { text: 'FSO1100A_OPE001_OPE0011100000000000000042' }],
]

test.each(typed)('«%s» is taken for what it says', (words, filter) => {
  expect(typedFilter(words, around)).toEqual(filter)
})

test('of an account the end is kept, of anything else nothing', () => {
  expect(accountEnd('FR76 0000 0000 2200 0000 0012 280')).toBe('2280')
  expect(accountEnd('fr7600000000220000000012280')).toBe('2280')
  expect(accountEnd('00000 00022 00000000122 80')).toBe('2280')
  expect(accountEnd('***01B2')).toBe('01B2')
  for (const text of ['FR7600000000220000000012281', '0122', 'OPE0011100000000000000042', '*012']) {
    expect([text, accountEnd(text)]).toEqual([text, undefined])
  }
})

test('a text nothing was found for may be a longer end of an account than is kept; a word may not', () => {
  expect(otherMeaning({ text: '0012 280', states: ['rejected'] })).toEqual({
    account: '2280',
    states: ['rejected'],
  })
  for (const filter of [
    {},
    { text: '2280' },
    { text: 'Énergies' },
    { text: 'SARL' },
    { text: 'F-2026-118' },
  ]) {
    expect([filter, otherMeaning(filter)]).toEqual([filter, undefined])
  }
  expect(otherMeaning({ text: '0012280', account: '0122' })).toBeUndefined()
})
