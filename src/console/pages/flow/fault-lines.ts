import type { Place } from '../../../faults/fault.ts'
import type { Dossier } from '../../../record/dossier.ts'
import { documentTexts, type DocumentText, type NoText } from '../../../support/deposit-lines/document.ts'
import { type Excerpt, excerptsOf } from '../../../support/deposit-lines.ts'
import type { DeskTools } from '../../desk-tools.ts'

/** Rows before and after a place. */
const AROUND = 4
/** Places of one fault that are shown; the others are told. */
export const SHOWN_PLACES = 3

/** A document holds so many invoices, by the way places in a flow are counted. */
const PLACES = 1000

/** The deposit a run read: what was dropped, or a corrected version of it. */
export function depositRead(
  { flow, versions, runs }: Dossier,
  run: number,
): { sha256: string; size: number } {
  const version = runs.find((each) => each.run === run)?.version ?? 0
  return versions.find((each) => each.version === version) ?? flow
}

/** True when retention left the documents of the flow. */
export function isThere({ flow }: Dossier): boolean {
  return flow.documentsExpiredAt === undefined && flow.expiredAt === undefined
}

/** The text of the document an invoice is in. @throws ArchiveTrouble */
export async function invoiceText(
  dossier: Dossier,
  { run, index }: { run: number; index: number },
  tools: DeskTools,
): Promise<DocumentText | NoText | undefined> {
  const place = Math.floor(index / PLACES)
  const texts = await documentTexts(depositRead(dossier, run), [place], toolsOf(tools))
  return texts.get(place)
}

/** The lines of some places of an invoice, by place. */
export type PlaceLines = Map<Place, Excerpt>

/** Anything that has places in a document. */
interface Placed {
  places: readonly Place[]
}

/** The lines of the first places of each of these faults, with their surroundings. @throws ArchiveTrouble */
export async function linesIn(text: DocumentText, faults: readonly Placed[]): Promise<PlaceLines> {
  const places = faults.flatMap((each) => each.places.slice(0, SHOWN_PLACES))
  if (places.length === 0) return new Map()
  const excerpts = await excerptsOf(text, places, AROUND)
  return new Map(
    places.flatMap((place, index) => {
      const excerpt = excerpts[index]
      return excerpt === undefined ? [] : [[place, excerpt] as const]
    }),
  )
}

/** The same for several invoices, each document being read once. @throws ArchiveTrouble */
export async function faultLines(
  dossier: Dossier,
  { run, invoices }: { run: number; invoices: readonly { index: number; faults: readonly Placed[] }[] },
  tools: DeskTools,
): Promise<PlaceLines> {
  const byDocument = Map.groupBy(invoices, ({ index }) => Math.floor(index / PLACES))
  if (byDocument.size === 0 || !isThere(dossier)) return new Map()
  const texts = await documentTexts(depositRead(dossier, run), [...byDocument.keys()], toolsOf(tools))
  const found: PlaceLines[] = []
  for (const [place, placed] of byDocument) {
    const text = texts.get(place)
    const faults = placed.flatMap((each) => each.faults)
    if (typeof text === 'function') found.push(await linesIn(text, faults))
  }
  return new Map(found.flatMap((each) => [...each]))
}

function toolsOf({ archive, settings }: DeskTools) {
  return { archive, limits: settings.limits }
}
