import { setImmediate, setTimeout } from 'node:timers/promises'
import type { FlowFilter } from '../../../record/flow-filter.ts'
import { type DryRunTools, dryRun, type Rehearsed } from '../../../support/dry-run.ts'
import { DryRunTally } from '../../../support/dry-run-tally.ts'
import { type TrialLine, trialLine, weightOf } from './trial-line.ts'

/** A dry run somebody asked for. */
export interface TrialOrder {
  id: string
  /** The account it is for. */
  owner: string
  filter: FlowFilter
  again: boolean
  /** The address that asks for the same anew. */
  href: string
  /** Flows the filter found. */
  found: number
  /** ISO 8601 UTC. */
  askedAt: string
}

/** `left`: abandoned. */
export type TrialState = 'running' | 'over' | 'left' | 'failed'

/** Flows that have a line; beyond them there are the counts. */
export const MOST_LINES = 10_000
/** Flows, and fields of pivots and invoices among them, that are kept whole. */
const MOST_WHOLE = 300
const MOST_WEIGHT = 60_000
/** The process does something else after so long, and rests a third of it. */
const SLICE_MS = 30
const REST_MS = 10

/**
 * A dry run that goes on while its page is looked at, and after. It writes nothing. One flow after the other is judged, and
 * between two of them the process answers others.
 */
export class Trial {
  readonly order: TrialOrder
  readonly tally = new DryRunTally()
  readonly lines: TrialLine[] = []
  /** Of the first flows, all that would change. */
  readonly whole = new Map<number, Rehearsed>()
  /** Ends when the dry run does, however it ends. */
  readonly ended: Promise<void>
  readonly #begun = performance.now()
  readonly #left = new AbortController()
  #weight = 0
  #state: TrialState = 'running'
  #endedAfter: number | undefined

  constructor(order: TrialOrder, tools: DryRunTools, failed: (error: unknown) => void) {
    this.order = order
    this.ended = this.#work(tools).catch((error: unknown) => {
      this.#end('failed')
      failed(error)
    })
  }

  get state(): TrialState {
    return this.#state
  }

  /** Milliseconds since it began, or that it took. */
  get took(): number {
    return (this.#endedAfter ?? performance.now()) - this.#begun
  }

  /** Milliseconds since it ended; `undefined` while it runs. */
  get endedFor(): number | undefined {
    return this.#endedAfter === undefined ? undefined : performance.now() - this.#endedAfter
  }

  /** Ends after the flow it is at. */
  leave(): void {
    this.#left.abort()
  }

  /** Resolves when it has ended, or after so long. */
  async atMost(ms: number): Promise<void> {
    if (this.#state !== 'running') return
    const over = new AbortController()
    const waited = setTimeout(ms, undefined, { signal: over.signal }).catch(() => undefined) // ended before
    await Promise.race([this.ended, waited])
    over.abort()
  }

  async #work(tools: DryRunTools): Promise<void> {
    const { filter, again } = this.order
    let begun = performance.now()
    for await (const flow of dryRun({ filter, again }, tools)) {
      this.#keep(flow)
      if (this.#left.signal.aborted) return this.#end('left')
      await setImmediate()
      if (performance.now() - begun < SLICE_MS) continue
      await setTimeout(REST_MS)
      begun = performance.now()
    }
    this.#end('over')
  }

  #keep(flow: Rehearsed): void {
    this.tally.add(flow)
    if (this.lines.length < MOST_LINES) this.lines.push(trialLine(flow))
    if (this.whole.size >= MOST_WHOLE) return
    const weight = weightOf(flow)
    if (this.#weight + weight > MOST_WEIGHT) return
    this.#weight += weight
    this.whole.set(flow.flow, flow)
  }

  #end(state: Exclude<TrialState, 'running'>): void {
    this.#state = state
    this.#endedAfter = performance.now()
  }
}
