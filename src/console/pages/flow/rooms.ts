import { STAGES, type StageMark, type StageName } from '../../../pipeline/outcome.ts'
import type { FlowView, RunView } from '../../../support/show.ts'
import type { Words } from '../../../support/words.ts'
import { html, type Markup } from '../../markup.ts'
import { icon, type IconName } from '../../parts/icon.ts'
import { span } from '../../parts/instant.ts'
import type { Visit } from '../../visit.ts'

type Standing = 'done' | 'faults' | 'skipped' | 'waiting' | 'trouble'

interface Room {
  name: Words
  standing: Standing
  /** What was done there, in few words. */
  beside?: string
}

const NAMES = {
  open: { fr: 'Ouvrir', en: 'Open' },
  validate: { fr: 'Valider', en: 'Validate' },
  extract: { fr: 'Extraire', en: 'Extract' },
  check: { fr: 'Contrôler', en: 'Check' },
  pivot: { fr: 'Pivot', en: 'Pivot' },
  route: { fr: 'Router', en: 'Route' },
} as const satisfies Record<StageName, Words>

const SHAPES = {
  done: { icon: 'integrated', words: { fr: 'fait', en: 'done' } },
  faults: { icon: 'rejected', words: { fr: 'anomalies', en: 'faults' } },
  skipped: { icon: 'waiting', words: { fr: 'sans objet', en: 'skipped' } },
  waiting: { icon: 'received', words: { fr: 'à venir', en: 'to come' } },
  trouble: { icon: 'warning', words: { fr: 'incident', en: 'trouble' } },
} as const satisfies Record<Standing, { icon: IconName; words: Words }>

/** The rooms a run goes through, from the door to the recipient: how each went, and how long it took. */
export function roomStrip(visit: Visit, view: FlowView): Markup {
  const run = view.runs.find((each) => each.run === view.run)
  const rooms = [received(visit), ...stages(visit, run), delivery(visit, view)]
  return html`<ol class="rooms" aria-label="${visit.t('Trajet du flux, salle par salle', 'The flow’s way, room by room')}">${rooms.map(
    ({ name, standing, beside }) => {
      const { icon: shape, words } = SHAPES[standing]
      return html`<li class="room is-${standing}">${icon(shape)}<span class="name">${visit.say(name)}</span> <span class="beside">${beside ?? visit.say(words)}</span>${beside !== undefined && html` <span class="unseen">${visit.say(words)}</span>`}</li>`
    },
  )}</ol>`
}

function received({ t }: Visit): Room {
  return { name: { fr: 'Recevoir', en: 'Receive' }, standing: 'done', beside: t('en archive', 'archived') }
}

function stages(visit: Visit, run: RunView | undefined): Room[] {
  const marks = new Map(run?.journey.map((mark) => [mark.stage, mark]))
  const isBlocked = run?.state === 'blocked'
  return STAGES.map((stage) => {
    const name = NAMES[stage]
    const mark = marks.get(stage)
    if (mark !== undefined) return { name, standing: mark.status, ...took(mark, visit) }
    return { name, standing: isBlocked && stage === 'open' ? 'trouble' : 'waiting' }
  })
}

function took({ status, ms }: StageMark, { language }: Visit): Pick<Room, 'beside'> {
  return status === 'skipped' ? {} : { beside: span(ms, language) }
}

function delivery({ t }: Visit, { deliveries, run }: FlowView): Room {
  const own = deliveries.filter((each) => each.run === run)
  const sent = own.filter(({ state }) => state === 'sent').length
  const isLate = own.some(({ state }) => state === 'failing' || state === 'held')
  const name = { fr: 'Remettre', en: 'Deliver' }
  if (own.length === 0) return { name, standing: 'waiting' }
  const standing = sent === own.length ? 'done' : isLate ? 'trouble' : 'waiting'
  return { name, standing, beside: t(`${sent} sur ${own.length}`, `${sent} of ${own.length}`) }
}
