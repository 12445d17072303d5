import type { Weighed } from '../../../support/replay.ts'
import { may } from '../../access/permissions.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { icon } from '../../parts/icon.ts'
import { notice } from '../../parts/notice.ts'
import type { Visit } from '../../visit.ts'
import { isOfAll } from '../replays/filter-words.ts'
import { flowsText, numberText } from '../replays/numbers.ts'
import { REFUSALS } from './refusal-words.ts'
import type { Trial } from './trial.ts'

/** Characters of a reason. */
const REASON = { least: 5, most: 500 } as const
/** More flows than this are asked for with their number typed. */
const MANY = 100

/** What somebody filled in, and what is wrong with it. */
export interface Filled {
  reason?: string
  count?: string
  isAccepted?: boolean
  problems: Partial<Record<'reason' | 'count' | 'accepts', string>>
}

/** The reason on one line; `undefined` when it says too little, or too much. */
export function reasonOf(text: string | null): string | undefined {
  const reason = (text ?? '').replaceAll(/\s+/g, ' ').trim()
  return reason.length >= REASON.least && reason.length <= REASON.most ? reason : undefined
}

export function reasonProblem({ t }: Visit): string {
  return t(
    `Un motif de ${REASON.least} à ${REASON.most} caractères : il restera dans l’histoire de chaque flux.`,
    `A reason of ${REASON.least} to ${REASON.most} characters: it stays in each flow’s history.`,
  )
}

/** Flows whose recipients would get a second pivot. */
export function sentAlready({ states }: Weighed): number {
  return (states.integrated ?? 0) + (states['partially-integrated'] ?? 0)
}

export function isToBeTyped({ order }: Trial, { replayable }: Weighed): boolean {
  return replayable > MANY || (isOfAll(order.filter) && replayable > 1)
}

/** After the trial: to ask for what was tried. */
export function askForm(
  visit: Visit,
  { trial, weighed, filled }: { trial: Trial; weighed: Weighed; filled: Filled },
): Markup {
  const { t } = visit
  if (!may(visit.visitor, 'replay')) return NOTHING
  if (weighed.replayable === 0) return nothingToReplay(visit, trial, weighed)
  const flows = flowsText(visit, weighed.replayable)
  const { order } = trial
  return html`<section class="panel" id="ask"><h2>${t('Demander ce rejeu', 'Ask for this replay')}</h2>
${isOfAll(order.filter) ? notice('warn', html`<p><strong>${t('Aucun critère : ce sont TOUS les flux du registre.', 'No criterion: these are ALL flows of the record.')}</strong></p>`) : NOTHING}
<form class="form" method="post" action="/replays/trials/${order.id}/ask"><input type="hidden" name="_csrf" value="${visit.csrf}">
${reasonField(visit, filled, t('Par exemple : structure ajoutée à l’annuaire, ticket 4512', 'For example: structure added to the directory, ticket 4512'))}
${order.again ? acceptField(visit, weighed, filled) : NOTHING}
${isToBeTyped(trial, weighed) ? countField(visit, weighed, filled) : NOTHING}
<div class="actions"><button class="main-action">${icon('replay')}${t(`Rejouer ${flows}`, `Replay ${flows}`)}</button>
${order.again ? html`<a class="button" href="${withoutAgain(order.href)}">${t('Sans envoyer à nouveau', 'Without sending again')}</a>` : NOTHING}</div>
<p class="small soft">${order.filter.flows === undefined ? t('Le rejeu prend les flux que la recherche trouve au moment de la demande. ', 'The replay takes the flows that the search finds when it is asked for. ') : NOTHING}${t('La même demande faite deux fois n’est faite qu’une fois.', 'The same request made twice is made once.')}</p></form>
${order.again ? NOTHING : sendAgain(visit, trial, weighed)}</section>`
}

/** `hint`: such a reason as one would give here. */
export function reasonField(
  { t }: Visit,
  { reason, problems }: Pick<Filled, 'reason' | 'problems'>,
  hint: string,
): Markup {
  return html`<label class="field">${t('Motif', 'Reason')}
<input name="reason" required minlength="${REASON.least}" maxlength="${REASON.most}" value="${reason ?? NOTHING}" placeholder="${hint}" autocomplete="off">
${wrong(problems.reason)}</label>`
}

export function wrong(text: string | undefined): Markup {
  return text === undefined ? NOTHING : html`<span class="wrong">${icon('warning')} ${text}</span>`
}

/** Said before anything is done. */
export function secondPivots(visit: Visit, weighed: Weighed): string {
  const flows = flowsText(visit, sentAlready(weighed))
  return visit.t(
    `Pour ${flows} dont des factures sont déjà remises, les destinataires recevront un second pivot, marqué « Recyclée ».`,
    `The recipients of ${flows} with invoices already sent get a second pivot, marked as recycled.`,
  )
}

function acceptField(visit: Visit, weighed: Weighed, { isAccepted, problems }: Filled): Markup {
  if (sentAlready(weighed) === 0) return NOTHING
  return html`${notice(
    'warn',
    html`<p>${secondPivots(visit, weighed)}</p>
<p><label><input type="checkbox" name="accepts" value="yes" required${isAccepted === true ? html` checked` : NOTHING}> ${visit.t('C’est voulu', 'That is intended')}</label></p>`,
  )}${wrong(problems.accepts)}`
}

function countField(visit: Visit, { replayable }: Weighed, { count, problems }: Filled): Markup {
  const { t } = visit
  const number = numberText(visit, replayable)
  return html`<label class="field">${t(`Pour confirmer, écrivez le nombre de flux : ${number}`, `To confirm, type the number of flows: ${number}`)}
<input name="count" required inputmode="numeric" autocomplete="off" value="${count ?? NOTHING}">${wrong(problems.count)}</label>`
}

function nothingToReplay(visit: Visit, trial: Trial, weighed: Weighed): Markup {
  const { t, say } = visit
  const [line, ...others] = trial.lines
  const refusal = others.length === 0 ? line?.refusal : undefined
  const why =
    refusal === undefined
      ? t(
          'L’état de ces flux ne permet pas de les rejouer.',
          'The state of these flows does not let them be replayed.',
        )
      : say(REFUSALS[refusal].sentence)
  return html`<section class="panel" id="ask"><h2>${t('Rien à rejouer', 'Nothing to replay')}</h2>
<p>${why}</p>
${sendAgain(visit, trial, weighed)}</section>`
}

function sendAgain({ t }: Visit, { order }: Trial, weighed: Weighed): Markup {
  if (order.again || sentAlready(weighed) === 0) return NOTHING
  const href = `${order.href}${order.href.includes('?') ? '&' : '?'}again=1`
  return html`<p class="small"><a href="${href}">${t(
    'Essayer en envoyant à nouveau ce qui est déjà remis (second pivot, « Recyclée »)…',
    'Try with sending again what was sent (second pivot, recycled)…',
  )}</a></p>`
}

function withoutAgain(href: string): string {
  return href.replace(/[?&]again=1$/, '')
}
