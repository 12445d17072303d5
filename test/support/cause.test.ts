import { expect, test } from 'vitest'
import { catalogue } from '../../src/faults/catalogue.ts'
import { causeWords } from '../../src/support/cause.ts'

test('every code has a cause in both languages: one sentence, nothing left to be filled in', () => {
  for (const code of Object.keys(catalogue)) {
    for (const words of Object.values(causeWords(code))) {
      expect(words, code).not.toMatch(/[{}]|\.\.|…\.$|\(\)|\. \p{Lu}/u)
      expect(words.length, code).toBeGreaterThan(10)
    }
  }
})

test('a code this version does not know is told as what it is', () => {
  expect(causeWords('XYZ-99')).toEqual({ fr: 'XYZ-99', en: 'XYZ-99' })
  expect(causeWords('constructor').fr).toBe('constructor')
})
