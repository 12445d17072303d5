import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Zipped, zipOf } from '../../../fixtures/make-zips.ts'
import { decodeBase64 } from '../../../src/formats/base64.ts'
import { unpack } from '../../../src/reception/attachment/unpack.ts'

const LIMIT = 1000
const TEXT = Buffer.from('Relevé')
const at = { xpath: '/PJ' }

function unpacked(content: string, name = 'a.txt') {
  const result = unpack({ source: at, name, content: decodeBase64(content) }, LIMIT)
  return result.ok ? result.value : result.faults.map(({ code }) => code)
}

const zipped = (...files: Zipped[]) => zipOf(...files).toString('base64')
const file = (more: Partial<Zipped> = {}): Zipped => ({ name: 'a.txt', bytes: TEXT, ...more })

describe('a file', () => {
  test.each<[promise: string, content: string, name: string, expected: unknown]>([
    ['bare in base64', TEXT.toString('base64'), 'a.txt', { bytes: TEXT }],
    ['with blanks and line ends in it', 'UmVs\r\n  ZXbD\tqQ==\n', 'a.txt', { bytes: TEXT }],
    ['in a ZIP that holds it alone', zipped(file()), 'a.txt', { bytes: TEXT, entryName: 'a.txt' }],
    ['that is a ZIP itself', zipped(file()), 'a.zip', { bytes: zipOf(file()) }],
    [
      'that is a ZIP in a ZIP of its name',
      zipped(file({ name: 'a.zip', bytes: zipOf(file()) })),
      'a.zip',
      { bytes: zipOf(file()), entryName: 'a.zip' },
    ],
    ['with a character outside base64', 'UmVs*ZXbDqQ==', 'a.txt', ['EXT-34']],
    ['with a look-alike letter', 'UmVsZХbDqQ==', 'a.txt', ['EXT-34']],
    ['with its padding in the middle', 'Um==VsZXbDqQ==', 'a.txt', ['EXT-34']],
    ['without its padding', 'UmVsZXbDqQ', 'a.txt', ['EXT-34']],
    ['larger than allowed', Buffer.alloc(LIMIT + 1).toString('base64'), 'a.txt', ['EXT-23']],
    ['larger than allowed, in a ZIP', zipped(file({ bytes: randomBytes(1200) })), 'a.txt', ['EXT-23']],
    ['in a ZIP bomb that says so', zipped(file({ bytes: Buffer.alloc(100_000) })), 'a.txt', ['EXT-36']],
    ['in a ZIP bomb that lies', zipped(file({ bytes: Buffer.alloc(100_000), said: 9 })), 'a.txt', ['EXT-36']],
    ['smaller than its ZIP says', zipped(file({ said: 9 })), 'a.txt', ['EXT-22']],
    ['with a password', zipped(file({ isEncrypted: true })), 'a.txt', ['EXT-33']],
    ['that is a ZIP with a password', zipped(file({ isEncrypted: true })), 'a.zip', ['EXT-33']],
    ['beside another one', zipped(file(), file({ name: 'b.txt' })), 'a.txt', ['EXT-22']],
    ['in an empty ZIP with a head', Buffer.from('PK\u0003\u0004').toString('base64'), 'a.txt', ['EXT-22']],
    ['on its way out', zipped(file({ name: '../a.txt' })), 'a.txt', ['EXT-35']],
    ['at an absolute place', zipped(file({ name: 'C:a.txt' })), 'a.txt', ['EXT-35']],
  ])('%s', (_, content, name, expected) => {
    expect(unpacked(content, name)).toEqual(expected)
  })

  test('altered in its ZIP is damaged', () => {
    const zip = zipOf(file({ bytes: Buffer.from('Relevé de chantier') }))
    zip.writeUInt8((zip[45] ?? 0) ^ 0xff, 45)
    expect(unpacked(zip.toString('base64'))).toEqual(['EXT-22'])
  })
})

test('any bytes after the head of a ZIP get a verdict', () => {
  const whole = zipOf(file(), file({ name: 'b.txt' }))
  const cut = fc.nat(whole.length).map((length) => whole.subarray(0, length))
  const any = fc.uint8Array().map((bytes) => Buffer.concat([Buffer.from('PK\u0003\u0004'), bytes]))
  const edited = fc
    .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)))
    .map((edits) =>
      edits.reduce((bytes, [place, value]) => bytes.fill(value, place, place + 1), Buffer.from(whole)),
    )
  fc.assert(
    fc.property(fc.oneof(cut, any, edited), (bytes) => {
      expect(unpacked(Buffer.from(bytes).toString('base64'))).toBeDefined()
    }),
  )
})

/** Bytes that do not pack, the same each time. */
function randomBytes(length: number): Buffer {
  let seed = 1
  return Buffer.from(Array.from({ length }, () => (seed = (seed * 1103515245 + 12345) % 2147483648) >> 16))
}
