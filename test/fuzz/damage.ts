import * as fc from 'fast-check'

/** A change to bytes, wherever in them it falls. */
export type Damage = (bytes: Buffer) => Buffer

/** A place in something whose length is known only later: as often in the middle as at an end. */
export const share = fc.noBias(fc.nat({ max: 999_999 })).map((millionths) => millionths / 1_000_000)

/** Nothing, more often than not: what is damaged everywhere shows only that it is damaged. */
export function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
}
const at = (bytes: Buffer, where: number) => Math.floor(where * bytes.length)

const flip = fc.tuple(share, fc.integer({ min: 1, max: 255 })).map(
  ([where, mask]): Damage =>
    (bytes) => {
      if (bytes.length === 0) return bytes
      const place = Math.min(at(bytes, where), bytes.length - 1)
      const changed = Buffer.from(bytes)
      changed.writeUInt8((changed[place] ?? 0) ^ mask, place)
      return changed
    },
)

const cut = share.map(
  (where): Damage =>
    (bytes) =>
      bytes.subarray(0, at(bytes, where)),
)

/** A stretch left out, or said twice. */
const stretch = fc.tuple(share, fc.integer({ min: 1, max: 300 }), fc.boolean()).map(
  ([where, length, isTwice]): Damage =>
    (bytes) => {
      const from = at(bytes, where)
      const to = Math.min(from + length, bytes.length)
      return Buffer.concat(
        isTwice
          ? [bytes.subarray(0, to), bytes.subarray(from)]
          : [bytes.subarray(0, from), bytes.subarray(to)],
      )
    },
)

const NASTY: readonly string[] = [
  '\0',
  '\u001b[2J',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?x?>',
  '&a;',
  '&#0;',
  '&#x41;',
  '\u202e',
  '\ufeff',
  '%%EOF',
  'PK\u0003\u0004',
  '\u001f\u008b\b',
  '/JavaScript',
  '999999999999999999999',
  '../../',
  'a'.repeat(70_000),
]

const insert = fc
  .tuple(share, fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 40 })))
  .map(
    ([where, text]): Damage =>
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, at(bytes, where)),
          Buffer.from(text),
          bytes.subarray(at(bytes, where)),
        ]),
  )

/** Bytes flipped, cut, left out, doubled or put in, one to three times. */
export function anyDamage(): fc.Arbitrary<Damage> {
  return fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: flip },
        { weight: 1, arbitrary: cut },
        { weight: 2, arbitrary: stretch },
        { weight: 3, arbitrary: insert },
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((changes) => (bytes: Buffer) => changes.reduce((sofar, change) => change(sofar), bytes))
}
