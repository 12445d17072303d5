import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { array, assert, constantFrom, nat, property, stringMatching, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { correctedTo, type Editable, editable } from '../../src/console/pages/correct/editable.ts'
import { wholeLines } from '../../src/console/pages/correct/folded.ts'
import { endedAs, plainEnds } from '../../src/console/pages/correct/line-ends.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures')

function deposits(kind: string): [string, Buffer][] {
  return readdirSync(join(FIXTURES, kind)).flatMap((folder) => {
    const files = readdirSync(join(FIXTURES, kind, folder)).filter((name) => name.startsWith('FSO'))
    return files.map((name): [string, Buffer] => [
      `${folder}/${name}`,
      readFileSync(join(FIXTURES, kind, folder, name)),
    ])
  })
}

function edited(bytes: Uint8Array): Editable {
  const found = editable(bytes)
  if (typeof found === 'string') throw new Error(found)
  return found
}

/** As a browser sends it. */
function sent(text: string): string {
  return text.replaceAll('\n', '\r\n')
}

function written(typed: string, of: Editable): Buffer {
  const found = correctedTo(sent(typed), of)
  if (!('bytes' in found)) throw new Error(JSON.stringify(found))
  return Buffer.from(found.bytes)
}

/** Their promises say so. */
const NO_TEXT = /RCV-10-zip|VAL-05-encoding-not-read/

test.each([...deposits('ubl'), ...deposits('mixed')].filter(([name]) => !NO_TEXT.test(name)))(
  '%s is edited in a page, and unchanged is the same bytes',
  (_, bytes) => {
    const found = edited(bytes)
    expect(found.text).not.toContain('\r')
    expect(written(found.text, found).equals(bytes)).toBe(true)
  },
)

test('a file inside is folded away, told by its length, and comes back as it was around a change', () => {
  const [, bytes = Buffer.alloc(0)] =
    deposits('mixed').find(([name]) => name.startsWith('accepted-mixed/')) ?? []
  const found = edited(bytes)
  expect(found.folds.size).toBeGreaterThan(0)
  expect(found.text.length).toBeLessThan(bytes.length)
  const typed = found.text.replace('<', '<!-- corrigé --><')
  expect(written(typed, found).toString()).toBe(bytes.toString().replace('<', '<!-- corrigé --><'))
  const [fold = ''] = found.folds.keys()
  expect(correctedTo(found.text.replace(fold, fold.replace('fichier', 'fichié')), found)).toMatchObject({
    brokenAt: expect.any(Number) as number,
  })
  expect(written(found.text.replace(fold, ''), found).length).toBeLessThan(bytes.length)
})

test('a mark that is repeated until the document would exceed what a page takes is refused', () => {
  const content = 'QUJD'.repeat(1_000_000)
  const found = edited(Buffer.from(`<a><b>${content}</b></a>`))
  const [fold = ''] = found.folds.keys()
  const twice = found.text.replace(fold, fold + fold)
  expect(written(twice, found)).toHaveLength(content.length * 2 + '<a><b></b></a>'.length)
  const often = found.text.replace(fold, fold.repeat(20_000))
  expect(correctedTo(often, found)).toEqual({ isTooLong: true })
})

test('a line after a file that was folded away keeps its number', () => {
  const content = `${'QUJD'.repeat(20)}\n`.repeat(100)
  const whole = `<a>\n<b>${content}</b>\n<c/>\n</a>\n`
  const { text, folds } = edited(Buffer.from(whole))
  const lines = text.split('\n')
  const numbers = wholeLines(text, folds)
  const at = lines.indexOf('<c/>')
  expect(at).toBe(2)
  expect(whole.split('\n')[(numbers[at] ?? 0) - 1]).toBe('<c/>')
})

test.each([
  ['utf-8', 'é €'],
  ['ISO-8859-1', 'é'],
  ['ISO-8859-15', 'é €'],
  ['windows-1252', 'é €'],
] as const)('a text declared in %s is written in it', (encoding, text) => {
  const xml = `<?xml version="1.0" encoding="${encoding}"?>\n<a>x</a>\n`
  const found = edited(Buffer.from(xml, 'latin1'))
  const bytes = written(found.text.replace('>x<', `>${text}<`), found)
  expect(new TextDecoder(encoding).decode(bytes)).toBe(xml.replace('>x<', `>${text}<`))
})

test('a character the declared encoding does not have is refused with its line, until the declaration says another', () => {
  const found = edited(Buffer.from('<?xml version="1.0" encoding="ISO-8859-15"?>\n<a>\n</a>\n', 'latin1'))
  const typed = found.text.replace('<a>\n', '<a>\nŁódź')
  expect(correctedTo(typed, found)).toEqual({
    unwritable: { encoding: 'iso-8859-15', character: 'Ł', line: 3 },
  })
  const declared = typed.replace('ISO-8859-15', 'UTF-8')
  expect(written(declared, found).toString('utf8')).toBe(declared)
})

test.each(['utf16le', 'utf-16be', 'utf-8'] as const)('a byte order mark is kept (%s)', (encoding) => {
  const text = '\uFEFF<?xml version="1.0"?>\r\n<a>é</a>'
  const wide = Buffer.from(text, 'utf16le')
  const bytes = encoding === 'utf-8' ? Buffer.from(text) : encoding === 'utf16le' ? wide : wide.swap16()
  const found = edited(bytes)
  expect(found.text.startsWith('<?xml')).toBe(true)
  expect(written(found.text, found).equals(bytes)).toBe(true)
})

test('bytes that are no text, and archives, are not edited in a page', () => {
  expect(editable(Buffer.from('<?xml version="1.0" encoding="UTF-8"?><a>\xe9</a>', 'latin1'))).toBe('binary')
  expect(editable(Buffer.from('<a>\0</a>'))).toBe('binary')
  expect(editable(Buffer.from([0x1f, 0x8b, 8, 0]))).toBe('archive')
  expect(editable(Buffer.alloc(3 * 1024 * 1024, 'x y'))).toBe('too-large')
})

const line = stringMatching(/^[a-c<>/ ]{0,4}$/)
const end = constantFrom('\n', '\r\n', '\r')
const lines = array(tuple(line, end), { minLength: 1, maxLength: 12 }).map((all) =>
  all.map((each) => each.join('')).join(''),
)

test('whatever the line ends, an unchanged text has them again, and a line put in changes no other', () => {
  assert(
    property(lines, line, nat(), (before, last, at) => {
      const original = before + last
      const shown = plainEnds(original)
      expect(endedAs(shown, original)).toBe(original)
      const rows = shown.split('\n')
      const place = at % rows.length
      const typed = rows.toSpliced(place, 0, 'NEW').join('\n')
      const ended = endedAs(typed, original)
      expect(plainEnds(ended)).toBe(typed)
      expect(ended.replace(/NEW(\r\n|\r|\n)/, '')).toBe(original)
    }),
    { numRuns: 1000 },
  )
})
