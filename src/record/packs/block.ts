import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'

/**
 * A pack is a row of blocks, one for each time it was written to: what is in the block, a check of that, and the
 * documents one after the other. So a pack says by itself what is in it.
 *
 * | bytes | what |
 * |---|---|
 * | 8 | `ECLUSE.1` |
 * | 4 | documents in the block |
 * | 36 each | SHA-256 of the document, its size |
 * | 8 | the first bytes of the SHA-256 of all of this |
 *
 * Numbers are unsigned, the largest byte first.
 */
const MARK = Buffer.from('ECLUSE.1')
const START = MARK.length + 4
const ENTRY = 32 + 4
const CHECK = 8
/** A block is one write: no writer has so many documents in memory. */
const MOST = 100_000

/** A document to pack. */
export interface Packable {
  /** Hex. */
  sha256: string
  bytes: Uint8Array
}

/** A document in a pack; `offset` from its beginning. */
export interface Entry {
  sha256: string
  offset: number
  size: number
}

/** In the pieces it is to be written in. */
export function blockOf(documents: readonly Packable[]): Uint8Array[] {
  const head = Buffer.alloc(START + documents.length * ENTRY)
  MARK.copy(head)
  head.writeUInt32BE(documents.length, MARK.length)
  for (const [index, { sha256, bytes }] of documents.entries()) {
    const at = START + index * ENTRY
    head.write(sha256, at, 'hex')
    head.writeUInt32BE(bytes.length, at + 32)
  }
  return [head, checkOf(head), ...documents.map(({ bytes }) => bytes)]
}

/** Where the documents of a block lie that begins there. */
export function entriesOf(documents: readonly Packable[], from: number): Entry[] {
  let offset = from + START + documents.length * ENTRY + CHECK
  return documents.map(({ sha256, bytes: { length: size } }) => {
    const entry = { sha256, offset, size }
    offset += size
    return entry
  })
}

/** Every document of a pack, up to the first block that is not whole: a write that was cut. */
export async function entriesIn(file: FileHandle): Promise<Entry[]> {
  const { size: end } = await file.stat()
  const found: Entry[] = []
  for (let at = 0; at < end; ) {
    const block = await readHead(file, at)
    const next = block?.reduce((to, { size }) => to + size, at + headSize(block.length))
    if (block === undefined || next === undefined || next > end) return found
    found.push(...block)
    at = next
  }
  return found
}

async function readHead(file: FileHandle, at: number): Promise<Entry[] | undefined> {
  const start = await readAt(file, at, START)
  if (start.length < START || !start.subarray(0, MARK.length).equals(MARK)) return undefined
  const count = start.readUInt32BE(MARK.length)
  if (count > MOST) return undefined
  const head = await readAt(file, at, headSize(count))
  if (head.length < headSize(count)) return undefined
  const said = head.subarray(0, -CHECK)
  if (!checkOf(said).equals(head.subarray(-CHECK))) return undefined
  let offset = at + head.length
  return Array.from({ length: count }, (_, index) => {
    const from = START + index * ENTRY
    const size = head.readUInt32BE(from + 32)
    const entry = { sha256: head.toString('hex', from, from + 32), offset, size }
    offset += size
    return entry
  })
}

/** As many bytes as there are. */
export async function readAt(file: FileHandle, offset: number, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(size)
  let filled = 0
  while (filled < size) {
    const { bytesRead } = await file.read(buffer, filled, size - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

function headSize(count: number): number {
  return START + count * ENTRY + CHECK
}

function checkOf(head: Uint8Array): Buffer {
  return createHash('sha256').update(head).digest().subarray(0, CHECK)
}
