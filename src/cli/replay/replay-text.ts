import { parisText } from '../../invoice/paris.ts'
import type { FlowFilter } from '../../record/flow-filter.ts'
import type { ReplayProgress } from '../../record/replays.ts'
import type { ReplayState } from '../../record/tables.ts'
import { columns, safe, wrapped } from '../layout.ts'
import { figure } from '../../support/words.ts'
import { paint } from '../paint.ts'
import { STATE_WORDS } from '../state-words.ts'
import { outcomesText } from './progress.ts'

const STATES = {
  running: ['cyan', 'en cours (running)'],
  stopped: ['yellow', 'arrêté (stopped)'],
  done: ['green', 'terminé (done)'],
} as const satisfies Record<ReplayState, readonly ['cyan' | 'yellow' | 'green', string]>

/** `done` says that every run was begun; what is begun may still be under way. */
export function stateOfReplay({ state, ended, begun }: ReplayProgress): ReplayState {
  return state === 'done' && ended < begun ? 'running' : state
}

/** A replay with all that is known of it. */
export function replayText(of: ReplayProgress): string {
  const [colour, word] = STATES[stateOfReplay(of)]
  const line = (label: string, text: string) => `  ${label.padEnd(14)}${wrapped(text, 16)}`
  return [
    `${paint('bold', `Rejeu ${of.id}`)}  ${paint(colour, word)}`,
    line('demandé', `${parisText(of.askedAt)} par ${safe(of.author, 60)} (asked by)`),
    line('motif', safe(of.reason)),
    line('flux choisis', filterText(of.filter)),
    ...(of.again
      ? [line('--force', 'les pivots déjà remis partent à nouveau, marqués « Recyclée » (sent again)')]
      : []),
    line(
      'avancement',
      `trouvés ${figure(of.found)}, rejoués ${figure(of.begun)}, à leur fin ${figure(of.ended)} (found, replayed, ended)`,
    ),
    ...(of.ended === 0 ? [] : [line('résultats', outcomesText(of.outcomes))]),
    ...(of.endedAt === undefined ? [] : [line('tous lancés', `${parisText(of.endedAt)} (all begun)`)]),
    ...(of.filter.flows?.length === 1 ? [line('détail', `ecluse show ${of.filter.flows[0]}`)] : []),
    '',
  ].join('\n')
}

/** Columns of a line before who asked and why. */
const BEFORE_REASON = 57

/** Replays on a line each, the newest first. */
export function replaysText(all: readonly ReplayProgress[]): string {
  if (all.length === 0) return 'Aucun rejeu (no replay).\n'
  const rows = all.map((each) => {
    const [colour, word] = STATES[stateOfReplay(each)]
    const state = paint(colour, word.replace(/ \(.*/, '').padEnd(8))
    const ended = `${figure(each.ended)}/${figure(each.found)}`.padStart(13)
    const asked = parisText(each.askedAt).replace(' à', '').slice(0, -3)
    const said = safe(`${each.author} : ${each.reason}`, Math.max(columns() - BEFORE_REASON - 1, 20))
    return [each.id, asked, state, ended, said].join('  ')
  })
  const head = [
    'rejeu'.padEnd(12),
    'demandé le'.padEnd(16),
    'état'.padEnd(8),
    'finis/trouvés',
    'auteur : motif',
  ].join('  ')
  return [paint('dim', head), ...rows, ''].join('\n')
}

/** One object a replay. */
export function replayJson(of: ReplayProgress, isNew?: boolean): string {
  const { endedAt, ...known } = of
  return JSON.stringify({
    ...known,
    endedAt: endedAt ?? null,
    isOver: of.state !== 'running' && of.ended >= of.begun,
    ...(isNew === undefined ? {} : { isNew }),
  })
}

const LABELS: Readonly<Record<keyof FlowFilter, string>> = {
  flows: 'flux',
  states: 'état',
  fault: 'anomalie',
  depositor: 'déposant',
  recipient: 'destinataire',
  interfaceCode: 'interface',
  frame: 'cadre',
  factor: 'affactureur',
  account: 'fin de compte',
  since: 'reçus depuis',
  until: 'reçus avant',
  text: 'texte',
}

/** What the flows were chosen by. */
function filterText(filter: FlowFilter): string {
  const parts = (Object.keys(LABELS) as (keyof FlowFilter)[]).flatMap((key) => {
    const value = filter[key]
    return value === undefined ? [] : [`${LABELS[key]} ${valueText(key, value)}`]
  })
  return parts.join(', ')
}

const MOST_NUMBERS = 12

function valueText(key: keyof FlowFilter, value: NonNullable<FlowFilter[keyof FlowFilter]>): string {
  if (typeof value === 'string')
    return key === 'since' || key === 'until' ? parisText(value) : safe(value, 80)
  const words = value.map((each) => (typeof each === 'number' ? String(each) : STATE_WORDS[each].fr))
  const more = words.length - MOST_NUMBERS
  return words.slice(0, MOST_NUMBERS).join(' ') + (more > 0 ? ` … et ${figure(more)} autres` : '')
}
