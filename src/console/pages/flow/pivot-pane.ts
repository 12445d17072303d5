import type { Origin } from '../../../support/explain/evidence.ts'
import type { ExplainedField } from '../../../support/explain/explained-fields.ts'
import type { Explanation } from '../../../support/explain.ts'
import { counted, countedEn } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { notice } from '../../parts/notice.ts'
import { changed, type Visit } from '../../visit.ts'
import { rowMark } from './hrefs.ts'
import { fieldsOf, type Picked, type TraceLinks } from './trace-links.ts'

/** Fields that are shown at once, and where a longer pivot begins beside the one that is looked at. */
const SHOWN = 400
const LEAD = 40
const LONGEST_VALUE = 240

interface Traced {
  explanation: Explanation
  links: TraceLinks
  picked: Picked
}

/** The pivot's fields, each with the reason it says what it says and a way to the line it came from. */
export function pivotPane(visit: Visit, traced: Traced): Markup {
  const fields = fieldsOf(traced.explanation)
  const [from, to] = window(fields.length, traced.picked.fields[0])
  const shown = fields.slice(from, to).map((field, index) => ({ field, place: from + index }))
  const groups = Map.groupBy(shown, ({ field }) =>
    field.path.slice(0, Math.max(field.path.lastIndexOf('/'), 0)),
  )
  const { t } = visit
  return html`${sameness(visit, traced.explanation)}
${from > 0 && html`<p class="soft small cut-off">${t(`${counted(from, 'champ', 'champs')} avant`, `${countedEn(from, 'field', 'fields')} before`)} · <a href="${fieldHref(visit, fields[Math.max(from - SHOWN / 2, 0)])}">${t('les voir', 'see them')}</a></p>`}
<div class="fields">${[...groups].map(
    ([group, members]) =>
      html`<section><h3>${group === '' ? t('Facture', 'Invoice') : group}</h3><ul>${members.map((each) => fieldRow(visit, each, traced))}</ul></section>`,
  )}</div>
${to < fields.length && html`<p class="soft small cut-off">${t(`${counted(fields.length - to, 'champ', 'champs')} après`, `${countedEn(fields.length - to, 'field', 'fields')} after`)} · <a href="${fieldHref(visit, fields[Math.min(to + LEAD, fields.length - 1)])}">${t('les voir', 'see them')}</a></p>`}`
}

function window(total: number, picked: number | undefined): [from: number, to: number] {
  if (total <= SHOWN) return [0, total]
  const from = Math.min(Math.max((picked ?? 0) - LEAD, 0), total - SHOWN)
  return [from, from + SHOWN]
}

/** How the pivot delivered stands to what computing it again gives. */
function sameness(visit: Visit, { isSame, fields, envelope, added, judgedOtherwise }: Explanation): Markup {
  const { t, say } = visit
  const differing = [...fields, ...envelope].filter(({ today }) => today !== undefined).length + added.length
  const changes = judgedOtherwise.map(({ meaning }) => html`<p class="small">${say(meaning)}</p>`)
  if (isSame && differing === 0 && changes.length === 0)
    return html`<p class="small soft same">${t('Refait à l’instant, le calcul redonne chacun de ces champs.', 'Computed again just now, every field comes out the same.')}</p>`
  return notice(
    'warn',
    html`${differing > 0 && html`<p>${t(`Refait à l’instant, le calcul donne ${counted(differing, 'champ autrement qu’il a été remis', 'champs autrement qu’ils ont été remis')}.`, `Computed again just now, ${countedEn(differing, 'field comes', 'fields come')} out otherwise than delivered.`)}</p>`}${changes}`,
  )
}

function fieldRow(
  visit: Visit,
  { field, place }: { field: ExplainedField; place: number },
  { links, picked }: Traced,
): Markup {
  const rows = links.rowsOf[place] ?? []
  const isPicked = picked.fields.includes(place)
  const name = field.path.slice(field.path.lastIndexOf('/') + 1)
  const marks = rows.map(rowMark).join(' ')
  return html`<li id="f${place}"${isPicked && html` class="picked" aria-current="true"`} data-rows="${marks}">
<p class="field-line"><a href="${fieldHref(visit, field, rows[0])}" title="${field.path}">${name}</a><span class="value">${valueText(visit, field)}</span><span class="from">${fromText(rows)}</span></p>
<div class="why">${whyText(visit, field)}</div></li>
`
}

/** The address that marks this field, and scrolls to the row it came from. */
function fieldHref(
  visit: Visit,
  field: ExplainedField | undefined,
  row?: { line: number; part: number },
): string {
  const href = changed(visit, { field: field?.path, line: undefined, from: undefined })
  return row === undefined ? href : `${href}#${rowMark(row)}`
}

function fromText(rows: readonly { line: number; part: number }[]): string {
  const [first] = rows
  if (first === undefined) return ''
  return `l. ${rowMark(first).slice(1)}${rows.length > 1 ? '+' : ''}`
}

function valueText({ t }: Visit, { value, path }: ExplainedField): Markup {
  if (value === '') return html`<span class="soft">${t('(vide)', '(empty)')}</span>`
  const shown = path.endsWith('/Contenu') ? (value.split(' · ')[0] ?? value) : value
  return shown.length > LONGEST_VALUE
    ? html`${shown.slice(0, LONGEST_VALUE)}<span class="soft">…</span>`
    : html`${shown}`
}

function whyText(visit: Visit, field: ExplainedField): Markup {
  const { t, say } = visit
  const { because, origins, passedOver, today, value } = field
  return html`<p>${say(because)}</p>${origins.map((each) => originText(visit, each, value))}
${passedOver.map((each) => html`<p class="soft">${t('non retenu :', 'not taken:')}</p>${originText(visit, each, value)}`)}
${today !== undefined && html`<p class="tag warn">${today === null ? t('aujourd’hui : non écrit', 'today: not written') : t(`aujourd’hui : « ${today.slice(0, 200)} »`, `today: “${today.slice(0, 200)}”`)}</p>`}`
}

function originText({ t }: Visit, { line, businessTerm, xpath, raw, length }: Origin, value: string): Markup {
  const isRepeated = raw.trim() === value || length !== undefined
  return html`<p class="origin">${line !== undefined && html`<span>${t(`ligne ${line}`, `line ${line}`)}</span> `}${businessTerm !== undefined && html`<span class="tag">${businessTerm}</span> `}<code>${xpath}</code>${isRepeated ? NOTHING : html` « ${raw} »`}</p>`
}
