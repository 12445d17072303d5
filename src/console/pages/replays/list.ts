import type { ReplayProgress } from '../../../record/replays.ts'
import { runsOf } from '../../../support/replay.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { ago } from '../../parts/instant.ts'
import { changed, type Visit } from '../../visit.ts'
import { filterText } from './filter-words.ts'
import { numberText } from './numbers.ts'
import { replayStateMark } from './replay-state.ts'

/** Replays of a page at first; « more » shows so many more. */
export const SHOWN = 30

/** The replays there are, the newest first. `all` may hold one beyond `limit`: there are more then. */
export function replaysPage(visit: Visit, all: readonly ReplayProgress[], limit: number): Page {
  const { t } = visit
  const more = all.length > limit
  return {
    title: { fr: 'Rejeux', en: 'Replays' },
    section: 'replays',
    body: html`<div class="bar"><div class="lead"><h1>${t('Rejeux', 'Replays')}</h1>
<p class="soft">${t(
      'Un rejeu juge à nouveau des flux et remet leurs pivots. Il part d’un flux, ou d’une recherche parmi les flux.',
      'A replay judges flows anew and sends their pivots. It begins from a flow, or from a search of the flows.',
    )}</p></div>
<div class="actions"><a class="button" href="/flows?state=rejected,blocked">${t('Chercher des flux à rejouer', 'Find flows to replay')}</a></div></div>
<section class="panel flush" aria-label="${t('Rejeux', 'Replays')}">
${all.length === 0 ? nothing(visit) : table(visit, all.slice(0, limit))}
${more ? html`<nav class="pager" aria-label="${t('Pages', 'Pages')}"><span></span><a class="button" href="${changed(visit, { limit: String(limit * 2) })}">${t('Plus anciens', 'Older')}</a></nav>` : NOTHING}
</section>`,
  }
}

function nothing({ t }: Visit): Markup {
  return html`<div class="empty"><p><strong>${t('Aucun rejeu', 'No replay')}</strong></p>
<p>${t('Personne n’a encore demandé de rejeu.', 'Nobody has asked for a replay yet.')}</p></div>`
}

function table(visit: Visit, all: readonly ReplayProgress[]): Markup {
  const { t } = visit
  return html`<div class="scroll"><table class="rows stacks">
<thead><tr><th scope="col">${t('Rejeu', 'Replay')}</th><th scope="col">${t('État', 'State')}</th><th scope="col">${t('Demandé', 'Asked')}</th>
<th scope="col">${t('Motif', 'Reason')}</th><th scope="col">${t('Flux choisis', 'Flows chosen')}</th>
<th scope="col" class="num">${t('Finis / trouvés', 'Ended / found')}</th><th scope="col">${t('Avancement', 'Progress')}</th></tr></thead>
<tbody>${all.map((each) => row(visit, each))}</tbody></table></div>`
}

function row(visit: Visit, replay: ReplayProgress): Markup {
  const { t } = visit
  const { id, author, reason, askedAt, filter, ended, found, again } = replay
  const recycled = again ? html` <span class="tag warn">${t('Recyclée', 'Recycled')}</span>` : NOTHING
  return html`<tr><td data-label="${t('Rejeu', 'Replay')}"><a class="row-link mono" href="/replays/${id}">${id}</a></td>
<td data-label="${t('État', 'State')}">${replayStateMark(visit, replay)}</td>
<td data-label="${t('Demandé', 'Asked')}">${ago(visit, askedAt)}<span class="second">${author}</span></td>
<td data-label="${t('Motif', 'Reason')}"><span class="cut" title="${reason}">${reason}</span>${recycled}</td>
<td data-label="${t('Flux choisis', 'Flows chosen')}"><span class="cut" title="${filterText(visit, filter)}">${filterText(visit, filter)}</span></td>
<td class="num" data-label="${t('Finis / trouvés', 'Ended / found')}">${numberText(visit, ended)} / ${numberText(visit, found)}</td>
<td data-label="${t('Avancement', 'Progress')}"><progress max="${Math.max(runsOf(replay), 1)}" value="${runsOf(replay) === 0 ? 1 : ended}" aria-label="${t('Avancement', 'Progress')}"></progress></td></tr>
`
}
