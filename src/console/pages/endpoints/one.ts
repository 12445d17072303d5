import type { LaneAct, WaitingDocument } from '../../../record/lane-desk.ts'
import type { ConnectionTest } from '../../../support/connection-test.ts'
import type { LaneVerb } from '../../../support/deliveries.ts'
import type { EndpointSight } from '../../../support/endpoint-sights.ts'
import { counted, countedEn, type Words } from '../../../support/words.ts'
import { may } from '../../access/permissions.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { healthMark } from '../../parts/health.ts'
import { icon } from '../../parts/icon.ts'
import { ago, instant, span } from '../../parts/instant.ts'
import { notice } from '../../parts/notice.ts'
import { stateMark } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'
import { endpointHref } from '../structures/cells.ts'
import type { Ground } from '../structures/ground.ts'
import { placeFacts } from './place-words.ts'

const DOCUMENTS = 50
const ACTS = 10

interface Shown {
  sight: EndpointSight
  /** A connection test that ended a moment ago. */
  tested?: ConnectionTest
  /** What was asked without a reason. */
  withoutReason?: LaneVerb
  /** What was done a moment ago. */
  done?: string | undefined
}

/** How a destination is, what waits there, and what can be done. */
export async function endpointPage(visit: Visit, shown: Shown, ground: Ground): Promise<Page> {
  const { sight } = shown
  const { lanes } = ground.tools.desk
  const documents = await lanes.documents({ endpoint: sight.id, failing: false, limit: DOCUMENTS })
  const failing = await lanes.documents({ endpoint: sight.id, failing: true, limit: DOCUMENTS })
  const acts = await lanes.acts(sight.id, ACTS)
  const { t } = visit
  return {
    title: { fr: sight.name, en: sight.name },
    section: 'structures',
    body: html`<nav class="crumbs" aria-label="${t('Chemin', 'Path')}"><a href="/endpoints">${t('Destinations', 'Endpoints')}</a><span aria-hidden="true">›</span><span>${sight.id}</span></nav>
<div class="bar"><div class="lead"><h1>${sight.name}</h1><p class="bar">${healthMark(visit, sight.health)}<span class="mono soft">${sight.code}</span></p></div>
<div class="actions">${testButton(visit, sight)}${retryButton(visit, sight)}</div></div>
${doneNotice(visit, shown.done)}
${shown.tested === undefined ? NOTHING : testResult(visit, shown.tested)}
${laneNotice(visit, sight)}
<div class="two">${healthPanel(visit, sight)}${placePanel(visit, sight)}</div>
${steerPanel(visit, sight, shown.withoutReason)}
${documentsPanel(visit, { sight, documents, failing })}
${actsPanel(visit, acts)}`,
  }
}

function testButton({ t, csrf, visitor }: Visit, { id, endpoint }: EndpointSight): Markup {
  if (endpoint === undefined || !may(visitor, 'test-connection')) return NOTHING
  return html`<form method="post" action="${endpointHref(id)}/test"><input type="hidden" name="_csrf" value="${csrf}"><button>${icon('check')}${t('Tester la connexion', 'Test the connection')}</button></form>`
}

function retryButton({ t, csrf, visitor }: Visit, { id, lane }: EndpointSight): Markup {
  if (!may(visitor, 'steer-deliveries') || lane.held !== undefined || lane.waiting === 0) return NOTHING
  return html`<form method="post" action="${endpointHref(id)}/retry"><input type="hidden" name="_csrf" value="${csrf}"><button>${icon('replay')}${t('Tenter maintenant', 'Try now')}</button></form>`
}

const DONE: Readonly<Record<string, Words>> = {
  hold: {
    fr: 'Retenue : plus rien n’y part, rien ne se perd.',
    en: 'Held: nothing leaves for it, nothing is lost.',
  },
  release: {
    fr: 'Relâchée : ce qui attendait part dans la seconde.',
    en: 'Released: what waited leaves within a second.',
  },
  retry: {
    fr: 'Demandé : le service tente de nouveau dans la seconde.',
    en: 'Asked: the service tries again within a second.',
  },
  'not-hold': {
    fr: 'Elle était déjà retenue : rien n’a changé.',
    en: 'It was held already: nothing changed.',
  },
  'not-release': {
    fr: 'Elle n’était pas retenue : rien n’a changé.',
    en: 'It was not held: nothing changed.',
  },
  'not-retry': { fr: 'Elle est retenue : relâchez-la d’abord.', en: 'It is held: release it first.' },
}

