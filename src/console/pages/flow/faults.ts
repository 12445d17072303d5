import type { Blame } from '../../../faults/catalogue-entry.ts'
import type { Place } from '../../../faults/fault.ts'
import { businessTerm } from '../../../formats/ubl/business-terms.ts'
import type { FaultView } from '../../../support/show/fault-view.ts'
import { counted, countedEn, type Words } from '../../../support/words.ts'
import { flowsHref } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { icon } from '../../parts/icon.ts'
import type { Visit } from '../../visit.ts'
import { excerptMarkup } from './excerpt.ts'
import { type PlaceLines, SHOWN_PLACES } from './fault-lines.ts'

/** Places beyond these are only counted. */
const TOLD_PLACES = 30

const BLAMES = {
  depositor: { fr: 'à corriger par le déposant', en: 'for the depositor to mend' },
  recipient: { fr: 'à corriger par le destinataire', en: 'for the recipient to mend' },
  platform: { fr: 'à corriger par la plateforme', en: 'for the platform to mend' },
} as const satisfies Record<Blame, Words>

/** Where a fault is shown, and with which lines. */
export interface FaultsAround {
  lines: PlaceLines
  /** Where a line of its document is shown; absent for a fault of no invoice. */
  lineHref?: (row: { line: number; part: number }) => string
}

/** Every fault and remark: what is wrong, what to do, where, and the very lines. */
export function faultCards(visit: Visit, faults: readonly FaultView[], around: FaultsAround): Markup {
  return html`<ul class="faults">${faults.map((each) => faultCard(visit, each, around))}</ul>`
}

function faultCard(visit: Visit, of: FaultView, around: FaultsAround): Markup {
  const { t, say } = visit
  const { code, kind, sentence, advice, blame, official, rule, places } = of
  const isRemark = kind === 'remark'
  const others = t('Les flux qui ont la même anomalie', 'The flows with the same fault')
  const tags = [
    isRemark ? t('remarque, ne rejette pas', 'remark, rejects nothing') : say(BLAMES[blame]),
    ...(official === undefined ? [] : [official]),
    ...(rule === undefined ? [] : [t(`règle ${rule}`, `rule ${rule}`)]),
  ]
  return html`<li class="fault ${isRemark ? 'remark' : 'rejects'}">
<p class="what">${icon(isRemark ? 'warning' : 'rejected')}<a class="code-tag" href="${flowsHref({ fault: code })}" title="${others}">${code}</a> <span>${say(sentence)}</span></p>
<p class="mend"><strong>${t('À faire', 'To do')}</strong> ${say(advice)}</p>
<p class="tags">${tags.map((each) => html`<span class="tag">${each}</span>`)}</p>
${places.slice(0, SHOWN_PLACES).map((place) => placeMarkup(visit, place, around))}
${morePlaces(visit, places.slice(SHOWN_PLACES), around)}
</li>`
}

function placeMarkup(visit: Visit, place: Place, around: FaultsAround): Markup {
  const excerpt = around.lines.get(place)
  const row = excerpt?.rows[excerpt.marked]
  const href = row && around.lineHref?.(row)
  const { value } = place
  const shown = excerpt && {
    ...excerpt,
    ...(value === undefined ? {} : { value }),
    ...(href === undefined ? {} : { href }),
  }
  return html`<div class="place">${placeLine(visit, place, around)}${shown === undefined ? NOTHING : excerptMarkup(visit, shown)}</div>`
}

/** Line, field and value. */
function placeLine({ t }: Visit, { line, xpath, value }: Place, { lineHref }: FaultsAround): Markup {
  const href = line === undefined ? undefined : lineHref?.({ line, part: 0 })
  const words = line === undefined ? NOTHING : t(`ligne ${line}`, `line ${line}`)
  const term = xpath === undefined ? undefined : businessTerm(xpath)
  return html`<p class="where">${href === undefined ? words : html`<a href="${href}">${words}</a>`}
${xpath !== undefined && html`<code title="${xpath}">${lastSteps(xpath)}</code>`}${term !== undefined && html`<span class="tag">${term}</span>`}
${value !== undefined && html`<span>« ${value.slice(0, 200)} »</span>`}</p>`
}

function morePlaces(visit: Visit, places: readonly Place[], around: FaultsAround): Markup {
  if (places.length === 0) return NOTHING
  const rest = places.length - TOLD_PLACES
  const { t } = visit
  return html`<details class="more"><summary>${t(counted(places.length, 'autre endroit', 'autres endroits'), countedEn(places.length, 'other place', 'other places'))}</summary>
<ul>${places.slice(0, TOLD_PLACES).map((place) => html`<li>${placeLine(visit, place, around)}</li>`)}
${rest > 0 && html`<li class="soft">${t(`et ${counted(rest, 'autre', 'autres')}`, `and ${rest} more`)}</li>`}</ul></details>`
}

/** The end of an XPath, which says what it is; the whole is told beside it. */
export function lastSteps(xpath: string): string {
  const steps = xpath.split('/').filter((each) => each !== '')
  return steps.slice(-2).join('/')
}
