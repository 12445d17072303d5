import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { type Content, contentOf } from '../reception/content.ts'
import type { Archive } from '../record/archive.ts'

/** A file somebody corrected by hand, still where it was written. */
export interface CorrectedFile {
  content: Content
  /** Hex. */
  sha256: string
  /** Bytes. */
  size: number
  /** Its bytes in the archive, for good. @throws CorrectedFileTrouble when they are no longer those that were looked at */
  keep(archive: Pick<Archive, 'putStream'>): Promise<void>
}

/** The file cannot be read, or was written to between the look at it and its being kept. */
export class CorrectedFileTrouble extends Error {
  constructor(path: string, what: string, options?: ErrorOptions) {
    super(`Le fichier ${path} ${what}.`, options)
    this.name = 'CorrectedFileTrouble'
  }
}

const HEAD_BYTES = 512

/** @throws CorrectedFileTrouble when it cannot be read */
export async function correctedFile(path: string): Promise<CorrectedFile> {
  try {
    return await looked(path)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CorrectedFileTrouble(path, `ne peut être lu (cannot be read): ${why}`, { cause })
  }
}

/** A file that was corrected in a page: it never was on a disk. */
export function correctedBytes(bytes: Uint8Array): CorrectedFile {
  const content = contentOf(bytes)
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    content,
    async keep(archive) {
      await archive.putStream(content.pieces())
    },
  }
}

async function looked(path: string): Promise<CorrectedFile> {
  const { size } = await stat(path)
  const sha256 = await hashOf(path)
  return {
    sha256,
    size,
    content: {
      size,
      head: await headOf(path),
      whole: () => readFile(path),
      pieces: () => pieces(path),
    },
    async keep(archive) {
      const kept = await archive.putStream(pieces(path))
      if (kept.sha256 === sha256) return
      throw new CorrectedFileTrouble(
        path,
        'a changé pendant son examen : recommencez (it changed while it was looked at)',
      )
    },
  }
}

function pieces(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path) as AsyncIterable<Buffer>
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of pieces(path)) hash.update(piece)
  return hash.digest('hex')
}

async function headOf(path: string): Promise<Uint8Array> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
  return buffer.subarray(0, bytesRead)
}
