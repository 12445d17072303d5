import type { Activity, Month } from '../../../support/activity.ts'
import { flowsHref, queryOf } from '../../flow-query.ts'
import type { Plot, PlotRow } from '../../parts/plot.ts'
import { shareText } from '../../parts/share-bar.ts'
import type { Visit } from '../../visit.ts'
import { numberText } from '../replays/numbers.ts'
import { changeText } from './change.ts'

/** Accepted invoices month by month beside the year before; the table tells more than the plot. */
export function monthsPlot(visit: Visit, { year, months }: Activity): Plot {
  const { t } = visit
  return {
    id: 'months',
    kind: 'beside',
    title: t(
      `Factures acceptées en ${year} et en ${year - 1}`,
      `Invoices accepted in ${year} and in ${year - 1}`,
    ),
    of: t('Mois', 'Month'),
    columns: [
      { words: String(year - 1), colour: 'plot-before' },
      { words: String(year), colour: 'plot-now' },
      { words: t('Évolution', 'Change') },
      { words: t('Rejetées', 'Rejected') },
      { words: t('Part rejetée', 'Share rejected') },
      { words: t('Travaux', 'Works') },
    ],
    rows: months.map((month) => monthRow(visit, month)),
    grain: 'month',
    isTableOpen: true,
  }
}

function monthRow(visit: Visit, { month, accepted, rejected, works, before, filter }: Month): PlotRow {
  const { language } = visit
  const isEmpty = accepted + rejected === 0
  const of = (number: number) => (isEmpty ? '–' : numberText(visit, number))
  return {
    at: `${month}-15T12:00:00.000Z`,
    words: monthName(month, language),
    values: [before.accepted, accepted],
    cells: [
      before.accepted + before.rejected === 0 ? '–' : numberText(visit, before.accepted),
      of(accepted),
      isEmpty ? '–' : changeText(visit, accepted, before.accepted),
      of(rejected),
      shareText(rejected, accepted + rejected, language),
      of(works),
    ],
    href: flowsHref(queryOf(filter)),
  }
}

function monthName(month: string, language: Visit['language']): string {
  const date = new Date(`${month}-15T12:00:00Z`)
  const name = date.toLocaleDateString(language, { month: 'long', timeZone: 'UTC' })
  return name.charAt(0).toUpperCase() + name.slice(1)
}
