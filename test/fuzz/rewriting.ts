import * as fc from 'fast-check'

/** A change to an XML text that keeps it one, more often than not. */
export type Rewriting = (text: string) => string

const ELEMENT = /<([\w:.-]+)(?:\s[^<>]*)?>[^<>]*<\/\1>/g
const BLOCK = /<([\w:.-]+)(?:\s[^<>]*)?>(?:(?!<\1[\s>])[\s\S])*?<\/\1>/g
const VALUE = />([^<>]+)</g
const ATTRIBUTE = /(?<==)"[^"<>]*"/g

const which = fc.noBias(fc.nat({ max: 5000 }))

/** One match, whichever, becomes something else. */
function changed(text: string, pattern: RegExp, nth: number, to: (found: string) => string): string {
  const found = [...text.matchAll(pattern)]
  const match = found[nth % Math.max(found.length, 1)]
  if (match === undefined) return text
  return text.slice(0, match.index) + to(match[0]) + text.slice(match.index + match[0].length)
}

const VALUES: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  '1e9',
  'NaN',
  '99999999999999999999.999999',
  '0.000001',
  '2026-02-30',
  '9999-12-31',
  '0001-01-01',
  '2025-11-20+14:00',
  'FR7600000000000002201010122',
  '00011231800019',
  '٣',
  'é'.normalize('NFD'),
  '\u202e',
  '\u200b',
  '\ufffd',
  '𝟘',
  '&#x1F9FE;',
  '&lt;script&gt;',
  'A1',
  'A9',
  '380',
  '381',
  '999',
  'EUR',
  'XXX', // ISO 4217: no currency
  'JVBERi0xLjcKJSVFT0YK',
  'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==',
  'x'.repeat(300),
  'x'.repeat(40_000),
]

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...VALUES) },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: 'grapheme', maxLength: 80 })
      .map((text) => text.replaceAll(/[<>&\p{Cc}]/gu, '')),
  },
)

const drop = which.map(
  (nth): Rewriting =>
    (text) =>
      changed(text, ELEMENT, nth, () => ''),
)
const dropBlock = which.map(
  (nth): Rewriting =>
    (text) =>
      changed(text, BLOCK, nth, () => ''),
)
const double = which.map(
  (nth): Rewriting =>
    (text) =>
      changed(text, BLOCK, nth, (found) => found + found),
)
const nest = which.map(
  (nth): Rewriting =>
    (text) =>
      changed(
        text,
        BLOCK,
        nth,
        (found) => `${/^<[^>]*>/.exec(found)?.[0]}${found}${/<\/[^>]*>$/.exec(found)?.[0]}`,
      ),
)
const spoil = fc.tuple(which, value).map(
  ([nth, to]): Rewriting =>
    (text) =>
      changed(text, VALUE, nth, () => `>${to}<`),
)
const attribute = fc.tuple(which, value).map(
  ([nth, to]): Rewriting =>
    (text) =>
      changed(text, ATTRIBUTE, nth, () => `"${to.replaceAll('"', '')}"`),
)
const swap = fc.tuple(which, which).map(
  ([one, other]): Rewriting =>
    (text) => {
      const blocks = [...text.matchAll(ELEMENT)].map(([found]) => found)
      const [a, b] = [blocks[one % Math.max(blocks.length, 1)], blocks[other % Math.max(blocks.length, 1)]]
      return a === undefined || b === undefined
        ? text
        : text
            .replace(a, '\0')
            .replace(b, () => a)
            .replace('\0', () => b)
    },
)

/** Elements dropped, doubled, put into themselves, swapped; values and attributes replaced; once or twice. */
export function anyRewriting(): fc.Arbitrary<Rewriting> {
  return fc
    .array(fc.oneof(drop, dropBlock, double, nest, { weight: 4, arbitrary: spoil }, attribute, swap), {
      minLength: 1,
      maxLength: 2,
    })
    .map((changes) => (text: string) => changes.reduce((sofar, change) => change(sofar), text))
}

/** How a text is written as bytes: as it says, or otherwise. */
export function anyEncoding(): fc.Arbitrary<(text: string) => Buffer> {
  const plain = (text: string) => Buffer.from(text)
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(plain) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        (text: string) => Buffer.from(`\ufeff${text}`),
        (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
        (text: string) => Buffer.from(text, 'utf16le').swap16(),
        (text: string) => Buffer.from(text, 'latin1'),
        (text: string) => Buffer.from(text.replace('UTF-8', 'ISO-8859-15'), 'latin1'),
        (text: string) => Buffer.from(text.replace('UTF-8', 'UTF-16')),
      ),
    },
  )
}
