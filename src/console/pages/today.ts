import type { FastifyInstance } from 'fastify'
import { parisDay } from '../../invoice/paris.ts'
import { PERIODS, periodOf, type PeriodName } from '../../support/period.ts'
import { type Today, today } from '../../support/today.ts'
import { scopeOf } from '../access/scope.ts'
import type { DeskTools } from '../desk-tools.ts'
import { html, type Markup, NOTHING } from '../markup.ts'
import type { Page } from '../page.ts'
import { notice } from '../parts/notice.ts'
import { PLOT_NEEDS, plotFigure, plotTable } from '../parts/plot.ts'
import { type Asked, type Fragment, onGet } from '../routes.ts'
import type { Visit } from '../visit.ts'
import { attentionList } from './today/attention-list.ts'
import { figures } from './today/figures.ts'
import { flowsPlot } from './today/flows-plot.ts'
import { rankings } from './today/rankings.ts'

/** What is going on: what needs a person first, then what came in and what became of it. */
export function todayPages(server: FastifyInstance, tools: DeskTools): void {
  const see = { verb: 'see-statistics' } as const
  onGet(server, { ...see, path: '/' }, (visit, asked) => todayPage(visit, asked, tools))
  onGet(server, { ...see, path: '/today/live' }, (visit, asked) => live(visit, asked, tools))
}

const PERIOD_WORDS = {
  today: { fr: 'Aujourd’hui', en: 'Today' },
  '2d': { fr: 'Depuis hier', en: 'Since yesterday' },
  '30d': { fr: '30 jours', en: '30 days' },
  '90d': { fr: '90 jours', en: '90 days' },
} as const satisfies Record<PeriodName, { fr: string; en: string }>

function found(visit: Visit, { query }: Asked, { desk }: DeskTools): Promise<Today> {
  const name = PERIODS.find((each) => each === query.get('period')) ?? '2d'
  const depositor = scopeOf(visit.visitor)
  const { now } = visit
  return today(
    { desk },
    { period: periodOf(name, now), now, ...(depositor === undefined ? {} : { depositor }) },
  )
}

async function todayPage(visit: Visit, asked: Asked, tools: DeskTools): Promise<Page> {
  const told = await found(visit, asked, tools)
  const { t, language } = visit
  const { name } = told.period
  return {
    title: { fr: 'Aujourd’hui', en: 'Today' },
    section: 'today',
    needs: PLOT_NEEDS,
    body: html`<div class="bar"><div class="lead"><h1>${t('Aujourd’hui', 'Today')}</h1>
<p class="soft small">${longDay(visit.now, language)}</p></div>
<nav class="choice" aria-label="${t('Période', 'Period')}">${PERIODS.map((each) => periodLink(visit, each, name))}</nav></div>
${attentionList(visit, told.attention)}
${partialNotice(visit, told)}
${figures(visit, told)}
<section class="panel"><header><h2>${plotTitle(visit, told)}</h2></header>
${plotFigure(visit, flowsPlot(visit, told))}</section>
${rankings(visit, told)}
<div hx-get="/today/live?period=${name}" hx-trigger="every 15s" hx-swap="none"></div>`,
  }
}

function periodLink({ say }: Visit, each: PeriodName, shown: PeriodName): Markup {
  const current = each === shown ? html` aria-current="true"` : NOTHING
  return html`<a href="/?period=${each}"${current}>${say(PERIOD_WORDS[each])}</a>`
}

function plotTitle({ t }: Visit, { period }: Today): string {
  return period.grain === 'hour'
    ? t(
        'Flux reçus par heure, et ce qu’ils sont devenus',
        'Flows received each hour, and what became of them',
      )
    : t('Flux reçus par jour, et ce qu’ils sont devenus', 'Flows received each day, and what became of them')
}

/** What changes while one looks: each part takes the place of the one that is there. */
async function live(visit: Visit, asked: Asked, tools: DeskTools): Promise<Fragment> {
  const told = await found(visit, asked, tools)
  return {
    fragment: html`${part('attention', attentionList(visit, told.attention))}
${part('figures', figures(visit, told))}
${part('moments', plotTable(visit, flowsPlot(visit, told)))}
${part('rankings', rankings(visit, told))}`,
  }
}

function part(id: string, body: Markup): Markup {
  return html`<hx-partial hx-target="#${id}" hx-swap="outerMorph">${body}</hx-partial>`
}

function partialNotice({ t }: Visit, { isPartial }: Today): Markup {
  if (!isPartial) return NOTHING
  return notice(
    'info',
    html`<p>${t('Des flux plus anciens sont encore en train d’être comptés : les nombres sont incomplets pour quelques minutes.', 'Older flows are still being counted: the numbers are incomplete for some minutes.')}</p>`,
  )
}

function longDay(now: string, language: Visit['language']): string {
  const day = new Date(`${parisDay(now)}T12:00:00Z`)
  const text = day.toLocaleDateString(language, { dateStyle: 'full', timeZone: 'UTC' })
  return text.charAt(0).toUpperCase() + text.slice(1)
}
