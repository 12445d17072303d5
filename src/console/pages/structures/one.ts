import { catalogue } from '../../../faults/catalogue.ts'
import type { Structure } from '../../../directory/structure.ts'
import { demandWords } from '../../../support/directory/demand-words.ts'
import { nameOf } from '../../../support/directory/structure-search.ts'
import { structureRemarks } from '../../../support/directory-check.ts'
import { type EndpointSight, endpointSight } from '../../../support/endpoint-sights.ts'
import { recentTraffic } from '../../../support/recent-traffic.ts'
import { waitingForStructure, type WaitingForStructure } from '../../../support/waiting-for-structure.ts'
import { counted, countedEn } from '../../../support/words.ts'
import { may } from '../../access/permissions.ts'
import { flowsHref } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { healthMark } from '../../parts/health.ts'
import { icon } from '../../parts/icon.ts'
import { ago } from '../../parts/instant.ts'
import { notice } from '../../parts/notice.ts'
import type { Visit } from '../../visit.ts'
import { activeMark, endpointHref, siretText, yesNo } from './cells.ts'
import { fileProblems, type Ground } from './ground.ts'
import { recentChanges } from './history.ts'

/** All that is known of a structure; of one that is not in the directory, the flows that wait for it to be. */
export async function structurePage(visit: Visit, siret: string, ground: Ground): Promise<Page | undefined> {
  const { tools, live } = ground
  const { directory } = live.current()
  const structure = directory.findStructure(siret)
  const waiting = await waitingForStructure(siret, tools.desk)
  const traffic = (await recentTraffic([siret], { desk: tools.desk, now: visit.now })).get(siret)
  if (structure === undefined && waiting.length === 0 && traffic?.last === undefined) return undefined
  const settings = { depositors: tools.settings.depositors, directory }
  const sight =
    structure === undefined
      ? undefined
      : await endpointSight(`application:${structure.application}`, { desk: tools.desk, settings })
  const name = structure === undefined ? siretText(siret) : nameOf(structure)
  const { t } = visit
  return {
    title: { fr: name, en: name },
    section: 'structures',
    body: html`<nav class="crumbs" aria-label="${t('Chemin', 'Path')}"><a href="/structures">${t('Structures', 'Structures')}</a><span aria-hidden="true">›</span><span>${siretText(siret)}</span></nav>
<div class="bar"><div class="lead"><h1>${name}</h1><p class="bar">${structure === undefined ? NOTHING : activeMark(visit, structure.active)}<span class="mono soft">${siretText(siret)}</span></p></div>
<div class="actions">${actions(visit, siret, structure)}</div></div>
${fileProblems(visit, ground)}${changedNotice(visit, waiting)}
${said(visit, siret, structure)}
${waitingNotice(visit, siret, waiting)}
${figures(visit, siret, traffic)}
${structure === undefined ? NOTHING : html`<div class="two">${demandsPanel(visit, structure)}${receivesPanel(visit, structure, sight)}</div>${servicesPanel(visit, structure)}`}
${await recentChanges(visit, siret, ground)}`,
  }
}

/** After a change: what comes of it, and what is left to do. */
function changedNotice({ t, url }: Visit, waiting: readonly WaitingForStructure[]): Markup {
  if (url.searchParams.get('changed') !== 'yes') return NOTHING
  return notice(
    'good',
    html`<p><strong>${t('L’annuaire est changé.', 'The directory is changed.')}</strong> ${t('Le service de cette machine le prend en quelques secondes, sans s’arrêter.', 'The service of this machine takes it within seconds, without stopping.')}${waiting.length === 0 ? NOTHING : t(' Des flux attendaient cela : rejouez-les, ci-dessous.', ' Flows waited for this: replay them, below.')}</p>`,
  )
}

function actions({ t, visitor }: Visit, siret: string, structure: Structure | undefined): Markup {
  const flows = html`<a class="button" href="${flowsHref({ recipient: siret })}">${icon('flows')}${t('Ses flux', 'Its flows')}</a>`
  if (!may(visitor, 'change-structures')) return flows
  return structure === undefined
    ? html`${flows}<a class="button main-action" href="/structures/new?siret=${siret}">${t('L’ajouter à l’annuaire', 'Add it to the directory')}</a>`
    : html`${flows}<a class="button" href="/structures/${siret}/edit">${icon('edit')}${t('Modifier', 'Change')}</a>`
}

function said({ t, say }: Visit, siret: string, structure: Structure | undefined): Markup {
  if (structure === undefined) {
    return notice(
      'bad',
      html`<p class="verdict">${t(`Le SIRET ${siretText(siret)} n’est pas dans l’annuaire : chaque facture pour lui est rejetée (RTE-01).`, `SIRET ${siretText(siret)} is not in the directory: each invoice for it is rejected (RTE-01).`)}</p>`,
    )
  }
  const remarks = structureRemarks(structure)
  return html`${structure.active ? NOTHING : notice('stop', html`<p>${t('Fermée : chaque facture pour elle est rejetée (RTE-02).', 'Closed: each invoice for it is rejected (RTE-02).')}</p>`)}${remarks.map((each) => notice('warn', html`<p>${say(each)}</p>`))}`
}

