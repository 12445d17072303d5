import { type Fault, fault } from '../../faults/fault.ts'
import { contentKind } from '../content-kind.ts'
import { type TarEntry, tarEntries } from './entries.ts'
import { comparable, entryName, isLeftover, unnamed } from './entry-name.ts'
import type { ArchiveLimits } from './limits.ts'
import { ArchiveRefusal } from './refusal.ts'

/** A document of the archive; `index` counts documents, from 0. */
export interface ArchivedFile {
  index: number
  name: string
  size: number
}

/** What an archive holds, or why it is refused as a whole. */
export interface ArchiveContents {
  files: ArchivedFile[]
  /** The same files with their bytes, where the archive is small: whoever reads them need not read it again. */
  documents?: ArchivedDocument[]
  faults: Fault[]
  remarks: Fault[]
}

/** Files left by an archiver that are told of; beyond, they are many thousands, and none is read either. */
const MOST_REMARKS = 100

/** Bytes at the head of a file that tell what it is. */
const HEAD = 512

/** Reads the archive through once; of the documents of a large one, nothing is kept but their names and sizes. */
export async function contentsOf(
  chunks: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
): Promise<ArchiveContents> {
  const files: ArchivedFile[] = []
  const kept = new Kept(limits)
  const remarks: Fault[] = []
  const refused = (found: Fault): ArchiveContents => ({ files: [], faults: [found], remarks })
  try {
    const names = new Set<string>()
    const remark = (found: Fault) => {
      if (remarks.length < MOST_REMARKS) remarks.push(found)
    }
    for await (const entry of documents(chunks, limits, remark)) {
      const key = comparable(entry.file.name)
      if (names.has(key)) return refused(fault('RCV-14', { detail: { name: entry.file.name } }))
      names.add(key)
      files.push(entry.file)
      if (files.length > limits.invoices)
        return refused(fault('RCV-15', { detail: { limit: String(limits.invoices) } }))
      await kept.take(entry)
    }
  } catch (error) {
    if (error instanceof ArchiveRefusal) return refused(error.fault)
    throw error
  }
  return files.length === 0 ? refused(fault('RCV-16')) : { files, faults: [], remarks, ...kept.all() }
}

/** Bytes of all documents of an archive that are kept. */
const SMALL = 1024 * 1024

/** The documents of an archive, as long as they are few bytes. */
class Kept {
  readonly #limits: ArchiveLimits
  #documents: ArchivedDocument[] | undefined = []
  #size = 0

  constructor(limits: ArchiveLimits) {
    this.#limits = limits
  }

  /** The entry's body is read when this ends. */
  async take({ file, body, drain }: DocumentEntry): Promise<void> {
    this.#size += file.size
    if (this.#size > SMALL || file.size > this.#limits.invoiceBytes) this.#documents = undefined
    if (this.#documents === undefined) return drain()
    try {
      this.#documents.push({ ...file, bytes: await whole(body) })
    } catch {
      // The archive ends inside this entry: asked for the next one, its reader says what is wrong with it.
      this.#documents = undefined
    }
  }

  all(): Pick<ArchiveContents, 'documents'> {
    return this.#documents === undefined ? {} : { documents: this.#documents }
  }
}

/** A document of the archive with its bytes; `undefined` when it is larger than a document may be. */
export interface ArchivedDocument extends ArchivedFile {
  bytes: Uint8Array | undefined
}

/**
 * The documents from `from` up to, and without, `to`, one after the other; nothing of the others is kept.
 * @throws ArchiveRefusal where `contentsOf` finds a fault: ask it first
 */
export async function* documentsOf(
  chunks: AsyncIterable<Uint8Array>,
  range: { from: number; to: number },
  limits: ArchiveLimits,
): AsyncGenerator<ArchivedDocument> {
  for await (const { file, body, drain } of documents(chunks, limits, () => undefined)) {
    if (file.index >= range.to) return
    if (file.index < range.from || file.size > limits.invoiceBytes) {
      drain()
      if (file.index >= range.from) yield { ...file, bytes: undefined }
    } else yield { ...file, bytes: await whole(body) }
  }
}

interface DocumentEntry {
  file: ArchivedFile
  body: AsyncIterable<Uint8Array>
  drain: () => void
}

/** The plain files among the entries. Folders and what macOS leaves are passed over; a link or a device refuses all. */
async function* documents(
  chunks: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
  remark: (found: Fault) => void,
): AsyncGenerator<DocumentEntry> {
  let index = 0
  for await (const entry of tarEntries(chunks, limits)) {
    const named = entryName(entry.name, limits.nameLength)
    if ('fault' in named) throw new ArchiveRefusal(named.fault)
    if (isPassedOver(entry)) {
      if (entry.type !== 'directory') remark(fault('RCV-17', { detail: { name: named.name } }))
      entry.drain()
      continue
    }
    if (entry.type !== 'file' && entry.type !== 'contiguous-file') {
      throw new ArchiveRefusal(fault('RCV-18', { detail: { name: named.name, kind: kindText(entry.type) } }))
    }
    if (named.name === '' || named.name === '.') throw new ArchiveRefusal(unnamed(entry.name))
    yield {
      file: { index: index++, name: named.name, size: entry.size },
      body: entry.body,
      drain: () => entry.drain(),
    }
  }
}

function isPassedOver(entry: TarEntry): boolean {
  return entry.type === 'directory' || isLeftover(entry.name)
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['symlink', 'un lien symbolique'],
  ['link', 'un lien physique'],
  ['character-device', 'un périphérique'],
  ['block-device', 'un périphérique'],
  ['fifo', 'un tube nommé'],
])

function kindText(type: string): string {
  return KINDS.get(type) ?? `une entrée « ${type} »`
}

async function whole(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** True when a document of the archive is itself an archive. */
export function isNested(bytes: Uint8Array): boolean {
  const kind = contentKind(bytes.subarray(0, HEAD))
  return kind === 'gzip' || kind === 'zip' || kind === 'tar'
}
