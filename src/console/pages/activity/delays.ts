import type { Delay, Delays } from '../../../support/delays.ts'
import { html, type Markup } from '../../markup.ts'
import { span } from '../../parts/instant.ts'
import { shareBar, shareText } from '../../parts/share-bar.ts'
import type { Visit } from '../../visit.ts'
import { numberText } from '../replays/numbers.ts'

/** How long pivots took from deposit to delivery. */
export function delaysPanel(visit: Visit, delays: Delays): Markup {
  const { t } = visit
  const { documents, p50, p90, p95, classes } = delays
  const quantiles: [string, Delay | undefined][] = [
    [t('la moitié', 'half'), p50],
    [t('90 %', '90%'), p90],
    [t('95 %', '95%'), p95],
  ]
  const shown = classes.filter(({ documents: count }) => count > 0)
  const most = Math.max(...shown.map((each) => each.documents), 1)
  return html`<section class="panel flush"><header><h2>${t('Du dépôt à la remise', 'From deposit to delivery')}</h2>
<span class="soft small">${t(`${numberText(visit, documents)} pivots`, `${numberText(visit, documents)} pivots`)}</span></header>
${
  documents === 0
    ? html`<p class="empty small">${t('Aucun pivot remis.', 'No pivot delivered.')}</p>`
    : html`<dl class="quantiles">${quantiles.map(([words, delay]) => html`<div><dt>${words}</dt><dd>${atMost(visit, delay)}</dd></div>`)}</dl>
<div class="scroll"><table><thead><tr><th scope="col">${t('En', 'Within')}</th><th scope="col" class="num">${t('Pivots', 'Pivots')}</th><th scope="col" class="num">${t('Cumul', 'So far')}</th><td aria-hidden="true"></td></tr></thead>
<tbody>${shown.map(({ upTo, documents: count, within }) => html`<tr><td>${atMost(visit, upTo)}</td><td class="num">${numberText(visit, count)}</td><td class="num">${shareText(within, 1, visit.language)}</td><td>${shareBar(count / most)}</td></tr>`)}</tbody></table></div>`
}</section>`
}

const LONGEST_MS = 604_800_000

/** « ≤ 5 s »; what is longer than all that is told apart is more than a week. */
export function atMost({ t, language }: Visit, delay: Delay | undefined): string {
  if (delay === undefined) return '–'
  if (!Number.isFinite(delay)) return t(`> ${span(LONGEST_MS, 'fr')}`, `> ${span(LONGEST_MS, 'en')}`)
  return `≤ ${span(delay * 1_000, language)}`
}
