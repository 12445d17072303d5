import type { ReplayedFlow } from '../../../record/replayed-flows.ts'
import type { FlowState } from '../../../record/tables.ts'
import { runsOf, type Watched } from '../../../support/replay.ts'
import { STATES } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { span } from '../../parts/instant.ts'
import { notice } from '../../parts/notice.ts'
import { stateMark } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'
import type { Hindrance } from './looked-at.ts'
import { flowsText, numberText } from './numbers.ts'
import { replayStateMark } from './replay-state.ts'

/** What the live part of a replay's page is made from. */
export interface Seen {
  watched: Watched
  hindrance?: Hindrance
  /** Flows that a person still has to look at, the first of them. */
  left: readonly ReplayedFlow[]
}

/**
 * How far the replay got. It asks for itself anew each second until the replay is over; `moves` is what can be
 * done to it.
 */
export function progress(visit: Visit, seen: Seen, moves: Markup): Markup {
  const { watched } = seen
  const { id } = watched.replay
  const live = watched.isOver
    ? NOTHING
    : html` hx-get="/replays/${id}/progress${visit.url.search}" hx-trigger="every 1s" hx-swap="outerMorph"`
  return html`<div id="progress" class="stack"${live}>
${hindrance(visit, seen)}
<section class="panel" aria-label="${visit.t('Avancement', 'Progress')}">${bar(visit, watched, moves)}</section>
${figures(visit, watched)}
${over(visit, watched)}
${leftOver(visit, seen)}
</div>`
}

function hindrance({ t }: Visit, seen: Seen): Markup {
  if (seen.hindrance === undefined) return NOTHING
  const text = {
    none: t(
      'Aucun service ne travaille sur ce registre : les rejeux commenceront à son prochain démarrage.',
      'No service works on this record: the runs begin at its next start.',
    ),
    still: t(
      'Rien n’avance : un service travaille-t-il sur ce registre ? Le rejeu l’attend.',
      'Nothing moves: does a service work on this record? The replay waits for it.',
    ),
  } as const satisfies Record<Hindrance, string>
  return notice('warn', html`<p>${text[seen.hindrance]}</p>`)
}

function bar(visit: Visit, { replay, perSecond, secondsLeft }: Watched, moves: Markup): Markup {
  const { t, language } = visit
  const all = runsOf(replay)
  const percent = all === 0 ? 100 : Math.floor((replay.ended * 100) / all)
  const rate =
    perSecond === undefined
      ? NOTHING
      : html`<span>${t(`${rateText(visit, perSecond)} flux/s`, `${rateText(visit, perSecond)} flows/s`)}</span>`
  const left =
    secondsLeft === undefined || secondsLeft < 1
      ? NOTHING
      : html`<span>${t('reste', 'left')} ${span(secondsLeft * 1000, language)}</span>`
  return html`<div class="bar">${replayStateMark(visit, replay)}
<span class="percent">${percent} %</span><span>${numberText(visit, replay.ended)} / ${flowsText(visit, all)}</span>${rate}${left}<span class="end">${moves}</span></div>
<progress max="${Math.max(all, 1)}" value="${all === 0 ? 1 : replay.ended}" aria-label="${t('Avancement du rejeu', 'Progress of the replay')}"></progress>`
}

