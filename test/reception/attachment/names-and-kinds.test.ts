import { describe, expect, test } from 'vitest'
import { zipOf } from '../../../fixtures/make-zips.ts'
import { holdsEicar } from '../../../src/reception/attachment/eicar.ts'
import { contradicts, fileKind, otherThan } from '../../../src/reception/attachment/file-kind.ts'
import {
  dangerIn,
  type Extension,
  extensionOf,
  visible,
} from '../../../src/reception/attachment/file-name.ts'
import { gzipSync } from 'node:zlib'

describe('a name', () => {
  test.each(['relevé n° 4.PDF', 'a b.tar.gz', 'plan (2).xlsx', 'été.txt'])('%s is harmless', (name) => {
    expect(dangerIn(name)).toBeUndefined()
    expect(extensionOf(name)).toBeDefined()
  })

  test.each([
    ['../a.pdf', 'un chemin de dossier'],
    ['C:\\a.pdf', 'un chemin de dossier'],
    ['C:a.pdf', 'un chemin de dossier'],
    ['/a.pdf', 'un chemin de dossier'],
    ['a\u0000.pdf', 'un caractère de commande ou invisible'],
    ['a\n.pdf', 'un caractère de commande ou invisible'],
    ['a\u200B.pdf', 'un caractère de commande ou invisible'],
    ['a\u202Efdp.exe', 'un caractère qui retourne le sens de lecture et peut cacher son extension'],
  ])('%j is dangerous', (name, problem) => {
    expect(dangerIn(name)?.fr).toBe(problem)
  })

  test('that cannot be seen is written out', () => {
    expect(visible('a\u202Efdp\u0000.exe')).toBe('a\\u202efdp\\u0000.exe')
  })

  test.each(['a', 'a.', '.pdf.', 'a.exe', 'a.pdf.exe', 'a.p df'])(
    '%s has no extension of the list',
    (name) => {
      expect(extensionOf(name)).toBeUndefined()
    },
  )
})

const office = (folder: string) =>
  zipOf({ name: '[Content_Types].xml', bytes: Buffer.alloc(1) }, { name: folder, bytes: Buffer.alloc(1) })
const OPENDOCUMENT = zipOf(
  { name: 'mimetype', bytes: Buffer.alloc(1) },
  { name: 'content.xml', bytes: Buffer.alloc(1) },
)
const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex')

describe('content', () => {
  test.each<[Extension, Buffer]>([
    ['pdf', Buffer.from('%PDF-1.4\n')],
    ['png', PNG],
    ['txt', Buffer.from('Bonjour')],
    ['txt', Buffer.from('\uFEFFBonjour', 'utf16le')],
    ['csv', Buffer.from('a;b\n1;2\n')],
    ['xml', Buffer.from('<?xml version="1.0"?><a/>')],
    ['html', Buffer.from('<!DOCTYPE html><html></html>')],
    ['doc', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['docx', office('word/document.xml')],
    ['xlsx', office('xl/workbook.xml')],
    ['odt', OPENDOCUMENT],
    ['zip', zipOf({ name: 'a', bytes: Buffer.alloc(1) })],
    ['tgz', gzipSync('a')],
    ['p7s', Buffer.from('308006092a864886f70d010702', 'hex')],
  ])('of .%s is what it says', async (extension, bytes) => {
    expect(otherThan(extension, await fileKind(bytes), bytes)).toBeUndefined()
  })

  test.each<[Extension, Buffer, string]>([
    ['pdf', Buffer.from('MZ\u0090\u0000', 'latin1'), 'exe'],
    ['pdf', PNG, 'png'],
    ['png', Buffer.from('%PDF-1.4\n'), 'pdf'],
    ['txt', Buffer.from('\u007fELF\u0002\u0001', 'latin1'), 'elf'],
    ['txt', Buffer.from('a\u0000b'), 'binaire'],
    ['docx', zipOf({ name: 'a.exe', bytes: Buffer.alloc(1) }), 'zip'],
    ['zip', zipOf({ name: 'META-INF/MANIFEST.MF', bytes: Buffer.alloc(1) }), 'jar'],
    ['jpg', Buffer.from('bonjour'), 'ne se reconnaît pas'],
    ['xls', office('xl/workbook.xml'), 'xlsx'],
  ])('of .%s is told to be something else', async (extension, bytes, found) => {
    expect(otherThan(extension, await fileKind(bytes), bytes)?.fr).toContain(found)
  })

  test.each<[string, boolean]>([
    ['application/pdf', false],
    ['Application/PDF; charset=binary', false],
    ['application/octet-stream', false],
    ['', false],
    ['image/png', true],
  ])('of a PDF said to be %j', async (given, isWrong) => {
    const kind = await fileKind(Buffer.from('%PDF-1.4\n'))
    expect(kind && contradicts(given, kind)).toBe(isWrong)
  })
})

describe('EICAR’s string', () => {
  // In parts, so that no antivirus takes this file for it.
  const eicar = Buffer.from(
    ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!', '$H+H*'].join(''),
  )
  const zip = (bytes: Buffer) => zipOf({ name: 'a', bytes })

  test.each<[string, Buffer, boolean]>([
    ['alone', eicar, true],
    ['amid other bytes', Buffer.concat([Buffer.from('%PDF-1.4 '), eicar]), true],
    ['in a ZIP', zip(eicar), true],
    ['in a ZIP in a ZIP in a gzip', gzipSync(zip(zip(eicar))), true],
    ['cut short', eicar.subarray(0, 60), false],
    ['not there, in a damaged gzip', Buffer.from('1f8b0800', 'hex'), false],
  ])('%s', (_, bytes, isThere) => {
    expect(holdsEicar(bytes)).toBe(isThere)
  })
})
