import type { FlowState } from '../../../record/tables.ts'
import type { Figure, Today } from '../../../support/today.ts'
import { flowsHref, queryOf } from '../../flow-query.ts'
import { html, type Markup } from '../../markup.ts'
import { icon, type IconName } from '../../parts/icon.ts'
import { shareText } from '../../parts/share-bar.ts'
import type { Visit } from '../../visit.ts'
import { numberText } from '../replays/numbers.ts'

interface Shown {
  figure: Figure
  label: string
  shape: IconName
  tone: string
  beside: string
}

/** Flows and invoices of the period by what became of them; each number leads to its flows. */
export function figures(visit: Visit, told: Today): Markup {
  const { t } = visit
  const { flows, invoices, received } = told
  const of = (state: FlowState) => shareText(flows[state].count, received.count, visit.language)
  const pending = flows.received.count + flows.processing.count
  const pendingFigure: Figure = {
    count: pending,
    filter: { ...flows.received.filter, states: ['received', 'processing'] },
  }
  const shown: Shown[] = [
    {
      figure: received,
      label: t('Reçus', 'Received'),
      shape: 'received',
      tone: 'received',
      beside: t('flux dans la période', 'flows in the period'),
    },
    {
      figure: flows.integrated,
      label: t('Intégrés', 'Integrated'),
      shape: 'integrated',
      tone: 'integrated',
      beside: of('integrated'),
    },
    {
      figure: flows['partially-integrated'],
      label: t('Intégrés en partie', 'Partly integrated'),
      shape: 'partially-integrated',
      tone: 'partially-integrated',
      beside: of('partially-integrated'),
    },
    {
      figure: flows.rejected,
      label: t('Rejetés', 'Rejected'),
      shape: 'rejected',
      tone: 'rejected',
      beside: of('rejected'),
    },
    {
      figure: flows.blocked,
      label: t('Bloqués', 'Blocked'),
      shape: 'blocked',
      tone: 'blocked',
      beside: of('blocked'),
    },
    {
      figure: pendingFigure,
      label: t('En cours', 'Under way'),
      shape: 'waiting',
      tone: 'processing',
      beside: shareText(pending, received.count, visit.language),
    },
  ]
  return html`<section id="figures" class="figures" aria-label="${t('Flux de la période', 'Flows of the period')}">
${shown.map((each) => tile(visit, each))}
${invoiceTile(visit, invoices)}
</section>`
}

function tile(visit: Visit, { figure, label, shape, tone, beside }: Shown): Markup {
  const shade = figure.count === 0 ? 'none' : tone
  return html`<a class="figure" href="${flowsHref(queryOf(figure.filter))}"><span class="label"><span class="state state-${shade}">${icon(shape)}</span>${label}</span>
<span class="value">${numberText(visit, figure.count)}</span><span class="beside">${beside}</span></a>`
}

function invoiceTile(visit: Visit, { accepted, rejected }: Today['invoices']): Markup {
  const { t } = visit
  return html`<div class="figure"><span class="label">${icon('paper')}${t('Factures', 'Invoices')}</span>
<span class="value">${numberText(visit, accepted)}</span><span class="beside">${t(`acceptées, ${numberText(visit, rejected)} rejetées`, `accepted, ${numberText(visit, rejected)} rejected`)}</span></div>`
}
