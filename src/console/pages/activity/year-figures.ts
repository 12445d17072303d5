import type { Activity } from '../../../support/activity.ts'
import { html, type Markup } from '../../markup.ts'
import { shareText } from '../../parts/share-bar.ts'
import type { Visit } from '../../visit.ts'
import { numberText } from '../replays/numbers.ts'
import { atMost } from './delays.ts'
import { change } from './change.ts'
import { formatShare } from './shares.ts'

/** What the year came to, beside the year before. */
export function yearFigures(visit: Visit, told: Activity): Markup {
  const { t, language } = visit
  const { total, before, works, delays } = told
  const read = total.accepted + total.rejected
  const figures: [label: string, value: string, beside: Markup | string][] = [
    [
      t('Factures acceptées', 'Invoices accepted'),
      numberText(visit, total.accepted),
      change(visit, total.accepted, before.accepted),
    ],
    [
      t('Factures rejetées', 'Invoices rejected'),
      numberText(visit, total.rejected),
      t(
        `${shareText(total.rejected, read, language)} des factures lues`,
        `${shareText(total.rejected, read, language)} of those read`,
      ),
    ],
    [
      t('Flux reçus', 'Flows received'),
      numberText(visit, total.flows),
      change(visit, total.flows, before.flows),
    ],
    [
      t('Flux rejetés', 'Flows rejected'),
      shareText(total.rejectedFlows, total.flows, language),
      t(
        `${numberText(visit, total.rejectedFlows)} flux ; avant ${shareText(before.rejectedFlows, before.flows, language)}`,
        `${numberText(visit, total.rejectedFlows)} flows; before ${shareText(before.rejectedFlows, before.flows, language)}`,
      ),
    ],
    [
      t('Factures de travaux', 'Works invoices'),
      shareText(works, total.accepted, language),
      t(`${numberText(visit, works)} factures`, `${numberText(visit, works)} invoices`),
    ],
    [
      t('Déposées en E2', 'Deposited as E2'),
      shareText(formatShare(told, 'E2'), total.accepted, language),
      t(
        `${shareText(formatShare(told, 'E1'), total.accepted, language)} en E1`,
        `${shareText(formatShare(told, 'E1'), total.accepted, language)} as E1`,
      ),
    ],
    [
      t('Remises en', 'Delivered within'),
      atMost(visit, delays.p50),
      t('pour la moitié des pivots', 'for half of the pivots'),
    ],
  ]
  return html`<section class="figures" aria-label="${t('L’année en chiffres', 'The year in figures')}">${figures.map(
    ([label, value, beside]) =>
      html`<div class="figure"><span class="label">${label}</span><span class="value">${value}</span><span class="beside">${beside}</span></div>`,
  )}</section>`
}
