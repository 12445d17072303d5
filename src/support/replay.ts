import { setTimeout } from 'node:timers/promises'
import type { Archive } from '../record/archive.ts'
import type { CorrectionRefusal } from '../record/corrections.ts'
import type { FlowFilter } from '../record/flow-filter.ts'
import type { Desk } from '../record/open-desk.ts'
import type { Refusal } from '../record/replay-refusal.ts'
import type { ReplayProgress } from '../record/replays.ts'
import type { FlowState } from '../record/tables.ts'
import type { CorrectedFile } from './corrected-file.ts'

/** Flows as a person names them: by number, name or flow identifier. */
export interface ChosenFlows {
  /** In the order they were named, each once. */
  flows: number[]
  /** Words that name no flow. */
  unknown: string[]
  /** Names that several flows have. */
  ambiguous: { name: string; flows: number[] }[]
}

/** What the record can have given as a number, on every engine. */
const NUMBER = /^[1-9]\d{0,8}$/

/** A number is taken at its word, be there such a flow or not; a name is looked up. */
export async function chooseFlows(
  words: readonly string[],
  { dossiers }: Pick<Desk, 'dossiers'>,
): Promise<ChosenFlows> {
  const flows = new Set<number>()
  const chosen: ChosenFlows = { flows: [], unknown: [], ambiguous: [] }
  for (const word of words) {
    const found = NUMBER.test(word) ? [Number(word)] : await flowsOf(word, dossiers)
    const [first] = found
    if (first === undefined) chosen.unknown.push(word)
    else if (found.length > 1) chosen.ambiguous.push({ name: word, flows: found })
    else flows.add(first)
  }
  return { ...chosen, flows: [...flows] }
}

/** Flows of one name that are told apart. */
const MOST_NAMED = 20

async function flowsOf(word: string, dossiers: Desk['dossiers']): Promise<number[]> {
  return (await dossiers.meant(word, MOST_NAMED)).map(({ flow }) => flow)
}

/** What a replay would be of. */
export interface Weighed {
  states: Partial<Record<FlowState, number>>
  found: number
  /** Those whose state lets them be replayed; a few may turn out to have expired. */
  replayable: number
}

const REPLAYABLE = {
  received: () => false,
  processing: () => false,
  integrated: (again) => again,
  'partially-integrated': () => true,
  rejected: () => true,
  blocked: () => true,
} as const satisfies Record<FlowState, (again: boolean) => boolean>

export async function weigh(
  of: { filter: FlowFilter; again: boolean },
  { rehearsals }: Pick<Desk, 'rehearsals'>,
): Promise<Weighed> {
  const states = await rehearsals.states(of.filter)
  const counts = Object.entries(states) as [FlowState, number][]
  const sum = (some: typeof counts) => some.reduce((total, [, flows]) => total + flows, 0)
  const replayable = sum(counts.filter(([state]) => REPLAYABLE[state](of.again)))
  return { states, found: sum(counts), replayable }
}

/** One flow's replay from a corrected file. */
export interface Correction {
  flow: number
  file: CorrectedFile
  author: string
  reason: string
  again: boolean
}

export type Corrected =
  | { kind: 'asked'; version: number; replay: ReplayProgress; isNew: boolean }
  | { kind: 'refused'; refusal: Refusal | CorrectionRefusal }

/**
 * The file becomes the next version of the flow's deposit, what was there being kept, and a run that reads it is asked for.
 * The bytes are in the archive before the record names them; asked again with the same file, nothing is done twice.
 */
export async function correctThenAsk(
  { flow, file, author, reason, again }: Correction,
  tools: { desk: Pick<Desk, 'replays' | 'corrections'>; archive: Pick<Archive, 'putStream'> },
): Promise<Corrected> {
  const { replays, corrections } = tools.desk
  const { sha256, size } = file
  const request = { author, reason, filter: { flows: [flow] }, again, correction: sha256 }
  const known = await replays.asked(request)
  if (known === undefined) {
    const eligible = (await replays.eligibility([flow], again)).get(flow) ?? 'unknown'
    if (eligible !== 'yes') return { kind: 'refused', refusal: eligible }
  }
  await file.keep(tools.archive)
  const corrected = await corrections.correct(flow, { sha256, size, author, reason })
  if ('refusal' in corrected) return { kind: 'refused', refusal: corrected.refusal }
  return { kind: 'asked', version: corrected.version, ...(await replays.ask(request)) }
}

/** A replay looked at while it runs. */
export interface Watched {
  replay: ReplayProgress
  /** No run of it is to come or under way; what was stopped can be resumed. */
  isOver: boolean
  /** Runs that ended a second, of late. */
  perSecond?: number
  secondsLeft?: number
  /** Since when nothing of it has moved, in ms. */
  idleMs: number
}

const LOOK_MS = 250
/** The rate is that of the last while. */
const WHILE_MS = 10_000

/** Looks at the replay until it is over, or `stop` says so; to watch it changes nothing of it. */
export async function* watchReplay(
  id: string,
  { replays }: Pick<Desk, 'replays'>,
  stop?: AbortSignal,
): AsyncGenerator<Watched> {
  const looks = new ReplayLooks()
  while (!hasStopped(stop)) {
    const replay = await replays.get(id)
    if (replay === undefined) throw new Error(`the record has no replay ${id}`)
    const seen = looks.add(replay, performance.now())
    yield seen
    if (seen.isOver) return
    await setTimeout(LOOK_MS, undefined, stop === undefined ? {} : { signal: stop }).catch(() => undefined) // aborted: seen above
  }
}

function hasStopped(stop: AbortSignal | undefined): boolean {
  return stop?.aborted === true
}

interface Look {
  at: number
  ended: number
}

/** Looks at one replay, in the order they are taken: what one tells beside the ones before it. */
export class ReplayLooks {
  #looks: Look[] = []
  #mark: string | undefined
  #moved = 0

  /** `at`: milliseconds on a clock that only goes on. */
  add(replay: ReplayProgress, at: number): Watched {
    const mark = markOf(replay)
    if (mark !== this.#mark) this.#moved = at
    this.#mark = mark
    this.#looks = [...this.#looks.filter((each) => at - each.at <= WHILE_MS), { at, ended: replay.ended }]
    const isOver = replay.state !== 'running' && replay.ended >= replay.begun
    return { replay, isOver, idleMs: at - this.#moved, ...pace(replay, this.#looks) }
  }
}

function markOf({ state, begun, lookedUpTo, ended }: ReplayProgress): string {
  return `${state} ${begun} ${lookedUpTo} ${ended}`
}

function pace(replay: ReplayProgress, looks: readonly Look[]): Pick<Watched, 'perSecond' | 'secondsLeft'> {
  const [first, last] = [looks[0], looks.at(-1)]
  if (first === undefined || last === undefined || last.ended === first.ended) return {}
  const perSecond = ((last.ended - first.ended) * 1000) / (last.at - first.at)
  return { perSecond, secondsLeft: Math.max(runsOf(replay) - replay.ended, 0) / perSecond }
}

/** The runs it will have had: some of the flows found may turn out not to be replayable. */
export function runsOf({ state, begun, found }: ReplayProgress): number {
  return state === 'running' ? Math.max(begun, found) : begun
}
