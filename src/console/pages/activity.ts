import type { FastifyInstance } from 'fastify'
import { type Activity, activity } from '../../support/activity.ts'
import { parisDay } from '../../invoice/paris.ts'
import { scopeOf } from '../access/scope.ts'
import type { DeskTools } from '../desk-tools.ts'
import { html, type Markup, NOTHING } from '../markup.ts'
import type { Page } from '../page.ts'
import { icon } from '../parts/icon.ts'
import { notice } from '../parts/notice.ts'
import { PLOT_NEEDS, plotFigure } from '../parts/plot.ts'
import { type Asked, onGet } from '../routes.ts'
import type { Visit } from '../visit.ts'
import { causesPanel } from './activity/causes.ts'
import { delaysPanel } from './activity/delays.ts'
import { monthsPlot } from './activity/months.ts'
import { recipientsPanel } from './activity/recipients.ts'
import { framesPanel, interfacesPanel } from './activity/shares.ts'
import { yearFigures } from './activity/year-figures.ts'

/** The year at a glance, to be read on a screen or on paper. */
export function activityPages(server: FastifyInstance, tools: DeskTools): void {
  onGet(server, { path: '/activity', verb: 'see-statistics' }, (visit, asked) =>
    activityPage(visit, asked, tools),
  )
}

async function activityPage(visit: Visit, { query }: Asked, { desk, settings }: DeskTools): Promise<Page> {
  const year = yearOf(query.get('year'), visit.now)
  const depositor = scopeOf(visit.visitor)
  const asked = { year, now: visit.now, ...(depositor === undefined ? {} : { depositor }) }
  const told = await activity({ desk, directory: settings.directory }, asked)
  const { t } = visit
  return {
    title: { fr: `Activité ${year}`, en: `Activity ${year}` },
    section: 'activity',
    needs: PLOT_NEEDS,
    body: html`<div class="bar"><div class="lead"><h1>${t(`Activité ${year}`, `Activity ${year}`)}</h1>
<p class="soft small">${lead(visit, told, depositor)}</p></div>
<div class="actions"><nav class="choice" aria-label="${t('Année', 'Year')}">${told.years.map((each) => yearLink(each, year))}</nav>
<button data-prints type="button">${icon('print')}${t('Imprimer', 'Print')}</button></div></div>
${partialNotice(visit, told)}
${yearFigures(visit, told)}
<section class="panel"><header><h2>${t('Factures acceptées, mois par mois', 'Invoices accepted, month by month')}</h2></header>
${plotFigure(visit, monthsPlot(visit, told))}</section>
<div class="two"><div class="stack">${framesPanel(visit, told)}${interfacesPanel(visit, told)}</div>${delaysPanel(visit, told.delays)}</div>
<div class="two">${causesPanel(visit, told)}${recipientsPanel(visit, told)}</div>`,
  }
}

/** The year asked for, else this one; what is no year of ours counts as none. */
function yearOf(text: string | null, now: string): number {
  const asked = /^20\d\d$/.exec(text ?? '')?.[0] // absent, or no year
  return Number(asked ?? parisDay(now).slice(0, 4))
}

function yearLink(each: number, shown: number): Markup {
  const current = each === shown ? html` aria-current="true"` : NOTHING
  return html`<a href="/activity?year=${each}"${current}>${each}</a>`
}

function lead({ t, now }: Visit, { year }: Activity, depositor: string | undefined): string {
  const today = parisDay(now)
  const isOver = !today.startsWith(`${year}-`)
  const whole = t(
    `Flux reçus en ${year}, à la date de leur dépôt`,
    `Flows received in ${year}, by the day of their deposit`,
  )
  const so = isOver
    ? ''
    : t(', comparés à la même date de l’année d’avant', ', held against the same date of the year before')
  const whose = depositor === undefined ? '' : t(` ; déposant ${depositor}`, `; depositor ${depositor}`)
  return `${whole}${so}${whose}.`
}

function partialNotice({ t }: Visit, { isPartial }: Activity): Markup {
  if (!isPartial) return NOTHING
  return notice(
    'info',
    html`<p>${t('Des flux plus anciens sont encore en train d’être comptés : les nombres sont incomplets pour quelques minutes.', 'Older flows are still being counted: the numbers are incomplete for some minutes.')}</p>`,
  )
}
