import type { Structure } from '../../../directory/structure.ts'
import { given } from '../../../invoice/given.ts'
import type { RecipientTraffic } from '../../../record/traffic.ts'
import { shortDemands } from '../../../support/directory/demand-words.ts'
import { nameOf, type StructureQuery } from '../../../support/directory/structure-search.ts'
import { recentTraffic } from '../../../support/recent-traffic.ts'
import { counted, countedEn } from '../../../support/words.ts'
import { may } from '../../access/permissions.ts'
import { flowsHref } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { ago } from '../../parts/instant.ts'
import type { Asked } from '../../routes.ts'
import { changed, type Visit } from '../../visit.ts'
import { activeMark, endpointHref, siretText } from './cells.ts'
import { fileProblems, type Ground, tabs } from './ground.ts'

const SHOWN = 25

/** Who receives invoices: found by name, number, application or service. */
export async function listPage(visit: Visit, { query }: Asked, ground: Ground): Promise<Page> {
  const { t } = visit
  const { directory } = ground.live.current()
  const wanted = structureQueryOf(query)
  const found = ground.search.find(directory, wanted)
  const pages = Math.max(Math.ceil(found.length / SHOWN), 1)
  const at = Math.min(Math.max(Math.trunc(Number(query.get('page'))) || 1, 1), pages)
  const shown = found.slice((at - 1) * SHOWN, at * SHOWN)
  const traffic = await recentTraffic(
    shown.map(({ siret }) => siret),
    { desk: ground.tools.desk, now: visit.now },
  )
  const all = t(
    counted(found.length, 'structure', 'structures'),
    countedEn(found.length, 'structure', 'structures'),
  )
  return {
    title: { fr: 'Structures', en: 'Structures' },
    section: 'structures',
    body: html`<div class="bar"><div class="lead"><h1>${t('Structures destinataires', 'Recipient structures')}</h1>
<p class="soft small">${all}</p></div>
<div class="actions">${newButton(visit)}</div></div>
${tabs(visit, '/structures')}
${fileProblems(visit, ground)}
${searchForm(visit, wanted, ground)}
<section class="panel flush" aria-label="${t('Structures trouvées', 'Structures found')}">
${shown.length === 0 ? nothing(visit) : table(visit, shown, traffic)}
${pages === 1 ? NOTHING : pager(visit, at, pages)}
</section>`,
  }
}

function newButton({ t, visitor }: Visit): Markup {
  if (!may(visitor, 'change-structures')) return NOTHING
  return html`<a class="button main-action" href="/structures/new">${t('Ajouter une structure', 'Add a structure')}</a>`
}

function structureQueryOf(query: URLSearchParams): StructureQuery {
  const said = (name: string) => query.get(name)?.trim() || undefined
  const state = said('state')
  return given({
    q: said('q'),
    application: said('application')?.toUpperCase(),
    state: state === 'active' || state === 'inactive' ? state : undefined,
  })
}

function searchForm({ t }: Visit, wanted: StructureQuery, { live }: Ground): Markup {
  const option = (value: string, text: string, is: string | undefined) =>
    html`<option value="${value}"${value === (is ?? '') ? html` selected` : NOTHING}>${text}</option>`
  return html`<form class="filters" action="/structures" role="search" aria-label="${t('Chercher une structure', 'Search structures')}">
<label class="field wide">${t('Nom, SIRET, service', 'Name, SIRET, service')}<input name="q" type="search" value="${wanted.q ?? NOTHING}" autocomplete="off" spellcheck="false"></label>
<label class="field">${t('Application', 'Application')}<select name="application" data-sends>${option('', t('Toutes', 'All'), wanted.application)}${live
    .current()
    .directory.applications()
    .map(({ code, label }) => option(code, `${code} – ${label}`, wanted.application))}</select></label>
<label class="field">${t('État', 'State')}<select name="state" data-sends>${option('', t('Toutes', 'All'), wanted.state)}${option('active', t('Actives', 'Active'), wanted.state)}${option('inactive', t('Fermées', 'Closed'), wanted.state)}</select></label>
<div class="actions"><button>${t('Chercher', 'Search')}</button></div>
</form>`
}

