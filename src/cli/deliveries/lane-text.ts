import { parisText } from '../../invoice/paris.ts'
import type { LaneAct, LaneSight, WaitingDocument } from '../../record/lane-desk.ts'
import { isFailing } from '../../support/deliveries.ts'
import { counted, countedEn } from '../../support/words.ts'
import type { LaneDetail } from '../deliveries.ts'
import { type Column, fittedTable } from '../flows/fitted-table.ts'
import { columns, figure, safe, wrapped } from '../layout.ts'
import { paint } from '../paint.ts'

type Health = 'held' | 'failing' | 'documents' | 'waiting' | 'idle'

/** The first is what a person must know first. */
const HEALTH = {
  held: { sign: '■', fr: 'retenue', en: 'held', colour: 'magenta' },
  failing: { sign: '✗', fr: 'en échec', en: 'takes nothing', colour: 'red' },
  documents: { sign: '◐', fr: 'documents en échec', en: 'documents fail', colour: 'yellow' },
  waiting: { sign: '·', fr: 'en attente', en: 'waiting', colour: 'cyan' },
  idle: { sign: '✓', fr: 'rien n’attend', en: 'nothing waits', colour: 'green' },
} as const satisfies Record<Health, { sign: string; fr: string; en: string; colour: string }>

function healthOf(lane: LaneSight): Health {
  if (lane.held !== undefined) return 'held'
  if (lane.tries > 0) return 'failing'
  if (lane.failing > 0) return 'documents'
  return lane.waiting > 0 ? 'waiting' : 'idle'
}

const LANES: readonly Column<LaneSight>[] = [
  { title: 'DESTINATION', cell: ({ endpoint }) => safe(endpoint) },
  {
    title: 'ÉTAT',
    cell: (lane) => `${HEALTH[healthOf(lane)].sign} ${HEALTH[healthOf(lane)].fr}`,
    painted: (text, lane) => paint(HEALTH[healthOf(lane)].colour, text),
  },
  { title: 'EN ATTENTE', cell: ({ waiting }) => figure(waiting), align: 'right' },
  { title: 'DEPUIS', cell: ({ oldestAt }) => moment(oldestAt), goes: 4 },
  { title: 'ESSAIS', cell: ({ tries }) => (tries === 0 ? '–' : figure(tries)), align: 'right', goes: 2 },
  { title: 'PROCHAIN', cell: ({ nextAt }) => moment(nextAt), goes: 3 },
  { title: 'POURQUOI', cell: whyText, least: 16, goes: 1 },
]

/** A line a lane under a line of titles, as wide as the terminal at most. */
export function laneTable(lanes: readonly LaneSight[]): string {
  const [titles = '', ...lines] = fittedTable(LANES, lanes, columns())
  return [paint('dim', titles), ...lines].join('\n')
}

function whyText(lane: LaneSight): string {
  if (lane.held !== undefined) return `${safe(lane.held.by, 40)} : ${safe(lane.held.reason)}`
  if (lane.lastError !== undefined) return safe(lane.lastError)
  return lane.failing === 0 ? '–' : `${counted(lane.failing, 'document', 'documents')} : --failed`
}

const DOCUMENTS: readonly Column<WaitingDocument>[] = [
  { title: 'FLUX', cell: ({ flow }) => String(flow), align: 'right' },
  { title: 'DOCUMENT', cell: ({ name }) => safe(name), least: 12 },
  { title: 'DEPUIS', cell: ({ decidedAt }) => moment(decidedAt), goes: 2 },
  { title: 'ESSAIS', cell: ({ tries }) => (tries === 0 ? '–' : figure(tries)), align: 'right' },
  { title: 'PROCHAIN', cell: ({ nextAt }) => moment(nextAt), goes: 1 },
]

const INDENT = 2
const LABEL = 14

