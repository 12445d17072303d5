import { setTimeout } from 'node:timers/promises'
import type { Archive } from '../record/archive.ts'
import type { FlowFacts, Integrity } from '../record/integrity.ts'
import type { Retention } from '../record/retention.ts'
import { slices } from '../record/statement-slices.ts'
import { documentsOf, type Read, readDocuments, slicesOf } from './verify/document-checks.ts'
import { type Finding, findingKey } from './verify/finding.ts'
import { recordFindings } from './verify/record-checks.ts'

export interface VerifyTools {
  desk: { integrity: Integrity; retention: Pick<Retention, 'referred'> }
  archive: Pick<Archive, 'get' | 'pieces' | 'list'>
}

export interface VerifyRequest {
  /** Only flows received since then, ISO 8601 UTC; the archive is then not searched for what nobody refers to. */
  since?: string
  /** Read no more than so many bytes a second. */
  bytesPerSecond?: number
  /** Milliseconds between two looks at what seems damaged; else a second. */
  againMs?: number
}

export interface VerifyProgress extends Read {
  /** Flows looked at … */
  flows: number
  /** … of so many. */
  allFlows: number
  /** Folders of the archive looked at, of 256; 0 until all flows are. */
  folders: number
}

/** What was looked at. Damage was told as it was found. */
export interface Verified extends Read {
  flows: number
  findings: number
  /** Absent when the archive was not searched. */
  archive?: ArchiveTally
}

/** Documents in the archive by who refers to them. */
export interface ArchiveTally {
  referred: number
  /** Retention removes them soon. */
  leaving: number
  /** Nobody refers to them: an intake is under way, or was killed. No damage, only room. */
  orphans: number
  orphanBytes: number
}

interface Told {
  finding(finding: Finding): void
  progress(progress: VerifyProgress): void
}

/** Flows looked at between two words on progress: some hundred documents. */
const PAGE = 100
/** What is being committed seems damaged: it is looked at once more. */
const AGAIN_MS = 1_000
/** More than this for one flow or page is said by its number. */
const STRAYS = 100

/**
 * Every flow of the record held against itself, every document it refers to read and held against its hash, then every
 * file of the archive asked for in the record. Changes nothing, and may run beside the service. Memory does not grow with
 * the record.
 */
export async function verify(request: VerifyRequest, tools: VerifyTools, told: Told): Promise<Verified> {
  const { integrity } = tools.desk
  const { since } = request
  const progress: VerifyProgress = {
    flows: 0,
    allFlows: await integrity.count(since),
    folders: 0,
    documents: 0,
    bytes: 0,
  }
  const begun = performance.now()
  const parts = new Set<string>()
  let findings = 0
  const tell = (found: readonly Finding[]) => {
    findings += found.length
    for (const finding of found) told.finding(finding)
  }
  tell(await judgedBy(tools, progress))
  for (let after = 0; ; ) {
    const page = await integrity.page(after, PAGE, since)
    const suspects = await examine(page, tools, { read: progress, parts })
    tell(await confirmed(suspects, tools, request.againMs))
    progress.flows += page.length
    told.progress(progress)
    await slowedDown(progress.bytes, begun, request.bytesPerSecond)
    if (page.length < PAGE) break
    after = page.at(-1)?.flow ?? after
  }
  const { flows, documents, bytes } = progress
  const strays = since === undefined ? await integrity.strays(STRAYS) : []
  tell(strays.map(({ flow, name }) => ({ kind: 'stray', flow, name })))
  if (since !== undefined) return { flows, documents, bytes, findings }
  const archive = await archiveTally(tools, parts, () => {
    progress.folders += 1
    told.progress(progress)
  })
  return { flows, documents, bytes, findings, archive }
}

interface Reading {
  read: Read
  /** Documents only slices refer to are put in here. */
  parts: Set<string>
}

async function examine(
  page: readonly FlowFacts[],
  { archive }: VerifyTools,
  { read, parts }: Reading,
): Promise<Finding[]> {
  const wanted = page.flatMap(documentsOf)
  for (const flow of page) {
    const kept = await slicesOf(flow, archive)
    wanted.push(...kept.wanted)
    for (const hash of kept.known) parts.add(hash)
  }
  return [...page.flatMap(recordFindings), ...(await readDocuments(wanted, archive, read))]
}

/** Those that a second look finds too. */
async function confirmed(
  suspects: readonly Finding[],
  tools: VerifyTools,
  againMs = AGAIN_MS,
): Promise<Finding[]> {
  if (suspects.length === 0) return []
  await setTimeout(againMs)
  const flows = new Set(suspects.flatMap(({ flow }) => (flow === undefined ? [] : [flow])))
  const again = await tools.desk.integrity.facts([...flows])
  const uncounted = { read: { documents: 0, bytes: 0 }, parts: new Set<string>() }
  const still = new Set((await examine(again, tools, uncounted)).map(findingKey))
  return suspects.filter((finding) => still.has(findingKey(finding)))
}

async function judgedBy({ desk, archive }: VerifyTools, read: Read): Promise<Finding[]> {
  const versions = await desk.integrity.versions()
  const wanted = versions.map(({ mark, sha256 }) => ({
    document: { role: 'judged-by', name: mark, sha256 },
  }))
  return readDocuments(wanted, archive, read)
}

async function slowedDown(bytes: number, begun: number, bytesPerSecond: number | undefined): Promise<void> {
  if (bytesPerSecond === undefined) return
  const early = (bytes / bytesPerSecond) * 1_000 - (performance.now() - begun)
  if (early > 0) await setTimeout(early)
}

async function archiveTally(
  { desk, archive }: VerifyTools,
  parts: ReadonlySet<string>,
  onFolder: () => void,
): Promise<ArchiveTally> {
  const tally: ArchiveTally = { referred: 0, leaving: 0, orphans: 0, orphanBytes: 0 }
  for await (const group of archive.list()) {
    for (const files of slices(group)) {
      const hashes = files.map(({ sha256 }) => sha256)
      const referred = await desk.retention.referred(hashes)
      const others = files.filter(({ sha256 }) => !referred.has(sha256) && !parts.has(sha256))
      const leaving = await desk.integrity.leaving(others.map(({ sha256 }) => sha256))
      const orphans = others.filter(({ sha256 }) => !leaving.has(sha256))
      tally.referred += files.length - others.length
      tally.leaving += others.length - orphans.length
      tally.orphans += orphans.length
      tally.orphanBytes += orphans.reduce((sum, { size }) => sum + size, 0)
    }
    onFolder()
  }
  return tally
}
