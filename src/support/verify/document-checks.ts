import { type Archive, ArchiveTrouble } from '../../record/archive.ts'
import { eachAtMost } from '../../record/each-at-most.ts'
import type { FlowFacts } from '../../record/integrity.ts'
import { slicePartsOf } from '../../record/slice-parts.ts'
import type { Finding, NamedDocument } from './finding.ts'

/** A document the archive must have, and whose it is. */
export interface WantedDocument {
  document: NamedDocument
  /** Bytes, as the record has it; absent where it does not say. */
  size?: number
  flow?: number
  flowName?: string
  run?: number
}

type ReadableArchive = Pick<Archive, 'get' | 'pieces'>

/** What was read so far. */
export interface Read {
  documents: number
  bytes: number
}

const AT_ONCE = 8
/** Larger documents are read piece by piece. */
const WHOLE_BYTES = 4 * 1024 * 1024

/** The documents the record refers to for this flow; none once they have expired. */
export function documentsOf(of: FlowFacts): WantedDocument[] {
  if (of.hasExpiredDocuments) return []
  const { flow, name: flowName } = of
  const known = { flow, flowName }
  return [
    { ...known, run: 0, size: of.size, document: { role: 'deposit', name: flowName, sha256: of.sha256 } },
    ...of.versions.map(({ version, size, sha256 }) => ({
      ...known,
      size,
      document: { role: 'correction', name: String(version), sha256 },
    })),
    ...of.sent.map(({ run, kind, name, size, sha256 }) => ({
      ...known,
      run,
      size,
      document: { role: kind, name, sha256 },
    })),
  ]
}

/**
 * What the slices of a flow left. Of a pending run all of it is wanted; of a run at its end it may be gone: then it is only
 * told apart from files that nobody knows of.
 */
export async function slicesOf(
  of: FlowFacts,
  archive: ReadableArchive,
): Promise<{ wanted: WantedDocument[]; known: string[] }> {
  const isPending = of.state === 'received' || of.state === 'processing'
  const wanted: WantedDocument[] = []
  const known: string[] = []
  for (const { run, slice, result } of of.slices) {
    if (result === null) continue
    const parts = await slicePartsOf(archive, result).catch(nothingIfGone)
    known.push(...parts)
    if (!isPending || run !== of.run) continue
    const whose = { flow: of.flow, flowName: of.name, run }
    wanted.push({ ...whose, document: { role: 'slice', name: String(slice), sha256: result } })
    wanted.push(
      ...parts.map((sha256) => ({ ...whose, document: { role: 'slice-part', name: String(slice), sha256 } })),
    )
  }
  return { wanted, known }
}

/** A result that is gone or altered is told by whoever wants it. */
function nothingIfGone(error: unknown): string[] {
  if (error instanceof ArchiveTrouble) return []
  throw error
}

/** Reads them all and holds them against their hashes. */
export async function readDocuments(
  wanted: readonly WantedDocument[],
  archive: ReadableArchive,
  read: Read,
): Promise<Finding[]> {
  const findings: Finding[] = []
  await eachAtMost(AT_ONCE, wanted, async (one) => {
    const { document, size, ...whose } = one
    try {
      const bytes = await readOne(document.sha256, size, archive)
      read.bytes += bytes
    } catch (error) {
      if (!(error instanceof ArchiveTrouble)) throw error
      const { damage, message } = error
      findings.push({ kind: 'document', damage, document, message, ...whose })
    }
    read.documents += 1
  })
  return findings
}

async function readOne(sha256: string, size: number | undefined, archive: ReadableArchive): Promise<number> {
  if (size !== undefined && size <= WHOLE_BYTES) return (await archive.get(sha256)).length
  let bytes = 0
  for await (const piece of archive.pieces(sha256)) bytes += piece.length
  return bytes
}