function rateText(visit: Visit, perSecond: number): string {
  if (perSecond >= 10) return numberText(visit, Math.round(perSecond))
  return perSecond.toLocaleString(visit.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
}

function figures(visit: Visit, { replay }: Watched): Markup {
  const { t } = visit
  const { found, begun, ended, outcomes } = replay
  const one = (
    label: Markup | string,
    value: number,
    beside = '',
  ) => html`<div class="figure"><span class="label">${label}</span>
<span class="value">${numberText(visit, value)}</span><span class="beside">${beside}</span></div>`
  return html`<div class="figures">
${one(t('Trouvés', 'Found'), found, t('à la demande', 'when asked for'))}
${one(t('Rejoués', 'Replayed'), begun, t('passages commencés', 'runs begun'))}
${one(t('À leur fin', 'At their end'), ended)}
${STATES.filter((state) => outcomes[state] !== undefined).map((state) => one(stateMark(visit, state), outcomes[state] ?? 0))}
</div>`
}

/** What it has come to, and what to do next. */
function over(visit: Visit, { isOver, replay }: Watched): Markup {
  const { t } = visit
  if (!isOver) return NOTHING
  if (replay.state === 'stopped') {
    return notice(
      'warn',
      html`<p class="verdict">${t('Arrêté : plus rien n’est commencé.', 'Stopped: nothing more is begun.')}</p>
<p>${t('Ce qui était commencé est allé à sa fin. « Reprendre » continue où il s’est arrêté.', 'What was begun went on to its end. “Resume” goes on where it stopped.')}</p>`,
    )
  }
  const aside = replay.found - replay.begun
  const isAll = replay.outcomes.integrated === replay.found
  const note =
    aside <= 0
      ? NOTHING
      : html`<p>${t(
          `${flowsText(visit, aside)} ${aside < 2 ? 'n’a pas été rejoué' : 'n’ont pas été rejoués'} : l’état ne le permettait pas (en cours, déjà intégré, ou expiré).`,
          `${flowsText(visit, aside)} not replayed: the state did not allow it (pending, integrated already, or expired).`,
        )}</p>`
  if (replay.found === 0)
    return notice(
      'info',
      html`<p>${t('Aucun flux n’a été trouvé : il n’y avait rien à rejouer.', 'No flow was found: there was nothing to replay.')}</p>`,
    )
  return notice(
    isAll ? 'good' : 'warn',
    html`<p class="verdict">${sentence(visit, replay.outcomes, isAll)}</p>${note}`,
  )
}

function sentence(visit: Visit, outcomes: Partial<Record<FlowState, number>>, isAll: boolean): string {
  const { t } = visit
  const integrated = outcomes.integrated ?? 0
  const flows = flowsText(visit, integrated)
  const several = integrated < 2 ? '' : 's'
  if (isAll) {
    return t(
      `Terminé : ${flows}, ${several === '' ? '' : 'tous '}intégré${several}.`,
      `Done: ${flows}, all integrated.`,
    )
  }
  return t(
    `Terminé : ${flows} intégré${several} ; le reste demande encore quelqu’un.`,
    `Done: ${flows} integrated; the rest still needs a person.`,
  )
}

function leftOver(visit: Visit, { left, watched }: Seen): Markup {
  const { t } = visit
  if (left.length === 0) return NOTHING
  const { outcomes, id } = watched.replay
  const count = (outcomes.rejected ?? 0) + (outcomes.blocked ?? 0) + (outcomes['partially-integrated'] ?? 0)
  const head = html`<header><h2>${t('Encore rejetés ou bloqués', 'Still rejected or blocked')} (${numberText(visit, count)})</h2></header>`
  const last = left.at(-1)
  const more =
    count > left.length && last !== undefined
      ? html`<nav class="pager"><span></span><a class="button" href="/replays/${id}?after=${last.flow}">${t('Les suivants', 'The next ones')}</a></nav>`
      : NOTHING
  return html`<section class="panel flush">${head}<div class="scroll"><table class="rows stacks">
<thead><tr><th scope="col">${t('Flux', 'Flow')}</th><th scope="col">${t('Ce rejeu', 'This replay')}</th><th scope="col">${t('Maintenant', 'Now')}</th><th scope="col">${t('Anomalies', 'Faults')}</th><th scope="col">${t('Suite', 'Next')}</th></tr></thead>
<tbody>${left.map((each) => leftRow(visit, each))}</tbody></table></div>${more}</section>`
}

function leftRow(visit: Visit, { flow, name, state, now, codes }: ReplayedFlow): Markup {
  const { t } = visit
  const next =
    now === 'rejected'
      ? html`<a href="/flows/${flow}/correct">${t('Corriger', 'Correct')}</a>`
      : html`<a href="/flows/${flow}/replay">${t('Essayer', 'Try')}</a>`
  return html`<tr id="left-${flow}"><td data-label="${t('Flux', 'Flow')}"><a class="row-link" href="/flows/${flow}">${flow}</a> <span class="second mono">${name}</span></td>
<td data-label="${t('Ce rejeu', 'This replay')}">${stateMark(visit, state)}</td><td data-label="${t('Maintenant', 'Now')}">${stateMark(visit, now)}</td>
<td data-label="${t('Anomalies', 'Faults')}">${codes.map((code) => html`<span class="code-tag">${code}</span> `)}</td><td data-label="${t('Suite', 'Next')}">${next}</td></tr>
`
}
