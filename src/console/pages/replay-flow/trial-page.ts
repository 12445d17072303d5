import type { Weighed } from '../../../support/replay.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { ago, span } from '../../parts/instant.ts'
import { notice } from '../../parts/notice.ts'
import { stateMark } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'
import { filterWords } from '../replays/filter-words.ts'
import { flowsText, numberText } from '../replays/numbers.ts'
import { askForm, type Filled } from './ask-form.ts'
import { rehearsedView } from './rehearsed-view.ts'
import { shownLines } from './shown-lines.ts'
import { tallyView } from './tally-view.ts'
import type { Trial } from './trial.ts'

/** A trial, and what can be asked for now. */
export interface Tried {
  trial: Trial
  /** Absent while it is under way. */
  weighed?: Weighed
  filled: Filled
}

export function trialPage(visit: Visit, of: Tried, status = 200): Page {
  const { t } = visit
  const { order } = of.trial
  const [only] = order.filter.flows ?? []
  const isOne = order.filter.flows?.length === 1 && only !== undefined
  const crumbs = isOne
    ? html`<a href="/flows">${t('Flux', 'Flows')}</a> / <a href="/flows/${only}">${only}</a>`
    : html`<a href="/replays">${t('Rejeux', 'Replays')}</a>`
  return {
    title: isOne
      ? { fr: `Rejouer le flux ${only}`, en: `Replay flow ${only}` }
      : { fr: 'Rejouer des flux', en: 'Replay flows' },
    section: 'replays',
    status,
    body: html`<div class="bar"><div class="lead"><p class="crumbs">${crumbs}</p>
<h1>${isOne ? t(`Rejouer le flux ${only}`, `Replay flow ${only}`) : t('Rejouer des flux', 'Replay flows')}</h1>
<p class="soft">${isOne ? html`<span class="mono">${of.trial.lines[0]?.name}</span>` : filterWords(visit, order.filter)}${order.again ? html` <span class="tag warn">${t('envoyer à nouveau, « Recyclée »', 'send again, recycled')}</span>` : NOTHING}</p></div>
<div class="actions">${isOne ? html`<a class="button" href="/flows/${only}/correct">${t('Corriger le fichier', 'Correct the file')}</a>` : NOTHING}</div></div>
${trialBody(visit, of)}`,
  }
}

/** The live part: it asks for itself anew until the trial has ended. */
export function trialBody(visit: Visit, of: Tried): Markup {
  const { order } = of.trial
  const { weighed } = of
  if (weighed !== undefined)
    return html`<div id="trial" class="stack">${atEnd(visit, { ...of, weighed })}</div>`
  return html`<div id="trial" class="stack" hx-get="/replays/trials/${order.id}/progress${visit.url.search}" hx-trigger="every 1s" hx-swap="outerMorph">${underWay(visit, of.trial)}</div>`
}

function underWay(visit: Visit, trial: Trial): Markup {
  const { t, language } = visit
  const { order, tally, took } = trial
  const perSecond = tally.flows / (took / 1000)
  const percent = order.found === 0 ? 0 : Math.min(Math.floor((tally.flows * 100) / order.found), 100)
  const left = perSecond > 0 ? Math.max(order.found - tally.flows, 0) / perSecond : undefined
  return html`<section class="panel" aria-label="${t('Essai en cours', 'Trial under way')}">
<div class="bar"><strong>${t('Essai en cours, rien n’est enregistré', 'Trial under way, nothing is recorded')}</strong>
<span class="percent">${percent} %</span><span>${numberText(visit, tally.flows)} / ${flowsText(visit, order.found)}</span>
${left === undefined ? NOTHING : html`<span>${t('reste', 'left')} ${span(left * 1000, language)}</span>`}
<span class="end"><form method="post" action="/replays/trials/${order.id}/leave"><input type="hidden" name="_csrf" value="${visit.csrf}"><button>${t('Abandonner l’essai', 'Abandon the trial')}</button></form></span></div>
<progress max="${Math.max(order.found, 1)}" value="${tally.flows}" aria-label="${t('Avancement de l’essai', 'Progress of the trial')}"></progress>
<p class="small soft">${t('La page peut être quittée et retrouvée : l’essai continue. Il s’actualise de lui-même.', 'The page can be left and found again: the trial goes on. It is brought up to date by itself.')} <a href="/replays/trials/${order.id}">${t('Actualiser', 'Refresh')}</a></p></section>
${tally.flows === 0 ? NOTHING : tallyView(visit, tally)}`
}

