/** What the first bytes of a flow say it is. */
export type ContentKind = 'empty' | 'gzip' | 'zip' | 'tar' | 'document'

const TAR_MAGIC_AT = 257
/** How a ZIP begins: with a file, empty, or as a part of several. */
const ZIP = ['PK\u0003\u0004', 'PK\u0005\u0006', 'PK\u0007\u0008']

export function contentKind(bytes: Uint8Array): ContentKind {
  if (bytes.length === 0) return 'empty'
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512))
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (ZIP.includes(head.toString('latin1', 0, 4))) return 'zip'
  if (head.toString('latin1', TAR_MAGIC_AT, TAR_MAGIC_AT + 5) === 'ustar') return 'tar'
  return 'document'
}