function doneNotice({ say }: Visit, done: string | undefined): Markup {
  const words = done === undefined || !Object.hasOwn(DONE, done) ? undefined : DONE[done]
  return words === undefined
    ? NOTHING
    : notice(done?.startsWith('not-') === true ? 'info' : 'good', html`<p>${say(words)}</p>`)
}

function testResult(visit: Visit, { isGood, steps, mend, ms }: ConnectionTest): Markup {
  const { t, say, language } = visit
  const head = isGood
    ? t('La connexion marche.', 'The connection works.')
    : t('La connexion ne marche pas.', 'The connection does not work.')
  return notice(
    isGood ? 'good' : 'bad',
    html`<p><strong>${head}</strong> <span class="soft small">${t('Essayé à l’instant, en', 'Tried just now, in')} ${span(ms, language)}.</span></p>
<ul class="tried">${steps.map((step) => html`<li>${icon(step.isGood ? 'check' : 'close')}<span>${say(step)}</span></li>`)}</ul>
${mend === undefined ? NOTHING : html`<p>${say(mend)}</p>`}`,
  )
}

function laneNotice({ t }: Visit, { lane, endpoint }: EndpointSight): Markup {
  if (lane.held !== undefined) {
    const { by, at, reason } = lane.held
    return notice(
      'stop',
      html`<p><strong>${t('Retenue', 'Held')}</strong> ${t('par', 'by')} ${by}, ${instant(at)} : ${reason}</p>`,
      'held',
    )
  }
  if (endpoint === undefined) {
    return notice(
      'bad',
      html`<p>${t('La configuration n’a plus cette destination : ce qui y attend ne part pas.', 'The configuration no longer has this endpoint: what waits for it does not leave.')}</p>`,
    )
  }
  return NOTHING
}

function healthPanel(visit: Visit, { lane }: EndpointSight): Markup {
  const { t } = visit
  const { waiting, failing, tries, nextAt, oldestAt, lastError } = lane
  const fact = (label: string, value: Markup | string) => html`<dt>${label}</dt><dd>${value}</dd>`
  const documents = (count: number) =>
    t(counted(count, 'document', 'documents'), countedEn(count, 'document', 'documents'))
  return html`<section class="panel" aria-labelledby="health"><header><h2 id="health">${t('Santé', 'Health')}</h2></header><dl class="facts">
${fact(t('En attente', 'Waiting'), documents(waiting))}
${fact(t('En échec', 'Failing'), failing === 0 ? t('aucun', 'none') : documents(failing))}
${oldestAt === undefined ? NOTHING : fact(t('Le plus ancien', 'The oldest'), html`${ago(visit, oldestAt)}, ${instant(oldestAt)}`)}
${tries === 0 ? NOTHING : fact(t('Échecs de suite', 'Failures in a row'), String(tries))}
${nextAt === undefined ? NOTHING : fact(t('Prochain essai', 'Next try'), instant(nextAt))}
${lastError === undefined ? NOTHING : fact(t('Dernière erreur', 'Last error'), lastError)}</dl></section>`
}

function placePanel(visit: Visit, { kind, code, endpoint }: EndpointSight): Markup {
  const { t } = visit
  const who =
    kind === 'application'
      ? html`<dt>${t('Reçoit pour', 'Receives for')}</dt><dd><a href="/structures?application=${code}">${t('ses structures', 'its structures')}</a></dd>`
      : html`<dt>${t('Déposant', 'Depositor')}</dt><dd><a href="/depositors/${code}">${code}</a></dd>`
  return html`<section class="panel" aria-labelledby="place"><header><h2 id="place">${t('Où', 'Where')}</h2></header><dl class="facts">${who}${placeFacts(visit, endpoint)}</dl></section>`
}

function steerPanel(
  { t, csrf, visitor }: Visit,
  { id, lane }: EndpointSight,
  withoutReason: LaneVerb | undefined,
): Markup {
  if (!may(visitor, 'steer-deliveries')) return NOTHING
  const verb = lane.held === undefined ? 'hold' : 'release'
  const words =
    verb === 'hold'
      ? {
          title: t('Retenir', 'Hold back'),
          text: t(
            'Plus rien n’y est remis jusqu’à ce qu’elle soit relâchée ; rien ne se perd.',
            'Nothing is delivered until it is released; nothing is lost.',
          ),
        }
      : {
          title: t('Relâcher', 'Release'),
          text: t('Ce qui attend part aussitôt.', 'What waits leaves at once.'),
        }
  const isMissing = withoutReason === verb
  return html`<section class="panel" aria-labelledby="steer"><header><h2 id="steer">${words.title}</h2></header>
<form class="filters" method="post" action="${endpointHref(id)}/${verb}"><input type="hidden" name="_csrf" value="${csrf}">
<label class="field wide">${t('Pourquoi (gardé dans le journal)', 'Why (kept in the log)')}<input name="reason" required maxlength="500" autocomplete="off"${isMissing ? html` aria-invalid="true"` : NOTHING}>${isMissing ? html`<span class="wrong">${t('Dites pourquoi.', 'Say why.')}</span>` : NOTHING}</label>
<div class="actions"><button class="${verb === 'hold' ? 'danger' : 'main-action'}">${icon(verb === 'hold' ? 'held' : 'arrow')}${words.title}</button></div></form>
<p class="soft small">${words.text}</p></section>`
}

