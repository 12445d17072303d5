import { html, type Markup } from '../../markup.ts'
import { notice } from '../../parts/notice.ts'
import type { DeskTools } from '../../desk-tools.ts'
import type { Visit } from '../../visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { depositRead, invoiceText } from './fault-lines.ts'

/** Of the document an invoice is in: a larger one is computed again by the command alone, as it would hold every page. */
const LARGEST_MB = 16
const LARGEST = LARGEST_MB * 1024 * 1024

/** Whether the document is too large for a page, in any of these runs. It is read no further. @throws ArchiveTrouble */
export async function isTooLarge(
  { dossier }: Pick<AskedFlow, 'dossier'>,
  { runs, index }: { runs: Iterable<number>; index: number },
  tools: DeskTools,
): Promise<boolean> {
  for (const run of new Set(runs)) {
    const text = await invoiceText(dossier, { run, index }, tools)
    const size = typeof text === 'function' ? await lengthWithin(text()) : depositRead(dossier, run).size
    if (size > LARGEST) return true
  }
  return false
}

/** Counted no further than it takes. */
async function lengthWithin(text: AsyncIterable<string>): Promise<number> {
  let length = 0
  for await (const piece of text) {
    length += piece.length
    if (length > LARGEST) break
  }
  return length
}

/** What a page says in its place, with the commands that do it. */
export function largeNotice({ t }: Pick<Visit, 't'>, flow: number, place: number): Markup {
  const words = t(
    `Ce document dépasse ${LARGEST_MB} Mo : la console ne le relit pas. Sur la machine d’Écluse :`,
    `This document exceeds ${LARGEST_MB} MB: the console does not read it again. On Écluse’s machine:`,
  )
  return notice(
    'info',
    html`<p class="verdict">${words}</p><pre class="mono">ecluse explain ${flow} ${place}
ecluse show ${flow}</pre>`,
  )
}
