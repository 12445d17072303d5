import { constants, crc32, inflateRawSync } from 'node:zlib'

/** An entry as the directory at the end of a ZIP tells it; nothing is unpacked to know it. */
export interface ZipEntry {
  name: string
  isFolder: boolean
  isEncrypted: boolean
  /** Bytes it says it unpacks to. */
  size: number
  packedSize: number
  method: number
  /** Check sum of what it unpacks to. */
  crc: number
  /** Where its local header begins. */
  at: number
}

const END = 0x06054b50
const DIRECTORY = 0x02014b50
const LOCAL = 0x04034b50
const END_LENGTH = 22
const LONGEST_COMMENT = 0xffff
const STORED = 0
const DEFLATED = 8

/** Entries beyond which a directory is not read on: the file is then of no use to us. */
const MOST_ENTRIES = 10_000

/**
 * The entries of a ZIP in its directory's order; `undefined` when the bytes hold no directory we can read (damaged,
 * split, or of the 64-bit kind, which no attachment of our size needs).
 */
export function zipEntries(bytes: Uint8Array): ZipEntry[] | undefined {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = zipEnd(zip)
  if (end === undefined) return undefined
  const count = zip.readUInt16LE(end + 10)
  const entries: ZipEntry[] = []
  let at = zip.readUInt32LE(end + 16)
  while (entries.length < count) {
    if (at + 46 > end || zip.readUInt32LE(at) !== DIRECTORY || entries.length >= MOST_ENTRIES)
      return undefined
    const entry = entryAt(zip, at)
    if (entry.size === 0xffffffff || entry.packedSize === 0xffffffff) return undefined
    entries.push(entry)
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return entries
}

/** Where the record that ends a ZIP stands, counted from its end; `undefined` when there is none. */
export function zipEnd(zip: Buffer): number | undefined {
  const earliest = Math.max(0, zip.length - END_LENGTH - LONGEST_COMMENT)
  for (let at = zip.length - END_LENGTH; at >= earliest; at--) {
    if (zip[at] === 0x50 && zip.readUInt32LE(at) === END) return at
  }
  return undefined
}

function entryAt(zip: Buffer, at: number): ZipEntry {
  const flags = zip.readUInt16LE(at + 8)
  const nameEnd = at + 46 + zip.readUInt16LE(at + 28)
  const name = zip.toString((flags & 0x800) === 0 ? 'latin1' : 'utf8', at + 46, nameEnd)
  return {
    name,
    isFolder: name.endsWith('/'),
    isEncrypted: (flags & 1) !== 0,
    method: zip.readUInt16LE(at + 10),
    crc: zip.readUInt32LE(at + 16),
    packedSize: zip.readUInt32LE(at + 20),
    size: zip.readUInt32LE(at + 24),
    at: zip.readUInt32LE(at + 42),
  }
}

/** What came of unpacking an entry; `larger` when it holds more than it says. */
export type Unpacked = { bytes: Uint8Array } | { problem: 'damaged' | 'larger' }

/** Unpacks one entry, never beyond the size it says it has. */
export function unpackEntry(bytes: Uint8Array, entry: ZipEntry): Unpacked {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (entry.at + 30 > zip.length || zip.readUInt32LE(entry.at) !== LOCAL) return { problem: 'damaged' }
  const from = entry.at + 30 + zip.readUInt16LE(entry.at + 26) + zip.readUInt16LE(entry.at + 28)
  const packed = zip.subarray(from, from + entry.packedSize)
  if (packed.length !== entry.packedSize) return { problem: 'damaged' }
  if (entry.method === STORED) return whole(packed, entry)
  if (entry.method !== DEFLATED) return { problem: 'damaged' }
  try {
    const unpacked = inflateRawSync(packed, {
      maxOutputLength: Math.max(entry.size, 1),
      finishFlush: constants.Z_FINISH,
    })
    return whole(unpacked, entry)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ERR_BUFFER_TOO_LARGE') return { problem: 'larger' }
    if (code?.startsWith('Z_') === true) return { problem: 'damaged' }
    throw error
  }
}

function whole(bytes: Uint8Array, entry: ZipEntry): Unpacked {
  const isWhole = bytes.length === entry.size && crc32(bytes) === entry.crc
  return isWhole ? { bytes } : { problem: 'damaged' }
}
