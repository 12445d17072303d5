import type { FieldChange, PivotDifference } from '../../../support/pivot-difference.ts'
import { counted, countedEn } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Visit } from '../../visit.ts'

/** Fields of one invoice on a page of many flows. */
const MOST_FIELDS = 40
/** A longer value is shown by its beginning. */
const LONGEST = 600

/** What becomes of one invoice's part of the pivots, field by field. */
export function pivotView(visit: Visit, of: PivotDifference, isAll: boolean): Markup {
  const { t } = visit
  const count = t(
    counted(of.fields.length, 'champ', 'champs'),
    countedEn(of.fields.length, 'field', 'fields'),
  )
  const heads = {
    new: t(`Pivot nouveau, ${count}`, `New pivot, ${count}`),
    same: t('Pivot le même, champ pour champ', 'The same pivot, field by field'),
    gone: t(
      'Aucun pivot de plus : celui d’avant reste où il est',
      'No further pivot: the earlier one stays where it is',
    ),
    changed: t(`Pivot changé, ${count}`, `Pivot changed, ${count}`),
  } as const satisfies Record<PivotDifference['kind'], string>
  const head = html`<p class="small"><strong>${heads[of.kind]}</strong></p>`
  if (of.kind === 'same' || of.kind === 'gone') return head
  const shown = isAll ? of.fields : of.fields.slice(0, MOST_FIELDS)
  const table = fieldTable(visit, shown, of.kind === 'changed')
  const more = of.fields.length - shown.length
  const rest =
    more === 0
      ? NOTHING
      : html`<p class="small soft">${t(`… et ${counted(more, 'autre champ', 'autres champs')}, sur la page du flux`, `… and ${countedEn(more, 'more field', 'more fields')}, on the flow’s own page`)}</p>`
  if (of.kind === 'changed') return html`${head}${table}${rest}`
  return html`<details><summary class="small">${heads[of.kind]}</summary>${table}${rest}</details>`
}

function fieldTable(visit: Visit, fields: readonly FieldChange[], hasBefore: boolean): Markup {
  const { t } = visit
  const before = hasBefore ? html`<th scope="col">${t('Avant', 'Before')}</th>` : NOTHING
  return html`<div class="scroll"><table class="fields"><thead><tr><th scope="col">${t('Champ du pivot', 'Field of the pivot')}</th>${before}<th scope="col">${hasBefore ? t('Après', 'After') : t('Valeur', 'Value')}</th></tr></thead>
<tbody>${fields.map(
    (each) =>
      html`<tr><th scope="row" class="mono">${path(each.path)}</th>${hasBefore ? html`<td class="before">${value(visit, each.before)}</td>` : NOTHING}<td class="after">${value(visit, each.after)}</td></tr>
`,
  )}</tbody></table></div>`
}

/** It may break after each of its steps. */
function path(text: string): Markup {
  return html`${text.split('/').map((step, at) => html`${at === 0 ? '' : html`/<wbr>`}${step}`)}`
}

function value({ t }: Visit, of: string | undefined): Markup {
  if (of === undefined) return html`<span class="soft">—</span>`
  if (of === '') return html`<span class="soft">${t('(vide)', '(empty)')}</span>`
  return html`${of.length > LONGEST ? `${of.slice(0, LONGEST)}… (${of.length})` : of}`
}