function atEnd(visit: Visit, of: Tried & { weighed: Weighed }): Markup {
  const { trial } = of
  const [only, ...others] = trial.order.filter.flows ?? []
  const whole = only === undefined || others.length > 0 ? undefined : trial.whole.get(only)
  const detail =
    whole === undefined
      ? html`${trial.tally.flows === 0 ? NOTHING : tallyView(visit, trial.tally)}${trial.lines.length === 0 ? NOTHING : shownLines(visit, trial)}`
      : whole.kind === 'refused'
        ? NOTHING // said above
        : html`<section class="panel">${rehearsedView(visit, whole, true)}</section>`
  return html`${summary(visit, trial)}
${trial.state === 'over' ? askForm(visit, of) : NOTHING}
${detail}`
}

function summary(visit: Visit, trial: Trial): Markup {
  const { t, language } = visit
  const { order, tally, state } = trial
  const redo = html`<p class="small"><a href="${order.href}">${t('Refaire l’essai', 'Try anew')}</a></p>`
  const tried = flowsText(visit, tally.flows)
  if (state === 'failed') {
    return notice(
      'bad',
      html`<p class="verdict">${t(`L’essai s’est interrompu après ${tried} : incident de notre côté.`, `The trial broke off after ${tried}: trouble on our side.`)}</p>${redo}`,
    )
  }
  if (state === 'left') {
    return notice(
      'warn',
      html`<p class="verdict">${t(`Essai abandonné après ${tried} sur ${numberText(visit, order.found)}.`, `Trial abandoned after ${tried} of ${numberText(visit, order.found)}.`)}</p>${redo}`,
    )
  }
  const lead = t(
    `Essai de ${tried} en ${span(trial.took, language)}, rien n’est enregistré.`,
    `Tried on ${tried} in ${span(trial.took, language)}, nothing was recorded.`,
  )
  const small = html`<p class="small soft">${t('Essayé', 'Tried')} ${ago(visit, order.askedAt)} · <a href="${order.href}">${t('Refaire l’essai', 'Try anew')}</a></p>`
  return notice(
    tally.isAllIntegrated ? 'good' : 'info',
    html`<p class="verdict">${verdict(visit, trial) ?? lead}</p>${verdict(visit, trial) === undefined ? NOTHING : html`<p>${lead}</p>`}${small}`,
  )
}

/** In one sentence. */
function verdict(visit: Visit, { tally, order, lines }: Trial): Markup | undefined {
  const { t } = visit
  const [line] = lines
  if (order.filter.flows?.length === 1 && line !== undefined) {
    if (line.after === undefined) return undefined
    return html`${stateMark(visit, line.state)} → ${stateMark(visit, line.after)}`
  }
  const better = [...tally.verdicts].reduce(
    (sum, [key, flows]) => sum + (key.endsWith(' integrated') ? flows : 0),
    0,
  )
  if (tally.flows === 0)
    return html`${t('Aucun flux ne répond à cette recherche.', 'No flow answers this search.')}`
  return html`${t(
    `${flowsText(visit, better)} sur ${numberText(visit, tally.flows)} ${better < 2 ? 'serait intégré' : 'seraient intégrés'}.`,
    `${flowsText(visit, better)} of ${numberText(visit, tally.flows)} would be integrated.`,
  )}`
}
