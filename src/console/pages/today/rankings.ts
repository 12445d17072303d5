import { causeWords } from '../../../support/cause.ts'
import type { CodeFigure, DepositorFigure, Today } from '../../../support/today.ts'
import { flowsHref, queryOf } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { shareBar, shareText } from '../../parts/share-bar.ts'
import type { Visit } from '../../visit.ts'
import { numberText } from '../replays/numbers.ts'

/** What went wrong most, with whom, and what became of factors. */
export function rankings(visit: Visit, told: Today): Markup {
  const { t } = visit
  return html`<div id="rankings" class="rankings">
${codes(visit, t('Anomalies les plus fréquentes', 'Most frequent faults'), told.faults, 'bad')}
${told.depositors.length === 0 ? NOTHING : depositors(visit, told.depositors)}
${factors(visit, told)}
</div>`
}

function codes(visit: Visit, title: string, found: readonly CodeFigure[], tone: 'bad' | 'warn'): Markup {
  const most = Math.max(...found.map(({ count }) => count), 1)
  return html`<section class="panel flush"><header><h2>${title}</h2></header>
${
  found.length === 0
    ? nothing(visit)
    : html`<ol class="ranking">${found.map(
        ({
          code,
          count,
          filter,
        }) => html`<li><a href="${flowsHref(queryOf(filter))}"><span class="what"><span class="code-tag">${code}</span> ${visit.say(causeWords(code))}</span>
<span class="num">${numberText(visit, count)}</span>${shareBar(count / most, tone)}</a></li>`,
      )}</ol>`
}</section>`
}

function depositors(visit: Visit, found: readonly DepositorFigure[]): Markup {
  const { t, language } = visit
  const most = Math.max(...found.map(({ count }) => count), 1)
  const rate = ({ count, dropped }: DepositorFigure) => shareText(count, dropped, language)
  const of = (each: DepositorFigure) =>
    t(
      `${rate(each)} de ${numberText(visit, each.dropped)}`,
      `${rate(each)} of ${numberText(visit, each.dropped)}`,
    )
  return html`<section class="panel flush"><header><h2>${t('Déposants les plus rejetés', 'Depositors most rejected')}</h2></header>
<ol class="ranking">${found.map(
    (
      each,
    ) => html`<li><a href="${flowsHref(queryOf(each.filter))}"><span class="what"><span class="mono">${each.depositor}</span> <span class="soft small">${of(each)}</span></span>
<span class="num">${numberText(visit, each.count)}</span>${shareBar(each.count / most, 'bad')}</a></li>`,
  )}</ol></section>`
}

function factors(visit: Visit, { factors: found, remarks, received }: Today): Markup {
  const { t, language } = visit
  const rows = [
    {
      words: t('Affactureur dans le pivot', 'Factor in the pivot'),
      ...found.present,
      tone: 'accent' as const,
    },
    {
      words: t('Affactureur ignoré, faute de compte', 'Factor ignored, for want of an account'),
      ...found.ignored,
      tone: 'warn' as const,
    },
  ]
  const most = Math.max(...rows.map(({ count }) => count), 1)
  return html`<section class="panel flush"><header><h2>${t('Affactureurs', 'Factors')}</h2></header>
<ol class="ranking">${rows.map(
    ({
      words,
      count,
      filter,
      tone,
    }) => html`<li><a href="${flowsHref(queryOf(filter))}"><span class="what">${words} <span class="soft small">${shareText(count, received.count, language)}</span></span>
<span class="num">${numberText(visit, count)}</span>${shareBar(count / most, tone)}</a></li>`,
  )}</ol>
${
  remarks.length === 0
    ? NOTHING
    : html`<h3 class="between">${t('Remarques', 'Remarks')}</h3><ol class="ranking">${remarks
        .slice(0, MOST_REMARKS)
        .map(
          ({
            code,
            count,
            filter,
          }) => html`<li><a href="${flowsHref(queryOf(filter))}"><span class="what"><span class="code-tag">${code}</span> ${visit.say(causeWords(code))}</span>
<span class="num">${numberText(visit, count)}</span></a></li>`,
        )}</ol>`
}</section>`
}

const MOST_REMARKS = 5

function nothing({ t }: Visit): Markup {
  return html`<p class="empty small">${t('Aucune dans cette période.', 'None in this period.')}</p>`
}
