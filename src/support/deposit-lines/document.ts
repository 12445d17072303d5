import { TextDecoder } from 'node:util'
import { textEncodingOf } from '../../formats/xml-encoding.ts'
import { type ContentKind, contentKind } from '../../reception/content-kind.ts'
import { documentsOf } from '../../reception/archive/read-archive.ts'
import type { ArchiveLimits } from '../../reception/archive/limits.ts'
import type { Archive } from '../../record/archive.ts'

export interface DocumentTools {
  archive: Pick<Archive, 'head' | 'pieces'>
  limits: ArchiveLimits
}

/** A document of a deposit as text, read from its beginning at every call. */
export type DocumentText = () => AsyncIterable<string>

/** Why a document has no lines to show: it holds no text, or more than a document may. */
export interface NoText {
  noText: ContentKind | 'too-large'
}

/**
 * The text of these documents of a deposit, by their place in it, from 0. Of an archive, only they are kept in memory;
 * those it does not have are left out. @throws ArchiveTrouble
 */
export async function documentTexts(
  deposit: { sha256: string },
  places: readonly number[],
  { archive, limits }: DocumentTools,
): Promise<Map<number, DocumentText | NoText>> {
  const kind = contentKind(await archive.head(deposit.sha256, HEAD))
  if (kind === 'document') {
    const text: DocumentText = () => decoded(archive.pieces(deposit.sha256))
    return new Map(places.includes(0) ? [[0, text]] : [])
  }
  if (kind !== 'gzip') return new Map(places.map((place) => [place, { noText: kind }]))
  const found = new Map<number, DocumentText | NoText>()
  const range = { from: Math.min(...places), to: Math.max(...places) + 1 }
  for await (const { index, bytes } of documentsOf(archive.pieces(deposit.sha256), range, limits))
    if (places.includes(index)) found.set(index, textOf(bytes))
  return found
}

const HEAD = 512

function textOf(bytes: Uint8Array | undefined): DocumentText | NoText {
  if (bytes === undefined) return { noText: 'too-large' }
  const kind = contentKind(bytes)
  return kind === 'document' ? () => decoded(once(bytes)) : { noText: kind }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** In the encoding its first bytes tell; bytes that are none of it are shown as such. */
async function* decoded(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(textEncodingOf(piece.subarray(0, HEAD)))
    yield decoder.decode(piece, { stream: true })
  }
  yield decoder?.decode() ?? ''
}
