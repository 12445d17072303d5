import type { DepositDifference } from '../../../support/deposit-difference.ts'
import { counted, countedEn } from '../../../support/words.ts'
import type { Hunk, TextDifference } from '../../../support/text-difference.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Visit } from '../../visit.ts'

/** What the corrected text changes in the deposit. */
export function differenceView(visit: Visit, of: DepositDifference): Markup {
  const { t } = visit
  if (of.kind === 'text') return textView(visit, of.difference)
  return html`<p>${t(
    'Les deux sont trop différents, ou trop grands, pour être comparés ligne à ligne.',
    'The two are too different, or too large, to be told line by line.',
  )}</p>`
}

function textView(visit: Visit, of: TextDifference): Markup {
  const { t } = visit
  if (of.hunks.length === 0)
    return html`<p>${t('Seules des fins de lignes diffèrent.', 'Only line ends differ.')}</p>`
  return html`<p class="soft">${t(`${counted(of.removed, 'ligne', 'lignes')} en moins, ${counted(of.added, 'ligne', 'lignes')} en plus.`, `${countedEn(of.removed, 'line', 'lines')} removed, ${countedEn(of.added, 'line', 'lines')} added.`)}
${of.isReflowed ? t('Comparés balise par balise, sans leur mise en lignes.', 'Compared tag by tag, line breaks left out.') : NOTHING}</p>
<div class="lines wraps" tabindex="0" role="region" aria-label="${t('Différence', 'Difference')}"><ol>${of.hunks.map((hunk, index) => hunkRows(hunk, { isFirst: index === 0, isNumbered: !of.isReflowed }))}
${of.isCut ? html`<li class="left-out"><span class="at">…</span><span class="text">${t('la suite n’est pas montrée', 'the rest is not shown')}</span></li>` : NOTHING}</ol></div>`
}

const LOOKS = { '-': 'gone', '+': 'new', ' ': 'same' } as const

function hunkRows(hunk: Hunk, { isFirst, isNumbered }: { isFirst: boolean; isNumbered: boolean }): Markup {
  let { before, after } = hunk
  const rows = hunk.lines.map(({ sign, text }) => {
    const number = sign === '-' ? before : after
    if (sign !== '+') before += 1
    if (sign !== '-') after += 1
    return html`<li class="${LOOKS[sign]}"><span class="at">${isNumbered ? number : ''}</span><span class="text">${text}</span></li>`
  })
  const gap = isFirst
    ? NOTHING
    : html`<li class="left-out"><span class="at">…</span><span class="text"></span></li>`
  return html`${gap}${rows}`
}
