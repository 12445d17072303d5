import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { contentsOf, documentsOf } from '../../src/reception/archive/read-archive.ts'
import { contentOf } from '../../src/reception/content.ts'
import { type Entry, tar, tarGz } from './tar.ts'

const LIMITS = {
  invoices: 3,
  entries: 50,
  invoiceBytes: 1000,
  inflatedBytes: 4_000_000,
  expansion: 200,
  nameLength: 60,
}

function contents(bytes: Uint8Array, limits = LIMITS) {
  return contentsOf(contentOf(bytes).pieces(), limits)
}

async function codes(bytes: Uint8Array, limits = LIMITS): Promise<string[]> {
  const { faults, remarks } = await contents(bytes, limits)
  return [...faults, ...remarks].map((each) => each.code)
}

const one: Entry = { name: 'facture-1.xml', content: '<Invoice/>' }
const two: Entry = { name: 'facture-2.xml', content: '<CreditNote/>' }

test('the documents of an archive are told in their order, with their names and sizes', async () => {
  const { files, faults, remarks } = await contents(await tarGz([one, two]))
  expect(files).toEqual([
    { index: 0, name: 'facture-1.xml', size: 10 },
    { index: 1, name: 'facture-2.xml', size: 13 },
  ])
  expect([faults, remarks]).toEqual([[], []])
})

test('only the documents asked for are read, and they are read whole', async () => {
  const bytes = await tarGz([one, two, { name: 'facture-3.xml', content: '<Third/>' }])
  const read: string[] = []
  for await (const file of documentsOf(contentOf(bytes).pieces(), { from: 1, to: 2 }, LIMITS)) {
    read.push(`${file.index} ${file.name} ${Buffer.from(file.bytes ?? '').toString()}`)
  }
  expect(read).toEqual(['1 facture-2.xml <CreditNote/>'])
})

test('a document beyond the limit is given without its bytes', async () => {
  const bytes = await tarGz([{ name: 'large.xml', content: 'x'.repeat(1001) }, two])
  const sizes: (number | undefined)[] = []
  for await (const file of documentsOf(contentOf(bytes).pieces(), { from: 0, to: 2 }, LIMITS))
    sizes.push(file.bytes?.length)
  expect(sizes).toEqual([undefined, 13])
})

test('folders are passed over, a name loses the folders before it, what macOS leaves is told and not read', async () => {
  const bytes = await tarGz([
    { name: './', type: 'directory' },
    { name: './lot/facture-1.xml', content: '<Invoice/>' },
    { name: './lot/._facture-1.xml', content: 'x' },
    { name: '.DS_Store', content: 'x' },
  ])
  const { files, remarks } = await contents(bytes)
  expect(files.map((file) => file.name)).toEqual(['facture-1.xml'])
  expect(remarks.map((each) => each.code)).toEqual(['RCV-17', 'RCV-17'])
})

describe('a name that leads elsewhere refuses the archive', () => {
  test.each([
    ['../facture.xml'],
    ['lot/../../facture.xml'],
    ['/etc/passwd'],
    ['C:\\facture.xml'],
    ['lot\\facture.xml'],
    ['fac\u202Eture.xml'],
    ['fac\u0007ture.xml'],
    [`${'n'.repeat(61)}.xml`],
  ])('%j', async (name) => {
    expect(await codes(await tarGz([one, { name, content: '<Invoice/>' }]))).toEqual(['RCV-13'])
  })
})

describe('what is no plain file refuses the archive', () => {
  const kinds: Entry[] = [
    { name: 'lien.xml', type: 'symlink', linkname: '/etc/passwd' },
    { name: 'lien.xml', type: 'link', linkname: 'facture-1.xml' },
    { name: 'tube', type: 'fifo' },
    { name: 'disque', type: 'block-device' },
    { name: 'terminal', type: 'character-device' },
  ]
  test.each(kinds)('$type', async (entry) => {
    expect(await codes(await tarGz([one, entry]))).toEqual(['RCV-18'])
  })
})

test('long names, by PAX or by GNU, are read', async () => {
  const name = `${'dossier/'.repeat(20)}facture.xml`
  const { files } = await contents(await tarGz([{ name, content: '<Invoice/>' }]), {
    ...LIMITS,
    nameLength: 500,
  })
  expect(files.map((file) => file.name)).toEqual(['facture.xml'])
})

test.each([
  ['the same name', 'facture-1.xml'],
  ['another case', 'FACTURE-1.XML'],
])('%s twice refuses the archive', async (_, name) => {
  expect(await codes(await tarGz([one, { name, content: '<Invoice/>' }]))).toEqual(['RCV-14'])
})

