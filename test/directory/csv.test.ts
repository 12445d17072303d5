import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCsv } from '../../src/directory/csv.ts'

const utf8 = (text: string) => readCsv(Buffer.from(text))
const cells = (text: string) => utf8(text).rows.map((row) => [...row.cells.values()])

test('cells are read by their column, with the line they are on', () => {
  const { rows, columns, problems } = utf8('siret;nom\n1;Un\n\n2;Deux\n')
  expect({ columns, problems }).toEqual({ columns: ['siret', 'nom'], problems: [] })
  expect(rows.map(({ line, cells: of }) => [line, of.get('siret'), of.get('nom')])).toEqual([
    [2, '1', 'Un'],
    [4, '2', 'Deux'],
  ])
})

test('either separator is known by the first line', () => {
  expect(cells('a,b\n1,"x;y"')).toEqual([['1', 'x;y']])
  expect(cells('a;b\n1;x,y')).toEqual([['1', 'x,y']])
})

test('every way to end a line is one', () => {
  for (const end of ['\n', '\r\n', '\r'])
    expect(cells(`a;b${end}1;2${end}3;4`)).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
})

test('quotes keep separators, lines and quotes; lines are counted through them', () => {
  const { rows } = utf8('a;b\r\n"un\r\ndeux";"dit ""oui"""\r\n "blancs" ;x\r\n')
  expect(rows.map(({ line, cells: of }) => [line, ...of.values()])).toEqual([
    [2, 'un\r\ndeux', 'dit "oui"'],
    [4, 'blancs', 'x'],
  ])
})

test.each([
  ['UTF-8', Buffer.from('nom\nHôpital d’été')],
  ['UTF-8', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('nom\nHôpital d’été')])],
  ['ISO-8859-1', Buffer.from([...Buffer.from('nom\nH\xf4pital d\x92\xe9t\xe9', 'latin1')])],
] as const)('accents are read in %s', (encoding, bytes) => {
  const read = readCsv(bytes)
  expect(read.encoding).toBe(encoding)
  expect(read.columns).toEqual(['nom'])
  expect(read.rows[0]?.cells.get('nom')).toBe('Hôpital d’été')
})

test('separators that a spreadsheet adds at the end are no cells', () => {
  const { columns, problems } = utf8('a;b;;\n1;2;;\n')
  expect({ columns, problems }).toEqual({ columns: ['a', 'b'], problems: [] })
})

test.each([
  ['a line with more cells than columns', 'a;b\n1;2;3\n', 2, /3 cellules pour 2 colonnes.*guillemets/],
  ['a line cut short', 'a;b\n1;2\n3', 3, /1 cellules pour 2 colonnes/],
  ['a quote never closed', 'a;b\n1;"x\ny\n', 2, /jamais fermés/],
  ['text behind a quote', 'a;b\n"x"y;2\n', 2, /guillemet/],
] as const)('%s is a problem, with its line', (_, text, line, sentence) => {
  expect(utf8(text).problems).toMatchObject([{ line, fr: expect.stringMatching(sentence) }])
})

test('a file of nothing has no column and no row', () => {
  for (const text of ['', '\n\n', ' ; ;\n']) expect(utf8(text)).toMatchObject({ rows: [], columns: [] })
})

test('any table written with quotes is read as it was', () => {
  const cell = fc.string({ unit: 'binary' }).map((text) => text.trim())
  const table = fc.array(fc.tuple(fc.constant('x'), cell, cell), { minLength: 1 })
  fc.assert(
    fc.property(table, fc.constantFrom(';', ','), (rows, separator) => {
      const written = (line: readonly string[]) =>
        line.map((each) => `"${each.replaceAll('"', '""')}"`).join(separator)
      const text = [['a', 'b', 'c'], ...rows].map(written).join('\n')
      expect(cells(text)).toEqual(rows)
    }),
  )
})

test('any bytes are read to their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const { rows, columns } = readCsv(bytes)
      expect(rows.every(({ cells: of }) => of.size <= columns.length)).toBe(true)
    }),
  )
})
