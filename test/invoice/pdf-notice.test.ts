import { expect, test } from 'vitest'
import { noticeInText } from '../../src/invoice/pdf-notice.ts'

test.each<[promise: string, text: string, factor: string | undefined, found: string | undefined]>([
  [
    'the whole sentence is quoted, wrapped lines joined',
    'Total TTC : 12 EUR\nPour être libératoire, le règlement doit être effectué à l’ordre de\nFactofictif SA, qui le reçoit par subrogation. Merci.',
    undefined,
    'Pour être libératoire, le règlement doit être effectué à l’ordre de Factofictif SA, qui le reçoit par subrogation.',
  ],
  [
    'a word cut at the end of a line is whole again',
    'Payé par subro-\ngation.',
    undefined,
    'Payé par subrogation.',
  ],
  ['lost blanks hide nothing', 'Règlementàl’ordredeFactofictif.', 'Factofictif SA', undefined],
  [
    'lost blanks hide no factor',
    'Règlement àl’ordredeFACTO-FICTIF SA.',
    'Factofictif SA',
    'Règlement àl’ordredeFACTO-FICTIF SA.',
  ],
  ['to the order of somebody else is no notice', 'Chèque à l’ordre de Dupont.', 'Factofictif SA', undefined],
  ['the word factor is part of many a name', 'Banque : Exemple Factor', 'Exemple Factor', undefined],
  ['a scan has none', ' \n ', 'Factofictif SA', undefined],
])('%s', (_, text, factor, found) => {
  expect(noticeInText(text, factor)).toBe(found)
})
