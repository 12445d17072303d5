import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { contentKind } from '../../src/reception/content-kind.ts'

const tar = Buffer.alloc(1024)
tar.write('ustar', 257)

test.each([
  ['no bytes', Buffer.alloc(0), 'empty'],
  ['a gzip', gzipSync('facture'), 'gzip'],
  ['a zip', zipSync({ 'facture.xml': Buffer.from('<a/>') }), 'zip'],
  ['a tar', tar, 'tar'],
  ['XML', Buffer.from('<?xml version="1.0"?><a/>'), 'document'],
  ['one byte', Buffer.from([0x1f]), 'document'],
  ['a PDF', Buffer.from('%PDF-1.7'), 'document'],
])('%s is told by its first bytes', (_, bytes, kind) => {
  expect(contentKind(bytes)).toBe(kind)
})

test('bytes in the middle of a larger buffer are judged by their own beginning', () => {
  const pool = Buffer.concat([gzipSync('x'), Buffer.from('<a/>')])
  expect(contentKind(pool.subarray(pool.length - 4))).toBe('document')
})
