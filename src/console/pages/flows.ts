import type { FastifyInstance } from 'fastify'
import type { FlowFilter } from '../../record/flow-filter.ts'
import type { FlowPage } from '../../record/search.ts'
import { otherMeaning } from '../../support/find.ts'
import { counted, countedEn } from '../../support/words.ts'
import { may } from '../access/permissions.ts'
import type { DeskTools } from '../desk-tools.ts'
import { type FlowQuery, flowQueryOf, flowsHref, queryOf } from '../flow-query.ts'
import { html, type Markup, NOTHING } from '../markup.ts'
import type { Page } from '../page.ts'
import { icon } from '../parts/icon.ts'
import { instant } from '../parts/instant.ts'
import { type Asked, type Download, onGet, onPost } from '../routes.ts'
import { changed, type Visit } from '../visit.ts'
import { visitActor } from '../visit-actor.ts'
import { visitFilter } from '../visit-filter.ts'
import { type Column, COLUMNS, columnsNamed } from './flows/columns.ts'
import { flowsCsv } from './flows/csv.ts'
import { chips, filterForm } from './flows/filters.ts'
import { saveFilter, savedMenu } from './flows/saved.ts'

const SHOWN = 50
/** A page is not waited for longer: it then says how far back it looked, and the next goes on there. */
const PAGE_MS = 250
/** More than a person goes through; counted no further. */
const COUNTED = 100_000
const COUNT_MS = 2_000

/** The flows: one search for anything, filters, columns of one's choice, as a file for spreadsheets. */
export function flowsPages(server: FastifyInstance, tools: DeskTools): void {
  const see = { verb: 'see-flows' } as const
  onGet(server, { ...see, path: '/flows' }, (visit, asked) => flowsPage(visit, asked, tools))
  onGet(server, { ...see, path: '/flows/count' }, (visit, asked) => countOf(visit, asked, tools))
  onGet(server, { ...see, path: '/flows.csv' }, async (visit, asked) => {
    const subject = flowsHref(flowQueryOf(asked.query))
    await tools.desk.audit.note(visitActor(visit), { action: 'flows-exported', kind: 'search', subject })
    return exported(visit, asked, tools)
  })
  onPost(server, { ...see, path: '/flows/saved' }, (visit, sent) => saveFilter(visit, sent, tools))
}

function exported(visit: Visit, { query }: Asked, { desk, settings }: DeskTools): Download {
  return {
    download: visit.t('flux.csv', 'flows.csv'),
    type: 'text/csv; charset=utf-8',
    bytes: flowsCsv(desk.search, visitFilter(flowQueryOf(query), visit, settings), visit.language),
  }
}

async function flowsPage(visit: Visit, { query }: Asked, tools: DeskTools): Promise<Page> {
  const asked = flowQueryOf(query)
  const { before, ...wanted } = asked
  const filter = visitFilter(wanted, visit, tools.settings)
  const from = before === undefined ? {} : { before }
  const found = await tools.desk.search.page(filter, { limit: SHOWN, ms: PAGE_MS, ...from })
  const columns = columnsNamed(asked.columns ?? [])
  const { t } = visit
  return {
    title: { fr: 'Flux', en: 'Flows' },
    section: 'flows',
    ...(asked.q === undefined ? {} : { searched: asked.q }),
    body: html`<div class="bar"><div class="lead"><h1>${t('Flux', 'Flows')}</h1>
<p class="soft small" hx-get="${changed(visit, {}).replace(/^\/flows/, '/flows/count')}" hx-trigger="load">&nbsp;</p></div>
<div class="actions">${await savedMenu(visit, wanted, tools)}${columnMenu(visit, asked, columns)}
<a class="button" href="${flowsHref(wanted).replace(/^\/flows/, '/flows.csv')}" download>${icon('download')}CSV</a>
${replayButton(visit, wanted, found)}</div></div>
${filterForm(visit, asked, tools.settings)}
${chips(visit, wanted)}
<section class="panel flush" aria-label="${t('Flux trouvés', 'Flows found')}">
${found.flows.length === 0 ? nothing(visit, found, otherMeaning(filter)) : table(visit, found, columns)}
${pager(visit, found, before)}
</section>`,
  }
}

