/** What the first bytes of a flow say it is. */
export type ContentKind = 'empty' | 'gzip' | 'zip' | 'tar' | 'document'

const TAR_MAGIC_AT = 257

export function contentKind(bytes: Uint8Array): ContentKind {
  if (bytes.length === 0) return 'empty'
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512))
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (head.toString('latin1', 0, 4) === 'PK\u0003\u0004') return 'zip'
  if (head.toString('latin1', TAR_MAGIC_AT, TAR_MAGIC_AT + 5) === 'ustar') return 'tar'
  return 'document'
}