function nothing({ t }: Visit): Markup {
  return html`<div class="empty"><p><strong>${t('Aucune structure trouvée', 'No structure found')}</strong></p>
<p>${t(
    'Une partie du nom suffit ; un SIRET peut porter des blancs. Une structure absente d’ici est rejetée (RTE-01).',
    'A part of the name will do; a SIRET may have blanks. A structure that is not here is rejected (RTE-01).',
  )}</p></div>`
}

function table(
  visit: Visit,
  structures: readonly Structure[],
  traffic: ReadonlyMap<string, RecipientTraffic>,
): Markup {
  const { t } = visit
  return html`<div class="scroll"><table class="rows stacks">
<thead><tr><th scope="col">${t('Structure', 'Structure')}</th><th scope="col">${t('État', 'State')}</th><th scope="col">${t('Exige', 'Demands')}</th><th scope="col">${t('Services', 'Services')}</th><th scope="col">${t('Reçoit par', 'Receives by')}</th><th scope="col" class="num">${t('Flux 7 j', 'Flows 7 d')}</th><th scope="col" class="num">${t('30 j', '30 d')}</th><th scope="col" class="num">${t('Rejetés 30 j', 'Rejected 30 d')}</th><th scope="col">${t('Dernier', 'Last')}</th></tr></thead>
<tbody>${structures.map((structure) => row(visit, structure, traffic.get(structure.siret)))}</tbody></table></div>`
}

function row(visit: Visit, structure: Structure, traffic: RecipientTraffic | undefined): Markup {
  const { t, say } = visit
  const { siret, services, application } = structure
  const open = services.filter(({ active }) => active).length
  return html`<tr>
<td data-label="${t('Structure', 'Structure')}"><span><a class="row-link" href="/structures/${siret}">${nameOf(structure)}</a><span class="second mono">${siretText(siret)}</span></span></td>
<td data-label="${t('État', 'State')}">${activeMark(visit, structure.active)}</td>
<td data-label="${t('Exige', 'Demands')}">${say(shortDemands(structure.demands))}</td>
<td data-label="${t('Services', 'Services')}">${services.length === 0 ? html`<span class="soft">–</span>` : `${open}${open === services.length ? '' : t(` sur ${services.length}`, ` of ${services.length}`)}`}</td>
<td data-label="${t('Reçoit par', 'Receives by')}"><a class="code-tag" href="${endpointHref(`application:${application}`)}">${application}</a></td>
${trafficCells(visit, siret, traffic)}</tr>
`
}

function trafficCells(visit: Visit, siret: string, traffic: RecipientTraffic | undefined): Markup {
  const { t } = visit
  const { week = 0, month = 0, rejected = 0, isMore = false, last } = traffic ?? {}
  const link = (count: number, query: Parameters<typeof flowsHref>[0]) =>
    count === 0
      ? html`<span class="soft">0</span>`
      : html`<a href="${flowsHref({ recipient: siret, ...query })}">${count.toLocaleString(visit.language)}${isMore ? '+' : ''}</a>`
  return html`<td class="num" data-label="${t('Flux 7 j', 'Flows 7 d')}">${link(week, { since: '7j' })}</td>
<td class="num" data-label="${t('30 j', '30 d')}">${link(month, { since: '30j' })}</td>
<td class="num" data-label="${t('Rejetés 30 j', 'Rejected 30 d')}">${link(rejected, { since: '30j', state: ['rejected', 'partially-integrated'] })}</td>
<td data-label="${t('Dernier', 'Last')}">${last === undefined ? html`<span class="soft">–</span>` : ago(visit, last.at)}</td>`
}

function pager(visit: Visit, at: number, pages: number): Markup {
  const { t } = visit
  const link = (to: number, text: string) =>
    to < 1 || to > pages
      ? html`<span></span>`
      : html`<a class="button" href="${changed(visit, { page: String(to) })}">${text}</a>`
  return html`<nav class="pager" aria-label="${t('Pages', 'Pages')}">${link(at - 1, t('Précédente', 'Previous'))}<span>${t(`Page ${at} sur ${pages}`, `Page ${at} of ${pages}`)}</span>${link(at + 1, t('Suivante', 'Next'))}</nav>`
}