function documentsPanel(
  visit: Visit,
  {
    sight,
    documents,
    failing,
  }: { sight: EndpointSight; documents: readonly WaitingDocument[]; failing: readonly WaitingDocument[] },
): Markup {
  const { t } = visit
  if (documents.length === 0) return NOTHING
  const known = new Set(failing.map(({ id }) => id))
  const shown = [...failing, ...documents.filter(({ id }) => !known.has(id))].slice(0, DOCUMENTS)
  const rest = sight.lane.waiting - shown.length
  return html`<section class="panel flush" aria-labelledby="waits"><header><h2 id="waits">${t('Ce qui attend', 'What waits')}</h2><span class="soft small">${t(counted(sight.lane.waiting, 'document', 'documents'), countedEn(sight.lane.waiting, 'document', 'documents'))}</span></header>
<div class="scroll"><table class="rows stacks"><thead><tr><th scope="col">${t('Document', 'Document')}</th><th scope="col">${t('Flux', 'Flow')}</th><th scope="col">${t('État', 'State')}</th><th scope="col">${t('Depuis', 'Since')}</th><th scope="col" class="num">${t('Essais', 'Tries')}</th><th scope="col">${t('Erreur', 'Error')}</th></tr></thead>
<tbody>${shown.map((each) => documentRow(visit, each, sight))}</tbody></table></div>
${rest > 0 ? html`<p class="pager">${t(`… et ${counted(rest, 'autre', 'autres')}`, `… and ${rest} more`)}</p>` : NOTHING}</section>`
}

function documentRow(
  visit: Visit,
  { name, flow, tries, decidedAt, lastError }: WaitingDocument,
  { lane }: EndpointSight,
): Markup {
  const { t } = visit
  const state = lane.held !== undefined ? 'held' : tries > 0 ? 'failing' : 'waiting'
  return html`<tr><td data-label="${t('Document', 'Document')}"><span class="cut mono" title="${name}">${name}</span></td><td data-label="${t('Flux', 'Flow')}"><a class="row-link" href="/flows/${flow}">${flow}</a></td><td data-label="${t('État', 'State')}">${stateMark(visit, state)}</td><td data-label="${t('Depuis', 'Since')}">${decidedAt === undefined ? NOTHING : ago(visit, decidedAt)}</td><td class="num" data-label="${t('Essais', 'Tries')}">${tries}</td><td data-label="${t('Erreur', 'Error')}">${lastError ?? NOTHING}</td></tr>`
}

const ACT_WORDS = {
  held: { fr: 'retenue', en: 'held' },
  released: { fr: 'relâchée', en: 'released' },
  retried: { fr: 'tentée', en: 'tried' },
} as const satisfies Record<LaneAct['kind'], Words>

function actsPanel({ t, say }: Visit, acts: readonly LaneAct[]): Markup {
  if (acts.length === 0) return NOTHING
  return html`<section class="panel flush" aria-labelledby="acts"><header><h2 id="acts">${t('Ce qui y a été fait', 'What was done to it')}</h2></header>
<div class="scroll"><table class="stacks"><thead><tr><th scope="col">${t('Quand', 'When')}</th><th scope="col">${t('Quoi', 'What')}</th><th scope="col">${t('Par', 'By')}</th><th scope="col">${t('Pourquoi', 'Why')}</th><th scope="col" class="num">${t('En attente alors', 'Waiting then')}</th></tr></thead>
<tbody>${acts.map((act) => html`<tr><td data-label="${t('Quand', 'When')}">${instant(act.at)}</td><td data-label="${t('Quoi', 'What')}">${say(ACT_WORDS[act.kind])}</td><td data-label="${t('Par', 'By')}">${act.author}</td><td data-label="${t('Pourquoi', 'Why')}">${act.reason}</td><td class="num" data-label="${t('En attente alors', 'Waiting then')}">${act.documents}</td></tr>`)}</tbody></table></div></section>`
}
