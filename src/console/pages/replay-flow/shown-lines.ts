import { counted, countedEn } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { stateMark } from '../../parts/state.ts'
import { changed, type Visit } from '../../visit.ts'
import { flowsText, numberText } from '../replays/numbers.ts'
import { REFUSALS } from './refusal-words.ts'
import { rehearsedView } from './rehearsed-view.ts'
import { MOST_LINES, type Trial } from './trial.ts'
import type { TrialLine } from './trial-line.ts'

/** Which of the flows are shown: those of one count. */
export type Shown = `to:${string}` | `refused:${string}` | `gone:${string}` | `new:${string}` | 'trouble'

const A_PAGE = 25

/** The flows of a trial, a page of them, each to be opened. */
export function shownLines(visit: Visit, trial: Trial): Markup {
  const { t, url } = visit
  const show = url.searchParams.get('show')
  const all = show === null ? trial.lines : trial.lines.filter((line) => isShown(line, show))
  const last = Math.max(Math.ceil(all.length / A_PAGE), 1)
  const page = Math.min(Math.max(Math.trunc(Number(url.searchParams.get('page'))) || 1, 1), last)
  const lines = all.slice((page - 1) * A_PAGE, page * A_PAGE)
  const every =
    show === null
      ? NOTHING
      : html`<a class="tag" href="${changed(visit, { show: undefined, page: undefined })}#flows">${t('Montrer tous les flux', 'Show all flows')}</a>`
  return html`<section class="panel flush" id="flows"><header><h2>${t('Flux par flux', 'Flow by flow')} <span class="soft">${flowsText(visit, all.length)}</span></h2>${every}</header>
${beyond(visit, trial)}
<ul class="trial-lines">${lines.map((line) => lineView(visit, line, trial))}</ul>
${last === 1 ? NOTHING : pager(visit, page, last)}</section>`
}

function isShown(line: TrialLine, show: string): boolean {
  const at = show.indexOf(':')
  const [kind, value] = at < 0 ? [show, ''] : [show.slice(0, at), show.slice(at + 1)]
  if (kind === 'to') return line.after !== undefined && `${line.state} ${line.after}` === value
  if (kind === 'refused') return line.refusal === value
  if (kind === 'gone') return line.gone.includes(value)
  if (kind === 'new') return line.new.includes(value)
  return kind === 'trouble' && line.error !== undefined
}

function beyond(visit: Visit, { tally }: Trial): Markup {
  if (tally.flows <= MOST_LINES) return NOTHING
  const most = numberText(visit, MOST_LINES)
  return html`<p class="small soft inset">${visit.t(
    `Les comptes sont ceux de tous les flux ; les ${most} premiers ont une ligne. Une recherche plus étroite montre les autres.`,
    `The counts are those of all flows; the first ${most} have a line. A narrower search shows the others.`,
  )}</p>`
}

function lineView(visit: Visit, line: TrialLine, trial: Trial): Markup {
  const { t } = visit
  const whole = trial.whole.get(line.flow)
  const again = trial.order.again ? '?again=1' : ''
  const detail =
    whole === undefined
      ? html`<p><a href="/flows/${line.flow}/replay${again}">${t('Essayer ce flux seul, en détail', 'Try this flow alone, in full')}</a></p>`
      : rehearsedView(visit, whole, false)
  return html`<li><details><summary><span class="mono">${line.flow}</span>
<span class="verdict-change">${verdict(visit, line)}</span><span class="marks">${marks(visit, line)}</span></summary>
<div class="inset"><p class="small"><a class="mono" href="/flows/${line.flow}">${t('Flux', 'Flow')} ${line.flow}</a> <span class="mono soft">${line.name}</span></p>${detail}</div></details></li>
`
}

function verdict(visit: Visit, { state, after, refusal, error }: TrialLine): Markup {
  const { t, say } = visit
  if (after !== undefined) return html`${stateMark(visit, state)} → ${stateMark(visit, after)}`
  if (refusal !== undefined) {
    return html`${stateMark(visit, state)} <span class="soft">${t('non rejoué :', 'not replayed:')} ${say(REFUSALS[refusal].short)}</span>`
  }
  return html`<span class="state state-blocked">${t('incident', 'trouble')}</span> <span class="soft">${error}</span>`
}

function marks({ t }: Visit, line: TrialLine): Markup {
  const { newPivots, changedFields } = line
  return html`${line.gone.map((code) => html`<span class="tag good">− ${code}</span>`)}${line.new.map((code) => html`<span class="tag bad">+ ${code}</span>`)}${line.kept.map((code) => html`<span class="tag">= ${code}</span>`)}
${line.isFactorChanged ? html`<span class="tag warn">${t('affactureur', 'factor')}</span>` : NOTHING}${line.routes.map((code) => html`<span class="tag">→ ${code}</span>`)}
${newPivots === 0 ? NOTHING : html`<span class="tag">${t('pivot', 'pivot')} + ${newPivots}</span>`}${
  changedFields === 0
    ? NOTHING
    : html`<span class="tag warn">${t(
        `pivot, ${counted(changedFields, 'champ changé', 'champs changés')}`,
        `pivot, ${countedEn(changedFields, 'field', 'fields')} changed`,
      )}</span>`
}`
}

function pager(visit: Visit, page: number, last: number): Markup {
  const { t } = visit
  const link = (to: number, words: string) =>
    to < 1 || to > last
      ? html`<span></span>`
      : html`<a class="button" href="${changed(visit, { page: String(to) })}#flows">${words}</a>`
  return html`<nav class="pager" aria-label="${t('Pages', 'Pages')}">${link(page - 1, t('Précédents', 'Previous'))}<span>${t(`page ${page} sur ${last}`, `page ${page} of ${last}`)}</span>${link(page + 1, t('Suivants', 'Next'))}</nav>`
}
