import { crc32, deflateRawSync } from 'node:zlib'

/** 0 leaves the bytes as they are. */
export type ZipLevel = 0 | 1 | 3

/**
 * A zip that holds this file alone (PKZIP APPNOTE 6.3: 4.3.7, 4.3.12, 4.3.16), without extra fields or comments. Its clock
 * stands still, so that the same file is the same bytes on every day.
 */
export function oneFileZip(file: { name: string; bytes: Uint8Array }, level: ZipLevel): Buffer {
  const name = Buffer.from(file.name)
  const packed = level === 0 ? file.bytes : deflateRawSync(file.bytes, { level })
  const entry = entryOf(file, { name, packed: packed.length, isPacked: level > 0 })
  const local = Buffer.concat([LOCAL, entry, name])
  const central = Buffer.concat([CENTRAL, entry, NO_COMMENT_AT_0, name])
  return Buffer.concat([local, packed, central, end(central.length, local.length + packed.length)])
}

/** The signatures; a central entry begins with who made it: version 2.0, on a file system like DOS's. */
const LOCAL = Buffer.from('504b0304', 'hex')
const CENTRAL = Buffer.from('504b01021400', 'hex')
const END = 0x06_05_4b_50

/** Of the central entry: no comment, disk 0, no attributes, its file at the beginning of the zip. */
const NO_COMMENT_AT_0 = Buffer.alloc(14)

const VERSION = 20
/** The name is UTF-8. */
const UTF8_NAME = 0x08_00
const STORED = 0
const DEFLATED = 8
/** 1 January 1980, midnight: the first DOS can tell. */
const DATE = (1 << 5) | 1

/** What the entry beside the file and the one in the directory have in common. */
function entryOf(
  file: { name: string; bytes: Uint8Array },
  of: { name: Buffer; packed: number; isPacked: boolean },
): Buffer {
  const entry = Buffer.alloc(26)
  entry.writeUInt16LE(VERSION, 0)
  entry.writeUInt16LE(of.name.length === file.name.length ? 0 : UTF8_NAME, 2)
  entry.writeUInt16LE(of.isPacked ? DEFLATED : STORED, 4)
  entry.writeUInt16LE(DATE, 8)
  entry.writeUInt32LE(crc32(file.bytes), 10)
  entry.writeUInt32LE(of.packed, 14)
  entry.writeUInt32LE(file.bytes.length, 18)
  entry.writeUInt16LE(of.name.length, 22)
  return entry
}

function end(directoryBytes: number, directoryAt: number): Buffer {
  const record = Buffer.alloc(22)
  record.writeUInt32LE(END, 0)
  record.writeUInt16LE(1, 8)
  record.writeUInt16LE(1, 10)
  record.writeUInt32LE(directoryBytes, 12)
  record.writeUInt32LE(directoryAt, 16)
  return record
}