/** All that there is to know of a lane. */
export function laneDetail(lane: LaneSight, { documents, failing, acts }: LaneDetail): string {
  const { sign, fr, en, colour } = HEALTH[healthOf(lane)]
  const { held, waiting } = lane
  const lines = [
    `${paint('bold', safe(lane.endpoint))}  ${paint(colour, `${sign} ${fr}`)} ${paint('dim', `(${en})`)}`,
    line('en attente', `${counted(waiting, 'document', 'documents')}${since(lane.oldestAt)}`),
    ...(held === undefined
      ? []
      : [
          line(
            'retenue',
            `par ${safe(held.by, 60)} le ${parisText(held.at)} (held by): ${safe(held.reason)}`,
          ),
        ]),
    ...(lane.tries === 0 ? [] : [line('essais', triesText(lane))]),
    ...(lane.lastError === undefined ? [] : [line('erreur', safe(lane.lastError, 600))]),
    ...acts.map((act, index) => line(index === 0 ? 'historique' : '', actText(act))),
  ]
  return [...lines, ...documentLines(documents, failing ? lane.failing : waiting)].join('\n')
}

function documentLines(documents: readonly WaitingDocument[], all: number): string[] {
  if (documents.length === 0) return []
  const [titles = '', ...rows] = fittedTable(DOCUMENTS, documents, columns() - INDENT)
  const lines = rows.flatMap((row, index) => [row, ...errorLines(documents[index])])
  const others = all - documents.length
  const rest = `… et ${figure(others)} autres, toutes avec --json (and ${others} more)`
  const indented = [paint('dim', titles), ...lines, ...(others > 0 ? [paint('dim', rest)] : [])]
  return ['', ...indented.map((each) => `${' '.repeat(INDENT)}${each}`)]
}

/** Whole, on lines of its own: it is what a person reads this for. */
function errorLines(document: WaitingDocument | undefined): string[] {
  if (document?.lastError === undefined) return []
  return [`    ${wrapped(safe(document.lastError, 600), INDENT + 4)}`]
}

function line(label: string, text: string): string {
  const head = `${' '.repeat(INDENT)}${label.padEnd(LABEL - INDENT)}`
  return `${head}${wrapped(text, LABEL)}`
}

function triesText({ tries, nextAt }: LaneSight): string {
  const next = nextAt === undefined ? '' : `, prochain le ${parisText(nextAt)} (next)`
  return `${counted(tries, 'échec', 'échecs')} depuis la dernière remise (failures)${next}`
}

const ACT_WORDS = {
  held: 'retenue (held)',
  released: 'relâchée (released)',
  retried: 'tentée (retried)',
} as const satisfies Record<LaneAct['kind'], string>

function actText({ at, kind, author, reason }: LaneAct): string {
  return `${parisText(at)}  ${ACT_WORDS[kind]} par ${safe(author, 60)} : ${safe(reason)}`
}

/** What it comes to, and what can be done. */
export function tallyText(lanes: readonly LaneSight[], failed: boolean): string {
  const documents = lanes.reduce((sum, { waiting }) => sum + waiting, 0)
  if (lanes.length === 0) {
    return failed
      ? 'Aucune livraison en échec (no delivery fails).'
      : 'Rien n’attend d’être remis (nothing waits).'
  }
  const failing = lanes.filter(isFailing).length
  const held = lanes.filter((lane) => lane.held !== undefined).length
  return [
    `${counted(lanes.length, 'destination', 'destinations')}, ${counted(documents, 'document', 'documents')} en attente`,
    ...(failing > 0 ? [`${figure(failing)} en échec`] : []),
    ...(held > 0 ? [counted(held, 'retenue', 'retenues')] : []),
    `(${countedEn(lanes.length, 'endpoint', 'endpoints')}, ${countedEn(documents, 'document', 'documents')} waiting)`,
  ]
    .join(', ')
    .replace(', (', ' (')
}

function since(instant: string | undefined): string {
  return instant === undefined ? '' : `, le plus ancien du ${parisText(instant)} (oldest)`
}

function moment(instant: string | undefined): string {
  return instant === undefined ? '–' : parisText(instant).replace(' à ', ' ').slice(0, -3)
}