test('two Unicode forms of one name refuse the archive', async () => {
  const entries = ['été.xml', 'été.xml'.normalize('NFD')].map((name) => ({ name, content: '<Invoice/>' }))
  expect(await codes(await tarGz(entries))).toEqual(['RCV-14'])
})

test('one invoice too many refuses the archive', async () => {
  const entries = Array.from({ length: 4 }, (_, n) => ({ name: `${n}.xml`, content: '<Invoice/>' }))
  expect(await codes(await tarGz(entries))).toEqual(['RCV-15'])
  expect(await codes(await tarGz(entries.slice(1)))).toEqual([])
})

test('an empty archive, or one of folders only, is said to hold nothing', async () => {
  expect(await codes(await tarGz([]))).toEqual(['RCV-16'])
  expect(await codes(await tarGz([{ name: 'lot/', type: 'directory' }]))).toEqual(['RCV-16'])
})

describe('an archive that cannot be read to its end is refused', () => {
  test('cut short', async () => {
    const bytes = await tarGz([one, two])
    for (const length of [12, Math.floor(bytes.length / 2), bytes.length - 1]) {
      expect(await codes(bytes.subarray(0, length))).toEqual(['RCV-11'])
    }
  })

  test('the tar inside cut short', async () => {
    const inner = await tar([{ name: 'a.xml', content: 'x'.repeat(900) }])
    expect(await codes(gzipSync(inner.subarray(0, 700)))).toEqual(['RCV-11'])
  })

  test('a wrong checksum', async () => {
    const bytes = await tarGz([one])
    bytes.writeUInt32LE(0, bytes.length - 8)
    expect(await codes(bytes)).toEqual(['RCV-11'])
  })

  test('no tar inside', async () => {
    expect(await codes(gzipSync('<Invoice/>'.repeat(200)))).toEqual(['RCV-11'])
  })
})

test('several gzip members make one archive', async () => {
  const inner = await tar([one, two])
  const bytes = Buffer.concat([gzipSync(inner.subarray(0, 700)), gzipSync(inner.subarray(700))])
  expect((await contents(bytes)).files).toHaveLength(2)
})

test('an archive that expands beyond its ratio, or beyond the limit, is stopped while it does', async () => {
  const bomb = await tarGz([{ name: 'a.xml', content: Buffer.alloc(3_000_000) }])
  expect(await codes(bomb)).toEqual(['RCV-12'])
  expect(await codes(bomb, { ...LIMITS, expansion: 100_000, inflatedBytes: 2_000_000 })).toEqual(['RCV-12'])
  expect(await codes(bomb, { ...LIMITS, expansion: 100_000 })).toEqual([])
})

test('trouble reading our own copy is trouble, not a fault of the deposit', async () => {
  const bytes = await tarGz([one, two])
  async function* broken() {
    yield bytes.subarray(0, 20)
    throw new Error('disk')
  }
  await expect(contentsOf(broken(), LIMITS)).rejects.toThrow('disk')
})

test('a size that is no number ends the reading, and is not waited for', async () => {
  const whole = await tar([one])
  Buffer.from('efc3d95e2cb6d821b8000000', 'hex').copy(whole, 124)
  const sum = whole
    .fill(' ', 148, 156)
    .subarray(0, 512)
    .reduce((total, byte) => total + byte, 0)
  whole.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  expect(await codes(gzipSync(whole))).toEqual(['RCV-11'])
})

test('a file without a name, and more entries than allowed, refuse the archive', async () => {
  expect(await codes(await tarGz([one, { name: 'lot/.', content: 'x' }]))).toEqual(['RCV-13'])
  const folders = Array.from({ length: 51 }, (_, n): Entry => ({ name: `${n}/`, type: 'directory' }))
  expect(await codes(await tarGz(folders))).toEqual(['RCV-12'])
})

test('of a great many leftovers some are told', async () => {
  const left = Array.from({ length: 150 }, (_, n) => ({ name: `._${n}`, content: 'x' }))
  const { files, remarks } = await contents(await tarGz([one, ...left]), { ...LIMITS, entries: 200 })
  expect([files.length, remarks.length]).toEqual([1, 100])
})

test('an error nobody knows is trouble of ours, and refuses no archive', async () => {
  const limits = {
    ...LIMITS,
    get inflatedBytes(): number {
      throw new TypeError('a slip of ours')
    },
  }
  await expect(contentsOf(contentOf(await tarGz([one, two])).pieces(), limits)).rejects.toThrow(
    'a slip of ours',
  )
})

test('its ratio is asked from the first megabyte on, that byte included', async () => {
  const megabyte = 1024 * 1024
  const of = async (size: number) =>
    codes(gzipSync(Buffer.concat([await tar([one]), Buffer.alloc(size)]).subarray(0, size)))
  expect(await of(megabyte - 512)).toEqual([])
  expect(await of(megabyte)).toEqual(['RCV-12'])
})
