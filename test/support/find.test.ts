import { expect, test } from 'vitest'
import type { FlowFilter } from '../../src/record/flow-filter.ts'
import { accountEnd, typedFilter } from '../../src/support/find.ts'

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
  ['356 000 000 00048', { text: '356 000 000 00048' }],
  [
    'rejeté Énergies  du Marais RTE-01',
    { states: ['rejected'], fault: 'RTE-01', text: 'Énergies du Marais' },
  ],
  ['RTE-01 RTE-02', { fault: 'RTE-01', text: 'RTE-02' }],
  ['*0122', { account: '0122' }],
  ['…0122 bloqué', { states: ['blocked'], account: '0122' }],
  ['FR76 3000 6000 0112 3456 7890 189', { account: '0189' }],
  ['0122', { text: '0122' }],
  ['FSO1100A_OPE001_OPE0011100000000000000042', { text: 'FSO1100A_OPE001_OPE0011100000000000000042' }],
]

test.each(typed)('«%s» is taken for what it says', (words, filter) => {
  expect(typedFilter(words, around)).toEqual(filter)
})

test('of an account the end is kept, of anything else nothing', () => {
  expect(accountEnd('FR76 3000 6000 0112 3456 7890 189')).toBe('0189')
  expect(accountEnd('fr7630006000011234567890189')).toBe('0189')
  expect(accountEnd('30006 00001 12345678901 89')).toBe('0189')
  expect(accountEnd('***01B2')).toBe('01B2')
  for (const text of ['FR7630006000011234567890188', '0122', 'OPE0011100000000000000042', '*012']) {
    expect([text, accountEnd(text)]).toEqual([text, undefined])
  }
})
