import type { Delivery } from '../../support/show/delivery.ts'
import type { FlowView, RunView } from '../../support/show.ts'
import { figure, safe } from '../layout.ts'
import { paint } from '../paint.ts'
import { STATE_WORDS } from '../state-words.ts'
import { clock, table, width } from './lines.ts'

/** What the archive has, or had. */
export function papersText({ papers, runs }: Pick<FlowView, 'papers' | 'runs'>): string[] {
  const column = Math.max(...papers.map(({ size }) => figure(size).length))
  return table(
    papers.map((each) => [
      each.label.fr,
      ...runCell(each.run, runs),
      `${figure(each.size).padStart(column)} o`,
      safe(each.name),
    ]),
  )
}

/** Told only where there are several. */
function runCell(run: number | undefined, runs: readonly RunView[]): string[] {
  if (runs.length < 2) return []
  return [paint('dim', run === undefined ? '' : `passage ${run}`)]
}

const STATES = {
  sent: ['green', '✓'],
  waiting: ['cyan', '…'],
  failing: ['magenta', '!'],
  held: ['yellow', '‖'],
} as const satisfies Record<Delivery['state'], readonly [string, string]>

/** Below so many columns, an endpoint is told by its code. */
const NARROW = 100

/** Who was sent what, and how far that is. */
export function deliveriesText({ deliveries, runs }: Pick<FlowView, 'deliveries' | 'runs'>): string[] {
  const isNarrow = width() < NARROW
  return table(
    deliveries.map(({ state, label, to, endpoint, sentence, run }) => {
      const [colour, sign] = STATES[state]
      const text = safe(sentence.fr, 600)
      return [
        paint(colour, sign),
        label.fr,
        ...runCell(run, runs),
        safe(isNarrow ? (endpoint.split(':')[1] ?? endpoint) : to, 60),
        state === 'sent' ? text : paint(colour, text),
      ]
    }),
  )
}

/** What it went through, a line a run, and who asked for it. */
export function runsText({ runs, run: shown }: FlowView): string[] {
  return table(
    runs.map((each) => [
      `${each.run === shown && runs.length > 1 ? '▸' : ' '}${each.run}`,
      stateText(each),
      whenText(each),
      counts(each),
      detail(each),
    ]),
  )
}

function stateText({ state }: RunView): string {
  if (state === undefined) return paint('cyan', 'en attente')
  const { fr, colour } = STATE_WORDS[state]
  return paint(colour, fr)
}

function whenText({ startedAt, endedAt, askedAt }: RunView): string {
  const at = startedAt ?? endedAt ?? askedAt
  if (at === undefined) return ''
  const { day, time } = clock(at)
  return `${day} ${time}`
}

function counts({ invoices, accepted, ms }: RunView): string {
  const time = ms === undefined ? '' : ` ${figure(ms)} ms`
  return invoices === 0 ? time.trim() : `${accepted}/${invoices}${time}`
}

function detail(of: RunView): string {
  const { author, reason, again, version, replay, codes, judgedBy } = of
  const parts = [
    ...(author === undefined ? [] : [`demandé par ${safe(author)} : ${safe(reason ?? '?')}`]),
    ...(again ? ['tout remettre'] : []),
    ...(version > 0 ? [`version ${version} du dépôt`] : []),
    ...(replay === undefined ? [] : [`rejeu ${replay}`]),
    ...(codes.length === 0 ? [] : [codes.join(' ')]),
    ...(judgedBy === undefined ? [] : [judgedByText(judgedBy)]),
  ]
  return parts.join(' · ')
}

function judgedByText({ rules, directory }: NonNullable<RunView['judgedBy']>): string {
  return paint('dim', `règles ${rules} · annuaire ${directory.slice(0, 12)}`)
}