function table(visit: Visit, { flows }: FlowPage, columns: readonly Column[]): Markup {
  const { say } = visit
  const align = ({ isNumber }: Column) => (isNumber === true ? html` class="num"` : NOTHING)
  return html`<div class="scroll"><table class="rows stacks">
<thead><tr>${columns.map((each) => html`<th scope="col"${align(each)}>${say(each.title)}</th>`)}</tr></thead>
<tbody>${flows.map(
    (flow) =>
      html`<tr>${columns.map((each) => html`<td${align(each)} data-label="${say(each.title)}">${each.cell(flow, visit)}</td>`)}</tr>
`,
  )}</tbody></table></div>`
}

function nothing({ t }: Visit, { next }: FlowPage, other: FlowFilter | undefined): Markup {
  if (next !== undefined) return NOTHING
  const account = other?.account
  const instead =
    other === undefined || account === undefined
      ? NOTHING
      : html`<p><a class="button" href="${flowsHref(queryOf(other))}">${t(`Chercher les comptes qui finissent par ${account}`, `Look for accounts that end in ${account}`)}</a></p>`
  return html`<div class="empty"><p><strong>${t('Aucun flux trouvé', 'No flow found')}</strong></p>
<p>${t(
    'Un numéro de facture, un nom de fichier ou de fournisseur se cherche par son début ; un engagement, un SIRET, en entier. Élargissez la période ou enlevez un critère.',
    'Numbers and names are found by their beginning; an engagement or a SIRET whole. Widen the period or leave a criterion out.',
  )}</p>${instead}</div>`
}

function pager(visit: Visit, { next, lookedBackTo }: FlowPage, before: number | undefined): Markup {
  const { t } = visit
  const looked =
    lookedBackTo === undefined
      ? NOTHING
      : html`<span>${t('Cherché jusqu’au', 'Searched back to')} ${instant(lookedBackTo)}</span>`
  const newest =
    before === undefined
      ? html`<span></span>`
      : html`<a href="${changed(visit, { before: undefined })}">${t('Les plus récents', 'The newest')}</a>`
  const older =
    next === undefined
      ? html`<span></span>`
      : html`<a class="button" rel="next" href="${changed(visit, { before: String(next) })}">${t('Plus anciens', 'Older')}${icon('arrow')}</a>`
  return html`<nav class="pager" aria-label="${t('Pages', 'Pages')}">${newest}${looked}${older}</nav>`
}

/** How many there are in all, told when the page is there already: counting may take longer than finding. */
async function countOf(visit: Visit, { query }: Asked, { desk, settings }: DeskTools) {
  const { before: _, ...wanted } = flowQueryOf(query)
  const { flows, isAll } = await desk.search.count(visitFilter(wanted, visit, settings), {
    atMost: COUNTED,
    ms: COUNT_MS,
  })
  const text = visit.t(counted(flows, 'flux', 'flux'), countedEn(flows, 'flow', 'flows'))
  return { fragment: html`${isAll ? text : visit.t(`plus de ${text}`, `more than ${text}`)}` }
}

function columnMenu({ t, say, url }: Visit, query: FlowQuery, columns: readonly Column[]): Markup {
  const kept = [...new URL(flowsHref({ ...query, columns: [] }), url).searchParams].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return html`<details class="menu"><summary class="button">${icon('columns')}${t('Colonnes', 'Columns')}</summary>
<form class="sheet" action="/flows">${kept}
${COLUMNS.slice(1).map(
  (each) =>
    html`<label><input type="checkbox" name="col" value="${each.name}"${columns.includes(each) ? html` checked` : NOTHING}> ${say(each.title)}</label>`,
)}
<button class="main-action">${t('Montrer', 'Show')}</button></form></details>`
}

function replayButton({ t, visitor }: Visit, query: FlowQuery, { flows }: FlowPage): Markup {
  if (!may(visitor, 'rehearse') || flows.length === 0) return NOTHING
  const href = flowsHref(query).replace(/^\/flows/, '/replays/new')
  return html`<a class="button" href="${href}">${icon('replay')}${t('Rejouer ces flux…', 'Replay these flows…')}</a>`
}
