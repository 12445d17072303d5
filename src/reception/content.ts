import { contentKind, type ContentKind } from './content-kind.ts'

/** The bytes of a deposit, read as they are needed: a document whole, an archive piece by piece. */
export interface Content {
  /** Bytes as dropped. */
  size: number
  /** The first bytes, at most 512: enough to tell what it is. */
  head: Uint8Array
  /** All of it in memory. */
  whole(): Promise<Uint8Array>
  /** All of it in pieces, from the beginning at every call. */
  pieces(): AsyncIterable<Uint8Array>
}

const HEAD = 512

/** Content that is in memory already. */
export function contentOf(bytes: Uint8Array): Content {
  return {
    size: bytes.length,
    head: bytes.subarray(0, HEAD),
    whole: () => Promise.resolve(bytes),
    async *pieces() {
      yield bytes
    },
  }
}

export function kindOf(content: Content): ContentKind {
  return content.size === 0 ? 'empty' : contentKind(content.head)
}