/** The flows a change of the directory may mend, by what they were rejected with. */
function waitingNotice(visit: Visit, siret: string, waiting: readonly WaitingForStructure[]): Markup {
  if (waiting.length === 0) return NOTHING
  const { t, say, visitor } = visit
  return html`<section class="panel" aria-labelledby="waits"><header><h2 id="waits">${t('Des flux attendent cela', 'Flows wait for this')}</h2></header>
<p class="soft">${t('Rejetés pour une raison que l’annuaire peut lever : une fois la structure corrigée, rejouez-les.', 'Rejected for a reason the directory may mend: once the structure is right, replay them.')}</p>
<div class="scroll"><table><thead><tr><th scope="col">${t('Raison', 'Reason')}</th><th scope="col" class="num">${t('Flux', 'Flows')}</th><th scope="col"><span class="unseen">${t('Actions', 'Actions')}</span></th></tr></thead>
<tbody>${waiting.map(({ fault, flows, isAll }) => {
    const query = flowsHref({ recipient: siret, fault, state: ['rejected', 'partially-integrated'] })
    const count = isAll ? String(flows) : t(`au moins ${flows}`, `at least ${flows}`)
    return html`<tr><td><span class="code-tag">${fault}</span> ${withoutDetails(say(catalogue[fault]))}</td><td class="num"><a href="${query}">${count}</a></td><td class="num">${may(visitor, 'replay') ? html`<a class="button" href="${query.replace(/^\/flows/, '/replays/new')}">${icon('replay')}${t('Rejouer', 'Replay')}</a>` : NOTHING}</td></tr>`
  })}</tbody></table></div></section>`
}

/** The sentence of the catalogue, without what differs from flow to flow. */
function withoutDetails(sentence: string): string {
  return sentence.replaceAll(/[\s\u00a0]*(?:[«"][\s\u00a0]*)?\(?\{\w+\}\)?(?:[\s\u00a0]*[»"])?/g, '')
}

type Traffic = {
  week: number
  month: number
  rejected: number
  isMore: boolean
  last?: { flow: number; at: string }
}

function figures(visit: Visit, siret: string, traffic: Traffic | undefined): Markup {
  const { t, language } = visit
  const { week = 0, month = 0, rejected = 0, isMore = false, last } = traffic ?? {}
  const more = isMore ? '+' : ''
  const figure = (label: string, value: number, query: Parameters<typeof flowsHref>[0]) =>
    html`<a class="figure" href="${flowsHref({ recipient: siret, ...query })}"><span class="label">${label}</span><span class="value">${value.toLocaleString(language)}${more}</span></a>`
  return html`<div class="figures">
${figure(t('Flux en 7 jours', 'Flows in 7 days'), week, { since: '7j' })}
${figure(t('Flux en 30 jours', 'Flows in 30 days'), month, { since: '30j' })}
${figure(t('Rejetés en 30 jours', 'Rejected in 30 days'), rejected, { since: '30j', state: ['rejected', 'partially-integrated'] })}
${last === undefined ? html`<div class="figure"><span class="label">${t('Dernier flux', 'Last flow')}</span><span class="value">–</span></div>` : html`<a class="figure" href="/flows/${last.flow}"><span class="label">${t('Dernier flux', 'Last flow')}</span><span class="value">${ago(visit, last.at)}</span></a>`}
</div>`
}

function demandsPanel({ t, say }: Visit, { demands }: Structure): Markup {
  const words = say(demandWords(demands))
  return html`<section class="panel" aria-labelledby="demands"><header><h2 id="demands">${t('Ce qu’elle exige', 'What it demands')}</h2></header>
<p class="verdict">${words.charAt(0).toUpperCase()}${words.slice(1)}.</p>
<p class="soft small">${t('Un code service inconnu d’elle est rejeté même quand rien n’est exigé ; FACTURES_PUBLIQUES ne désigne aucun service.', 'A service code it does not have is rejected even where nothing is demanded; FACTURES_PUBLIQUES stands for no service.')}</p></section>`
}

function receivesPanel(visit: Visit, { application }: Structure, sight: EndpointSight | undefined): Markup {
  const { t } = visit
  const waiting = sight?.lane.waiting ?? 0
  return html`<section class="panel" aria-labelledby="receives"><header><h2 id="receives">${t('Où elle reçoit', 'Where it receives')}</h2></header>
<dl class="facts"><dt>${t('Application', 'Application')}</dt><dd><a href="${endpointHref(`application:${application}`)}"><span class="code-tag">${application}</span> ${sight?.name ?? NOTHING}</a></dd>
${
  sight === undefined
    ? NOTHING
    : html`<dt>${t('État', 'State')}</dt><dd>${healthMark(visit, sight.health)}</dd>
<dt>${t('En attente', 'Waiting')}</dt><dd>${t(counted(waiting, 'document', 'documents'), countedEn(waiting, 'document', 'documents'))}</dd>`
}</dl></section>`
}

function servicesPanel(visit: Visit, { services }: Structure): Markup {
  const { t } = visit
  if (services.length === 0) return NOTHING
  return html`<section class="panel flush" aria-labelledby="services"><header><h2 id="services">${t('Ses services', 'Its services')}</h2><span class="soft small">${services.length}</span></header>
<div class="scroll"><table class="stacks"><thead><tr><th scope="col">${t('Code', 'Code')}</th><th scope="col">${t('Nom', 'Name')}</th><th scope="col">${t('État', 'State')}</th><th scope="col">${t('Engagement exigé', 'Engagement demanded')}</th></tr></thead>
<tbody>${services.map(
    (each) =>
      html`<tr><td data-label="${t('Code', 'Code')}"><span class="code-tag">${each.code}</span></td><td data-label="${t('Nom', 'Name')}">${each.name}</td><td data-label="${t('État', 'State')}">${activeMark(visit, each.active, 'service')}</td><td data-label="${t('Engagement exigé', 'Engagement demanded')}">${yesNo(visit, each.engagement)}</td></tr>`,
  )}</tbody></table></div></section>`
}
