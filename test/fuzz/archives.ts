import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { gnuLongName, paxHeader, type TarEntry, tarEntry, tarOf } from '../../fixtures/hostile/tar-bytes.ts'
import { anySeed } from './corpus.ts'
import { anyDamage, seldom, share } from './damage.ts'

const name = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z]{1,8}\.xml$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '.',
      '..',
      '/',
      'a/',
      './',
      '../a',
      'a/../../b',
      'C:a',
      '._a',
      '.DS_Store',
      '__MACOSX/a',
      'a\u0000b',
      'é',
      'é'.normalize('NFD'),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 120 }) },
)

const content = fc.oneof(
  { weight: 4, arbitrary: anySeed().map(({ bytes }) => bytes) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 1500 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      Buffer.alloc(0),
      Buffer.alloc(600),
      Buffer.from('<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'),
    ),
  },
)

const entry: fc.Arbitrary<TarEntry> = fc.record(
  {
    name,
    content,
    flag: fc.oneof(
      { weight: 12, arbitrary: fc.constant('0') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '\0',
          '1',
          '2',
          '3',
          '4',
          '5',
          '6',
          '7',
          'S',
          'V',
          'g',
          'x',
          'L',
          'K',
          'Z',
          ' ',
        ),
      },
    ),
    size: fc.oneof(
      fc.integer({ min: 0, max: 4000 }).map((size) => size.toString(8).padStart(11, '0')),
      fc.constantFrom('77777777777', '-0000000001', 'zzzzzzzzzzz', ''),
      fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
    ),
    linkname: fc.constantFrom('', '/etc/passwd', 'a.xml'),
    sum: fc.constantFrom('0', '1', 'x'),
  },
  { requiredKeys: ['name', 'content'] },
)

/** Most entries are well made: each wrong one ends the reading. */
const mostly = entry.chain((of) =>
  fc
    .noBias(fc.nat({ max: 9 }))
    .map((wild) => (wild === 9 ? of : { name: of.name, content: of.content ?? '' })),
)

const header = fc.oneof(
  fc
    .dictionary(
      fc.constantFrom('path', 'linkpath', 'size', 'mtime', '__proto__', 'a'),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
    )
    .map((records) => paxHeader(records)),
  fc.string({ unit: 'grapheme', maxLength: 300 }).map((long) => gnuLongName(long)),
  fc
    .uint8Array({ minLength: 1, maxLength: 600 })
    .map((bytes) => tarEntry({ name: 'p', flag: 'x', content: bytes })),
)

/** Entries of any name, kind and content, compressed in one piece or several, whole or damaged. */
export function anyArchive(): fc.Arbitrary<Buffer> {
  const parts = fc.array(
    fc.oneof({ weight: 9, arbitrary: mostly.map(tarEntry) }, { weight: 1, arbitrary: header }),
    { maxLength: 8 },
  )
  const split = seldom(share)
  const inside = seldom(anyDamage())
  const outside = seldom(anyDamage())
  return fc.tuple(parts, split, inside, outside).map(([entries, where, within, without]) => {
    const whole = tarOf(...entries)
    const damaged = within === undefined ? whole : within(whole)
    const zipped = compressed(damaged, where)
    return without === undefined ? zipped : without(zipped)
  })
}

function compressed(bytes: Buffer, where: number | undefined): Buffer {
  if (where === undefined) return gzipSync(bytes)
  const at = Math.floor(where * bytes.length)
  return Buffer.concat([gzipSync(bytes.subarray(0, at)), gzipSync(bytes.subarray(at))])
}
