import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseXml } from '../../src/formats/xml.ts'
import { writeXml } from '../../src/formats/xml-writer.ts'

function back(text: string): string {
  const parsed = parseXml(Buffer.from(writeXml({ a: { '@b': text, c: text } })))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  using document = parsed.value
  return document.root.get('c')?.content ?? ''
}

test('any text makes a document that is XML', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(back(text).length).toBe(text.replaceAll('\r\n', '\n').length)
    }),
  )
})

test('markup in a text is text', () => {
  expect(back(`<a> & "b" 'c' ]]> &amp;`)).toBe(`<a> & "b" 'c' ]]> &amp;`)
})

test('what no XML may hold is marked, not dropped', () => {
  expect(back('a\0b\u001fc\uffff\ud800d')).toBe('a\ufffdb\ufffdc\ufffd\ufffdd')
  expect(back('tab\tline\nC1\u0085')).toBe('tab\tline\nC1\u0085')
})

test('what is not there is left out, what is empty is written, what comes several times is repeated', () => {
  const xml = writeXml({ a: { b: undefined, c: '', d: ['1', '2'], e: { '@f': 'g' } } })
  expect(xml).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<a>\n  <c/>\n  <d>1</d>\n  <d>2</d>\n  <e f="g"/>\n</a>\n',
  )
})
