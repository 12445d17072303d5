import type { FastifyInstance } from 'fastify'
import type { AuditAction } from '../../record/audit-words.ts'
import type { FlowState } from '../../record/tables.ts'
import { may } from '../access/permissions.ts'
import type { DeskTools } from '../desk-tools.ts'
import { html, type Markup, NOTHING } from '../markup.ts'
import { numberOf } from '../number-asked.ts'
import type { Page } from '../page.ts'
import { instant } from '../parts/instant.ts'
import { notice } from '../parts/notice.ts'
import { type Asked, onGet, onPost, type Redirect } from '../routes.ts'
import type { Visit } from '../visit.ts'
import { visitActor } from '../visit-actor.ts'
import { filterWords } from './replays/filter-words.ts'
import { replaysPage, SHOWN } from './replays/list.ts'
import { ReplaysLookedAt } from './replays/looked-at.ts'
import { progress, type Seen } from './replays/progress.ts'

const MOST_LISTED = 500
/** Flows left over on one page. */
const LEFT = 50
const LEFT_STATES = ['rejected', 'blocked', 'partially-integrated'] as const satisfies FlowState[]

/** The replays that were asked for: their progress as it goes, to stop and to resume them. */
export function replaysPages(server: FastifyInstance, tools: DeskTools): void {
  const lookedAt = new ReplaysLookedAt()
  const see = { verb: 'rehearse' } as const
  onGet(server, { ...see, path: '/replays' }, async (visit, { query }) => {
    const limit = Math.min(Math.max(numberOf(query.get('limit')) ?? SHOWN, 1), MOST_LISTED)
    return replaysPage(visit, await tools.desk.replays.list(limit + 1), limit)
  })
  onGet(server, { ...see, path: '/replays/:id' }, async (visit, asked) => {
    const seen = await seenOf(asked, lookedAt, tools)
    return seen && replayPage(visit, seen, asked.query.get('known') !== null)
  })
  onGet(server, { ...see, path: '/replays/:id/progress' }, async (visit, asked) => {
    const seen = await seenOf(asked, lookedAt, tools)
    return seen && { fragment: live(visit, seen) }
  })
  for (const verb of ['stop', 'resume'] as const) {
    onPost(server, { path: `/replays/:id/${verb}`, verb: 'replay' }, (visit, sent) =>
      move(visit, { sent, verb }, tools),
    )
  }
}

async function seenOf(
  { params, query }: Asked,
  lookedAt: ReplaysLookedAt,
  { desk, settings }: DeskTools,
): Promise<Seen | undefined> {
  const { id = '' } = params
  const watched = await lookedAt.look(id, desk)
  if (watched === undefined) return undefined
  const hindrance = lookedAt.hindrance(watched, settings)
  const which = { states: LEFT_STATES, after: numberOf(query.get('after')) ?? 0, limit: LEFT }
  const left = await desk.replayed.of(id, which)
  return { watched, left, ...(hindrance === undefined ? {} : { hindrance }) }
}

function replayPage(visit: Visit, seen: Seen, isKnown: boolean): Page {
  const { t } = visit
  const { replay } = seen.watched
  const { id, author, reason, askedAt, endedAt, filter, again } = replay
  return {
    title: { fr: `Rejeu ${id}`, en: `Replay ${id}` },
    section: 'replays',
    body: html`<div class="bar"><div class="lead"><p class="crumbs"><a href="/replays">${t('Rejeux', 'Replays')}</a> / <span class="mono">${id}</span></p>
<h1>${t('Rejeu', 'Replay')} <span class="mono">${id}</span></h1></div></div>
${isKnown ? alreadyAsked(visit) : NOTHING}
<section class="panel" aria-label="${t('Ce qui a été demandé', 'What was asked for')}"><dl class="facts">
<dt>${t('Demandé', 'Asked for')}</dt><dd>${instant(askedAt)} ${t('par', 'by')} ${author}</dd>
<dt>${t('Motif', 'Reason')}</dt><dd>${reason}</dd>
<dt>${t('Flux choisis', 'Flows chosen')}</dt><dd>${filterWords(visit, filter)}</dd>
${again ? html`<dt>${t('Envoi', 'Sending')}</dt><dd>${t('les pivots déjà remis partent à nouveau, marqués « Recyclée »', 'pivots already sent are sent again, marked as recycled')}</dd>` : NOTHING}
${endedAt === undefined ? NOTHING : html`<dt>${t('Tous lancés', 'All begun')}</dt><dd>${instant(endedAt)}</dd>`}
</dl></section>
${live(visit, seen)}`,
  }
}

function alreadyAsked({ t }: Visit): Markup {
  return notice(
    'info',
    html`<p>${t(
      'Ce rejeu avait déjà été demandé, rien n’est fait deux fois. Pour rejouer encore, donnez un autre motif.',
      'This replay had been asked for before, nothing is done twice. To replay again, give another reason.',
    )}</p>`,
  )
}

/** The part that changes while it runs, with what can be done to it. */
function live(visit: Visit, seen: Seen): Markup {
  return progress(visit, seen, moves(visit, seen))
}

const MOVES = {
  running: { verb: 'stop', fr: 'Arrêter', en: 'Stop' },
  stopped: { verb: 'resume', fr: 'Reprendre', en: 'Resume' },
} as const

function moves(visit: Visit, { watched: { replay } }: Seen): Markup {
  if (replay.state === 'done' || !may(visit.visitor, 'replay')) return NOTHING
  const { verb, fr, en } = MOVES[replay.state]
  return html`<form method="post" action="/replays/${replay.id}/${verb}"><input type="hidden" name="_csrf" value="${visit.csrf}">
<button>${visit.t(fr, en)}</button></form>`
}

const NOTED = { stop: 'replay-stopped', resume: 'replay-resumed' } as const satisfies Record<
  string,
  AuditAction
>

/** What can no longer be stopped or resumed stays as it is, and the page says what it is. */
async function move(
  visit: Visit,
  { sent, verb }: { sent: Asked; verb: 'stop' | 'resume' },
  { desk }: DeskTools,
): Promise<Redirect | undefined> {
  const { id = '' } = sent.params
  const before = await desk.replays.get(id)
  if (before === undefined) return undefined
  if (await desk.replays[verb](id)) {
    const after = await desk.replays.get(id)
    const deed = { action: NOTED[verb], kind: 'replay', subject: id } as const
    await desk.audit.note(visitActor(visit), { ...deed, before: before.state, after: after?.state })
  }
  return { to: `/replays/${id}` }
}
