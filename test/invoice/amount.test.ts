import Big from 'big.js'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { amount, big, digits, fromBig } from '../../src/invoice/amount.ts'

const decimal = fc.stringMatching(/^[+-]?(\d{1,30}(\.\d{0,12})?|\.\d{1,12})$/)

test('decimal text is kept exactly as it was written', () => {
  fc.assert(
    fc.property(decimal, (text) => {
      expect(amount(text)).toBe(text)
    }),
  )
})

test.each([
  '',
  ' ',
  '12,50',
  '1e3',
  '0x10',
  '1 000',
  '€12',
  'NaN',
  'Infinity',
  '.',
  '-',
  '--1',
  '1.2.3',
  '١٢',
])('« %s » is no amount', (text) => expect(amount(text)).toBeUndefined())

test('white space around it is no part of it', () => {
  expect(amount('\n  12.50\t')).toBe('12.50')
})

test('every amount has an exact value, never in exponent form', () => {
  fc.assert(
    fc.property(decimal, (text) => {
      const value = amount(text)
      if (value === undefined) throw new Error(`${text} is an amount`)
      const back = fromBig(big(value))
      expect(back).toMatch(/^-?\d+(\.\d+)?$/)
      expect(big(back).eq(big(value))).toBe(true)
    }),
  )
})

test('no float touches a sum', () => {
  const [tenth, fifth] = [amount('0.1'), amount('0.2')]
  if (tenth === undefined || fifth === undefined) throw new Error('these are amounts')
  expect(fromBig(big(tenth).plus(big(fifth)))).toBe('0.3')
  expect(fromBig(new Big('1e21'))).toBe('1000000000000000000000')
})

test.each([
  ['0012.50', 2, 1],
  ['-0.123456', 0, 6],
  ['+1234567890123.000001', 13, 6],
  ['7', 1, 0],
  ['1.000000000', 1, 0],
])('%s has %i digits before the point and %i after it that count', (text, whole, decimals) => {
  expect(digits(amount(text) as NonNullable<ReturnType<typeof amount>>)).toEqual({ whole, decimals })
})
