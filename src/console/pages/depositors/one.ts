import { addressOf } from '../../../directory/sftp-server.ts'
import {
  depositorEndpoint,
  type Depositor,
  type FolderDepositor,
  type SftpDepositor,
} from '../../../settings.ts'
import { DAYS, depositorStates } from '../../../support/depositor-traffic.ts'
import { type EndpointSight, endpointSight } from '../../../support/endpoint-sights.ts'
import { counted, countedEn } from '../../../support/words.ts'
import { may } from '../../access/permissions.ts'
import type { DeskTools } from '../../desk-tools.ts'
import { flowsHref, STATES } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { healthMark } from '../../parts/health.ts'
import { icon } from '../../parts/icon.ts'
import { ago, instant, span } from '../../parts/instant.ts'
import { stateWords } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'
import { endpointHref } from '../structures/cells.ts'

/** How one depositor drops its flows, what becomes of them, and whether its reports reach it. */
export async function depositorPage(
  visit: Visit,
  depositor: Depositor,
  { desk, settings }: DeskTools,
): Promise<Page> {
  const { t, say, language } = visit
  const { application, name } = depositor
  const { since, states } = await depositorStates(application, { desk, now: visit.now })
  const lastAt = await desk.watch.lastReceived(application)
  const sight = await endpointSight(depositorEndpoint(depositor).id, { desk, settings })
  return {
    title: { fr: name, en: name },
    section: 'structures',
    body: html`<nav class="crumbs" aria-label="${t('Chemin', 'Path')}"><a href="/depositors">${t('Déposants', 'Depositors')}</a><span aria-hidden="true">›</span><span>${application}</span></nav>
<div class="bar"><div class="lead"><h1>${name}</h1><p class="soft">${lastAt === undefined ? t('N’a encore rien déposé.', 'Has dropped nothing yet.') : html`${t('Dernier dépôt', 'Last deposit')} ${ago(visit, lastAt)}, ${instant(lastAt)}`}</p></div>
<div class="actions"><a class="button" href="${flowsHref({ depositor: application })}">${icon('flows')}${t('Ses flux', 'Its flows')}</a>${testButton(visit, sight)}</div></div>
<h2>${t(`Ses flux des ${DAYS} derniers jours`, `Its flows of the last ${DAYS} days`)}</h2>
<div class="figures">${STATES.map(
      (state) =>
        html`<a class="figure" href="${flowsHref({ depositor: application, state: [state], since })}"><span class="label state-${state}">${icon(state)}${say(stateWords(state))}</span><span class="value">${(states[state] ?? 0).toLocaleString(language)}</span></a>`,
    )}</div>
<div class="two">${channelPanel(visit, depositor, settings.limits.flowBytes)}${reportsPanel(visit, sight)}</div>`,
  }
}

function testButton({ t, csrf, visitor }: Visit, sight: EndpointSight | undefined): Markup {
  if (sight === undefined || !may(visitor, 'test-connection')) return NOTHING
  return html`<form method="post" action="${endpointHref(sight.id)}/test"><input type="hidden" name="_csrf" value="${csrf}"><button>${icon('check')}${t('Tester la connexion', 'Test the connection')}</button></form>`
}

function channelPanel(visit: Visit, depositor: Depositor, flowBytes: number): Markup {
  const { t } = visit
  const { application, renames, names, limits } = depositor
  const fact = (label: string, value: Markup | string) => html`<dt>${label}</dt><dd>${value}</dd>`
  return html`<section class="panel" aria-labelledby="channel"><header><h2 id="channel">${t('Par où il dépose', 'How it drops')}</h2></header><dl class="facts">
${fact(t('Code dans les noms', 'Code in the names'), html`<span class="code-tag">${application}</span>`)}
${depositor.channel === 'folder' ? folderFacts(visit, depositor, fact) : sftpFacts(visit, depositor, fact)}
${fact(t('Fichiers finis', 'Finished files'), renames ? t('renommés en place, pris aussitôt', 'renamed into place, taken at once') : t('pris quand ils ne bougent plus', 'taken once they are still'))}
${fact(t('Noms de flux', 'Flow names'), names === 'strict' ? t('selon la règle du canal', 'by the channel’s rule') : t('règle souple : extension et séquence courte admises', 'lenient: extension and short sequence taken'))}
${fact(t('Taille d’un flux', 'Size of a flow'), `${t('au plus', 'at most')} ${megabytes(visit, limits.flowBytes ?? flowBytes)}`)}</dl></section>`
}

type Fact = (label: string, value: Markup | string) => Markup

function folderFacts({ t }: Visit, of: FolderDepositor, fact: Fact): Markup {
  return html`${fact(t('Par', 'By'), t('dossier', 'folder'))}${fact(t('Il dépose dans', 'It drops in'), html`<span class="mono">${of.in}</span>`)}${fact(t('Il trouve ses comptes rendus dans', 'It finds its reports in'), html`<span class="mono">${of.out}</span>`)}`
}

function sftpFacts({ t, language }: Visit, of: SftpDepositor, fact: Fact): Markup {
  const folder = (path: string) => html`<span class="mono">${path}</span>`
  return html`${fact(t('Par', 'By'), 'SFTP')}${fact(t('Son serveur', 'Its server'), folder(addressOf(of.server)))}${fact(t('Nous y prenons', 'We take from'), folder(of.remoteOut))}
${fact(t('Pris, ils vont dans', 'Once taken they go to'), of.done === undefined ? t('nulle part : ils sont enlevés', 'nowhere: they are removed') : folder(of.done))}
${fact(t('Comptes rendus mis dans', 'Reports put in'), folder(of.remoteIn))}${fact(t('Regardé toutes les', 'Looked at every'), span(of.pollMs, language))}`
}

function megabytes({ language, t }: Visit, bytes: number): string {
  return `${(bytes / 1_048_576).toLocaleString(language, { maximumFractionDigits: 1 })} ${t('Mo', 'MB')}`
}

function reportsPanel(visit: Visit, sight: EndpointSight | undefined): Markup {
  if (sight === undefined) return NOTHING
  const { t } = visit
  const { waiting, lastError, held } = sight.lane
  return html`<section class="panel" aria-labelledby="reports"><header><h2 id="reports">${t('Ses comptes rendus', 'Its reports')}</h2><a href="${endpointHref(sight.id)}">${t('La destination', 'The endpoint')}</a></header><dl class="facts">
<dt>${t('État', 'State')}</dt><dd>${healthMark(visit, sight.health)}</dd>
<dt>${t('En attente', 'Waiting')}</dt><dd>${t(counted(waiting, 'document', 'documents'), countedEn(waiting, 'document', 'documents'))}</dd>
${held === undefined ? NOTHING : html`<dt>${t('Retenue par', 'Held by')}</dt><dd>${held.by} : ${held.reason}</dd>`}
${lastError === undefined ? NOTHING : html`<dt>${t('Dernière erreur', 'Last error')}</dt><dd>${lastError}</dd>`}</dl></section>`
}
