import { expect, test } from 'vitest'
import {
  day,
  dayInParis,
  fileSize,
  groupedByFour,
  money,
  percent,
  quantity,
} from '../../../src/formats/readable/view/french.ts'
import { plainText } from '../../../src/formats/readable/view/plain-text.ts'
import { decimal } from './invoice-samples.ts'

const spaced = (text: string): string => text.replaceAll('\u00a0', ' ')

test.each([
  ['1234.5', '1 234,50 €'],
  ['0', '0,00 €'],
  ['-0.00', '0,00 €'],
  ['007', '7,00 €'],
  ['.5', '0,50 €'],
  ['5.', '5,00 €'],
  ['+12.3', '12,30 €'],
  ['-1234567.891', '-1 234 567,891 €'],
  ['18.450000', '18,45 €'],
  ['0.00012300', '0,000123 €'],
  ['999', '999,00 €'],
  ['1000', '1 000,00 €'],
  ['123456789012345678901234567890.12', '123 456 789 012 345 678 901 234 567 890,12 €'],
])('the amount %s is written %s', (written, shown) => {
  expect(spaced(money(decimal(written), 'EUR'))).toBe(shown)
})

test('an amount is never broken over two lines, and another currency is named by its code', () => {
  expect(money(decimal('1234.5'), 'XPF')).toBe('1\u00a0234,50\u00a0XPF')
})

test.each([
  ['40.000', '40'],
  ['2.50', '2,5'],
  ['1000000', '1 000 000'],
  ['0.0', '0'],
])('the quantity %s is written %s', (written, shown) => {
  expect(spaced(quantity(decimal(written)))).toBe(shown)
})

test('a rate, a day, an account and a size are written as the French do', () => {
  expect(spaced(percent(decimal('5.50')))).toBe('5,5 %')
  expect(day('2026-03-09')).toBe('09/03/2026')
  expect(day('bientôt')).toBe('bientôt')
  expect(spaced(groupedByFour('FR7600000000000000000000097'))).toBe('FR76 0000 0000 0000 0000 0000 097')
  expect([1, 999, 48_231, 999_949, 999_950].map(fileSize).map(spaced)).toEqual([
    '1 octet',
    '999 octets',
    '48,2 ko',
    '999,9 ko',
    '1,0 Mo',
  ])
})

test('an instant is dated by the clock of Paris', () => {
  expect(dayInParis('2026-03-12T23:30:00Z')).toBe('13/03/2026')
  expect(dayInParis('2026-07-01T21:59:59Z')).toBe('01/07/2026')
})

test('controls, overrides of direction and invisible marks leave a text, its lines and letters stay', () => {
  expect(plainText('a\r\nb\u2028c\td\u202fe')).toBe('a\nb\nc d\u00a0e')
  expect(plainText('\u202eFR76\u202c \u0000\u001b[31m\u200b\ufeffx\u00ad')).toBe('FR76 [31mx')
  expect(plainText('e\u0301t\u00e9')).toBe('été')
  expect(plainText('\ud800')).toBe('\ufffd')
})
