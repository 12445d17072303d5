import { type Content, contentOf } from '../reception/content.ts'
import type { Archive } from './archive.ts'

/** Larger documents are read as they are needed. */
const WHOLE_BYTES = 8 * 1024 * 1024
const HEAD_BYTES = 512

/** A deposit's bytes as the pipeline takes them, from the archive. @throws ArchiveTrouble */
export async function archivedContent(
  archive: Pick<Archive, 'get' | 'head' | 'pieces'>,
  { sha256, size }: { sha256: string; size: number },
): Promise<Content> {
  if (size <= WHOLE_BYTES) return contentOf(await archive.get(sha256))
  return {
    size,
    head: await archive.head(sha256, HEAD_BYTES),
    whole: () => archive.get(sha256),
    pieces: () => archive.pieces(sha256),
  }
}
