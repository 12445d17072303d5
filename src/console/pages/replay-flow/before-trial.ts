import type { FlowFilter } from '../../../record/flow-filter.ts'
import type { Weighed } from '../../../support/replay.ts'
import { localPath } from '../../access/local-path.ts'
import { STATES } from '../../flow-query.ts'
import { html, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { span } from '../../parts/instant.ts'
import { notice } from '../../parts/notice.ts'
import { stateMark } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'
import { filterWords, isOfAll } from '../replays/filter-words.ts'
import { flowsText, numberText } from '../replays/numbers.ts'
import type { Trial } from './trial.ts'

const TITLE = { fr: 'Rejouer des flux', en: 'Replay flows' }
/** About what the trial of one flow takes. */
const FLOW_MS = 8

interface Before {
  filter: FlowFilter
  weighed: Weighed
  href: string
}

/** Before a trial of very many flows, or of all, or of none: what it would be of. */
export function before(visit: Visit, { filter, weighed, href }: Before): Page {
  const { t, language } = visit
  const { found, states } = weighed
  const flows = flowsText(visit, found)
  const all = notice(
    'warn',
    html`<p class="verdict">${t(`Aucun critère : ce sont TOUS les flux du registre, ${flows}.`, `No criterion: these are ALL flows of the record, ${flows}.`)}</p>
<p><a href="/flows">${t('Choisir des critères parmi les flux', 'Choose criteria among the flows')}</a></p>`,
  )
  const form = html`<form method="post" action="/replays/trials"><input type="hidden" name="_csrf" value="${visit.csrf}"><input type="hidden" name="href" value="${href}">
<div class="actions"><button class="main-action">${t(`Essayer ${flows}`, `Try ${flows}`)}</button>
<span class="soft">${t('environ', 'about')} ${span(found * FLOW_MS, language)}${t(' ; rien n’est enregistré', '; nothing is recorded')}</span></div></form>`
  return {
    title: TITLE,
    section: 'replays',
    body: html`<div class="bar"><div class="lead"><p class="crumbs"><a href="/replays">${t('Rejeux', 'Replays')}</a></p><h1>${t('Rejouer des flux', 'Replay flows')}</h1>
<p class="soft">${filterWords(visit, filter)}</p></div></div>
${isOfAll(filter) ? all : NOTHING}
<section class="panel"><h2>${found === 0 ? t('Aucun flux ne répond à cette recherche', 'No flow answers this search') : t('Ce que la recherche trouve', 'What the search finds')}</h2>
<dl class="facts">${STATES.filter((state) => states[state] !== undefined).map((state) => html`<dt>${stateMark(visit, state)}</dt><dd>${numberText(visit, states[state] ?? 0)}</dd>`)}
${found === 0 ? NOTHING : html`<dt>${t('À rejouer', 'To replay')}</dt><dd><strong>${numberText(visit, weighed.replayable)}</strong></dd>`}</dl>
${found === 0 ? html`<p><a href="/flows">${t('Chercher parmi les flux', 'Search the flows')}</a></p>` : form}</section>`,
  }
}

/** Others are being tried. */
export function tooMany(visit: Visit, running: readonly Trial[], href: string): Page {
  const { t } = visit
  const own = running.filter(({ order }) => order.owner === visit.visitor.account)
  return {
    status: 503,
    title: TITLE,
    section: 'replays',
    body: html`<h1>${t('Rejouer des flux', 'Replay flows')}</h1>
${notice(
  'warn',
  html`<p class="verdict">${t(
    `${running.length} essais sont déjà en cours : c’est le plus que la console fait à la fois.`,
    `${running.length} trials are under way already: the console does no more at once.`,
  )}</p>
<ul>${running.map(({ order, tally }) => html`<li>${order.owner} : ${numberText(visit, tally.flows)} / ${flowsText(visit, order.found)}</li>`)}</ul>
<p>${own.map(({ order }) => html`<a href="/replays/trials/${order.id}">${t('Voir le vôtre, ou l’abandonner', 'See yours, or abandon it')}</a> · `)}<a href="${href}">${t('Réessayer', 'Retry')}</a></p>`,
)}`,
  }
}

/** A trial is kept for an hour, in memory, for who asked for it. */
export function gone(visit: Visit, href: string | null): Page {
  const { t } = visit
  const to = trialHref(href) ?? '/replays'
  return {
    status: 404,
    title: TITLE,
    section: 'replays',
    body: html`<h1>${t('Rejouer des flux', 'Replay flows')}</h1>
${notice(
  'info',
  html`<p class="verdict">${t('Cet essai n’est plus là.', 'This trial is no longer here.')}</p>
<p>${t(
    'Un essai est gardé une heure, pour le compte qui l’a demandé ; rien n’en était enregistré.',
    'A trial is kept for an hour, for the account that asked for it; nothing of it was recorded.',
  )}</p><p><a class="button" href="${to}">${to === '/replays' ? t('Voir les rejeux', 'See the replays') : t('Refaire l’essai', 'Try anew')}</a></p>`,
)}`,
  }
}

/** Only what tries something, whatever an address says. */
function trialHref(href: string | null): string | undefined {
  const path = localPath(href)
  return /^\/(replays\/new|flows\/\d+\/replay)(\?|$)/.test(path) ? path : undefined
}
