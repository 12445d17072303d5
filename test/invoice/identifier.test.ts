import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  hasSiretKey,
  type IdentifierType,
  identifierType,
  type Siret,
  siret,
} from '../../src/invoice/identifier.ts'
import { IDENTIFIER_FORMS } from '../../src/invoice/identifier-forms.ts'

describe('a SIRET', () => {
  test.each([
    '',
    '1234567890123',
    '123456789012345',
    '1234567890123A',
    '123 456 789 01234',
    '١٢٣٤٥٦٧٨٩٠١٢٣٤',
  ])('is fourteen digits: « %s » is none', (text) => expect(siret(text)).toBeUndefined())

  test('changed in one digit loses its key', () => {
    const good = '29900001800018'
    expect(hasSiretKey(good as Siret)).toBe(true)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 13 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digit = (Number(good[at]) + by) % 10
        expect(hasSiretKey(`${good.slice(0, at)}${digit}${good.slice(at + 1)}` as Siret)).toBe(false)
      }),
    )
  })

  test('of an establishment of La Poste holds when its digits add up to a multiple of five', () => {
    expect(hasSiretKey('35600000000048' as Siret)).toBe(true)
    expect(hasSiretKey('35600000000003' as Siret)).toBe(false)
    expect(hasSiretKey('35600000000006' as Siret)).toBe(true)
    expect(hasSiretKey('29900000000006' as Siret)).toBe(false)
  })
})

describe('the scheme of an identifier', () => {
  test.each<[type: IdentifierType, spellings: string[]]>([
    ['1', ['1', 'SIRET', 'siret', ' Siret ', '0009']],
    ['2', ['2', 'UE_HORS_FRANCE', 'ue hors france', 'UE-HORS-FRANCE', '0223']],
    ['3', ['3', 'HORS_UE', 'ETR', '0227']],
    ['4', ['4', 'RIDET', '0228']],
    ['5', ['5', 'TAHITI', '0229']],
    ['6', ['6', 'AUTRE']],
    ['7', ['7', 'PARTICULIER', '0226']],
  ])('of type %s is known in all its spellings', (type, spellings) => {
    for (const spelling of spellings) expect(identifierType(spelling), spelling).toBe(type)
  })

  test.each(['', '0', '8', '0002', 'SIREN', '9', 'toString', '__proto__', 'constructor'])(
    '« %s » is not known',
    (spelling) => expect(identifierType(spelling)).toBeUndefined(),
  )
})

test.each<[IdentifierType, good: string[], bad: string[]]>([
  ['1', ['12345678901234'], ['1234567890123', '12345678901234 ']],
  ['2', ['BE0999999922', 'DE999'], ['12', 'B', 'BE12345678901234567', '']],
  ['3', ['CHHORLOGERIEFICTIV'], ['C', 'CHHORLOGERIEFICTIVE', '']],
  ['4', ['999999001', '9999990011'], ['99999900', 'E99999900', '99999900111']],
  ['5', ['A12345678', '123456789'], ['A1234567', 'A12345678-']],
  ['6', ['demande du 3 mars'], ['x'.repeat(81)]],
  ['7', ['Mme Exemple'], ['x'.repeat(81)]],
])('an identifier of type %s has its form', (type, good, bad) => {
  for (const value of good) expect(IDENTIFIER_FORMS[type].matches(value), value).toBe(true)
  for (const value of bad) expect(IDENTIFIER_FORMS[type].matches(value), value).toBe(false)
})
