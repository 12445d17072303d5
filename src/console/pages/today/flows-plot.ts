import { parisDateTime } from '../../../invoice/paris.ts'
import type { Today } from '../../../support/today.ts'
import { flowsHref, queryOf } from '../../flow-query.ts'
import type { Plot } from '../../parts/plot.ts'
import type { Visit } from '../../visit.ts'

/** Flows by the time they came in: all of them, and what became of them. */
export function flowsPlot({ t, language }: Visit, { moments, period }: Today): Plot {
  const { grain } = period
  return {
    id: 'moments',
    kind: 'stacked',
    title: t('Flux reçus et ce qu’ils sont devenus', 'Flows received and what became of them'),
    of: grain === 'hour' ? t('Heure', 'Hour') : t('Jour', 'Day'),
    columns: [
      { words: t('Reçus', 'Received') },
      { words: t('Intégrés', 'Integrated'), colour: 'plot-good' },
      { words: t('En partie', 'Partly'), colour: 'plot-warn' },
      { words: t('Rejetés', 'Rejected'), colour: 'plot-bad' },
      { words: t('En cours ou bloqués', 'Under way or blocked'), colour: 'edge' },
    ],
    closer: {
      columns: [2, 3],
      words: t('De plus près : en partie ou rejetés', 'Closer: partly integrated or rejected'),
    },
    rows: moments.map(({ at, received, integrated, partiallyIntegrated, rejected, filter }) => ({
      at,
      words: momentText(at, grain, language),
      values: [
        received,
        integrated,
        partiallyIntegrated,
        rejected,
        received - integrated - partiallyIntegrated - rejected,
      ],
      href: flowsHref(queryOf(filter)),
    })),
    grain,
  }
}

/** « 23/11 à 14 h », « 23/11 ». */
function momentText(at: string, grain: 'hour' | 'day', language: Visit['language']): string {
  const [, month, day, hour] = /^\d{4}-(\d\d)-(\d\d)T(\d\d)/.exec(parisDateTime(at)) ?? []
  if (grain === 'day') return `${day}/${month}`
  return language === 'fr' ? `${day}/${month} à ${hour} h` : `${day}/${month} ${hour}:00`
}
