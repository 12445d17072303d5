import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'

/** An entry to put in a tar: a plain file unless said otherwise. */
export interface Entry {
  name: string
  content?: string | Uint8Array
  type?: Header['type']
  linkname?: string
}

/** A tar of these entries, as bytes. */
export async function tar(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack()
  for (const { name, content = '', type = 'file', linkname } of entries) {
    const header = { name, type, mtime: new Date(0), ...(linkname === undefined ? {} : { linkname }) }
    if (type === 'file') archive.entry(header, Buffer.from(content as string))
    else archive.entry({ ...header, size: 0 }, '')
  }
  archive.finalize()
  const pieces: Uint8Array[] = []
  for await (const piece of archive as AsyncIterable<Uint8Array>) pieces.push(piece)
  return Buffer.concat(pieces)
}

export async function tarGz(entries: readonly Entry[]): Promise<Buffer> {
  return gzipSync(await tar(entries))
}
