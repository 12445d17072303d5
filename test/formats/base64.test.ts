import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64 } from '../../src/formats/base64.ts'

/** Blanks, the alphabet of URLs, and characters whose low byte is in the alphabet are among them. */
const NEARLY = [...'ABab01+/=', ' ', '\n', '-', '_', 'é', '\u0141', '\u2041', '€', '!']

const isBase64 = (text: string): boolean => {
  const bare = text.replaceAll(/[ \t\r\n]/g, '')
  return bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare)
}

test('a text is decoded when it is base64 and nothing else', () => {
  const words = fc.stringMatching(/^([A-Za-z0-9+/]{4}){0,4}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/)
  const texts = fc.oneof(words, fc.string({ unit: fc.constantFrom(...NEARLY), maxLength: 12 }))
  fc.assert(
    fc.property(texts, (text) => {
      expect('bytes' in decodeBase64(text)).toBe(isBase64(text))
    }),
    { numRuns: 5000 },
  )
})

test('what was encoded is decoded, line ends among it or not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      expect(decodeBase64(text)).toEqual({ bytes: Buffer.from(bytes) })
      expect(decodeBase64(text.replaceAll(/.{76}/g, '$&\r\n'))).toEqual({ bytes: Buffer.from(bytes) })
    }),
  )
})
