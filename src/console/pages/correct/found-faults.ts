import type { Place } from '../../../faults/fault.ts'
import type { Rehearsed } from '../../../support/dry-run.ts'
import { type FaultView, faultView } from '../../../support/show/fault-view.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Visit } from '../../visit.ts'
import { numberText } from '../replays/numbers.ts'

/** Places of one fault that are told. */
const MOST_PLACES = 10
/** Lines around a marked one, and lines shown at most. */
const AROUND = 4
const MOST_LINES = 400
/** A longer line is shown by its beginning. */
const LONGEST = 500

/** All that is wrong with the text, and remarks, each fault of one kind once. */
export function faultsOf(rehearsed: Rehearsed): FaultView[] {
  if (rehearsed.kind !== 'judged') return []
  const { faults, remarks, invoices } = rehearsed.outcome
  const both = (which: 'faults' | 'remarks') =>
    [{ faults, remarks }, ...invoices].flatMap((each) => [...each[which].new, ...each[which].kept])
  const views = [
    ...both('faults').map((each) => faultView(each, 'fault')),
    ...both('remarks').map((each) => faultView(each, 'remark')),
  ]
  const groups = Map.groupBy(views, ({ code, sentence }) => `${code} ${sentence.fr}`)
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, places: [first, ...others].flatMap(({ places }) => places) }],
  )
}

/** What is wrong, each with what to do and a way to its lines. */
export function faultsList(visit: Visit, faults: readonly FaultView[]): Markup {
  const { t } = visit
  if (faults.length === 0) return html`<p class="soft">${t('Aucune anomalie.', 'No fault.')}</p>`
  return html`<ol class="found-faults">${faults.map((each) => faultItem(visit, each))}</ol>`
}

function faultItem(visit: Visit, fault: FaultView): Markup {
  const { t, say } = visit
  const { kind, code, sentence, advice, places } = fault
  const more = places.length - MOST_PLACES
  return html`<li><p><span class="tag ${kind === 'fault' ? 'bad' : 'warn'}">${kind === 'fault' ? t('anomalie', 'fault') : t('remarque', 'remark')}</span> <span class="code-tag">${code}</span> ${say(sentence)}</p>
<p class="small soft">${say(advice)}</p>
<p class="small">${places.slice(0, MOST_PLACES).map((place) => placeLink(visit, place))}${more > 0 ? t(`… et ${numberText(visit, more)} autres`, `… and ${numberText(visit, more)} more`) : NOTHING}</p></li>`
}

function placeLink({ t }: Visit, { line, xpath, value }: Place): Markup {
  const text = value === undefined || value === '' ? NOTHING : html` <code>${value.slice(0, 80)}</code>`
  if (line === undefined)
    return xpath === undefined ? NOTHING : html`<span class="mono">${xpath}</span>${text} `
  return html`<a href="#line-${line}" data-line="${line}" title="${xpath ?? NOTHING}">${t('ligne', 'line')} ${line}</a>${text} `
}

/** The lines something is said of, marked, with those around them. `lines` are numbered as in the file. */
export function markedLines(
  visit: Visit,
  lines: readonly { number: number; text: string }[],
  faults: readonly FaultView[],
): Markup {
  const codes = new Map<number, Set<string>>()
  for (const { code, places } of faults) {
    for (const { line } of places) {
      const at = line === undefined ? -1 : lines.findLastIndex(({ number }) => number <= line)
      if (at >= 0) codes.set(at, (codes.get(at) ?? new Set()).add(code))
    }
  }
  if (codes.size === 0) return NOTHING
  const shown = [...new Set([...codes.keys()].toSorted(byNumber).flatMap((at) => around(at, lines.length)))]
  const rows = shown.slice(0, MOST_LINES).map((at, index) => {
    const gap =
      index > 0 && shown[index - 1] !== at - 1
        ? html`<li class="left-out"><span class="at">…</span><span class="text"></span></li>`
        : NOTHING
    return html`${gap}${row(lines[at], codes.get(at))}`
  })
  return html`<div class="lines wraps" tabindex="0" role="region" aria-label="${visit.t('Lignes en cause', 'Lines in question')}"><ol>${rows}</ol></div>`
}

function byNumber(one: number, other: number): number {
  return one - other
}

function around(at: number, length: number): number[] {
  const first = Math.max(at - AROUND, 0)
  const last = Math.min(at + AROUND, length - 1)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function row(
  line: { number: number; text: string } | undefined,
  codes: ReadonlySet<string> | undefined,
): Markup {
  if (line === undefined) return NOTHING
  const { number, text } = line
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  if (codes === undefined)
    return html`<li><span class="at">${number}</span><span class="text">${short}</span></li>`
  return html`<li class="marked" id="line-${number}"><span class="at">${number}</span><span class="text">${short} ${[...codes].map((code) => html`<span class="tag bad">${code}</span>`)}</span></li>`
}
