import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { attachmentFileName, invoiceFileName, shortened } from '../../../src/formats/pivot/attachment-name.ts'
import type { Invoice } from '../../../src/invoice/invoice.ts'

const LONG = 'x'.repeat(80)

function invoice(number: string, value = '00011231800019'): Invoice {
  return { number, supplier: { identifier: { type: '1', value }, name: '' } } as Partial<Invoice> as Invoice
}

test('the invoice is named by its supplier and its number', () => {
  expect(invoiceFileName(invoice('FA-2026-0412'), 'pdf')).toBe('FAC00011231800019FA-2026-0412.pdf')
  expect(invoiceFileName(invoice('FA-2026-0412'), 'xml')).toBe('PJ0000011231800019FA-2026-0412.xml')
})

test('a slash in the number is no folder', () => {
  expect(invoiceFileName(invoice('2026/11/42'), 'pdf')).toBe('FAC000112318000192026-11-42.pdf')
})

test('the longest supplier and number keep their extension', () => {
  const name = invoiceFileName(invoice('N'.repeat(20), LONG), 'pdf')
  expect(name).toHaveLength(50)
  expect(name.endsWith('.pdf')).toBe(true)
})

test.each([
  ['devis.pdf', 1, 'PJ01devis.pdf'],
  ['devis.pdf', 12, 'PJ12devis.pdf'],
  ['../../etc/devis.pdf', 1, 'PJ01devis.pdf'],
  ['C:\\Temp\\devis.pdf', 1, 'PJ01devis.pdf'],
  ['', 3, 'PJ03.bin'],
  ['dossier/', 1, 'PJ01.bin'],
  [`${LONG}.docx`, 1, `PJ01${'x'.repeat(41)}.docx`],
  [`${LONG}.unknownextension`, 1, `PJ01${'x'.repeat(46)}`],
  ['a:b*c?.pdf', 1, 'PJ01a-b-c-.pdf'],
  ['PV de réception.txt', 2, 'PJ02PV de réception.txt'],
])('attachment « %s » at place %i is %s', (name, place, expected) => {
  expect(attachmentFileName(name, place)).toBe(expected)
})

test('any name becomes one of fifty characters at most that names a plain file', () => {
  const any = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 90 }),
    fc.string({ unit: 'grapheme', maxLength: 90 }),
  )
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 500 }), (text, place) => {
      for (const name of [attachmentFileName(text, place), shortened(text)]) {
        expect(name.length).toBeLessThanOrEqual(50)
        expect(name).not.toMatch(/[/\\\p{Cc}]/u)
        expect(name.isWellFormed()).toBe(true)
      }
    }),
  )
})

test('a character of two code units is kept whole or left out', () => {
  expect(shortened(`x${'🧾'.repeat(40)}`)).toBe(`x${'🧾'.repeat(24)}`)
  expect(shortened('\ud83e.pdf')).toBe('\ufffd.pdf')
})

test('two attachments of the same name have different ones', () => {
  expect(attachmentFileName('a.pdf', 1)).not.toBe(attachmentFileName('a.pdf', 2))
})
