import type { Desk } from '../../../record/open-desk.ts'
import type { Settings } from '../../../settings.ts'
import { ReplayLooks, type Watched } from '../../../support/replay.ts'
import { servicePresence } from '../../../support/service-at-work.ts'

/** Replays whose rate is known at once. */
const MOST = 50
/** Nothing has moved for so long: it is looked whether anybody is at work. */
const IDLE_MS = 3_000
const IDLE_LONG_MS = 15_000
/** The look at the lock is not taken again sooner. */
const PRESENCE_MS = 5_000

/** Replays as the people of the console look at them, together: whoever looks next gets the rate from the looks before. */
export class ReplaysLookedAt {
  readonly #looks = new Map<string, ReplayLooks>()
  #presence: { at: number; found: ReturnType<typeof servicePresence> } | undefined

  /** `undefined` when there is no such replay. */
  async look(id: string, { replays }: Pick<Desk, 'replays'>): Promise<Watched | undefined> {
    const replay = await replays.get(id)
    if (replay === undefined) return undefined
    const looks = this.#looks.get(id) ?? new ReplayLooks()
    this.#looks.delete(id)
    this.#looks.set(id, looks) // the latest looked at are the last
    const [oldest] = this.#looks.keys()
    if (this.#looks.size > MOST && oldest !== undefined) this.#looks.delete(oldest)
    return looks.add(replay, performance.now())
  }

  /** `none`: it is certain that no service carries it out; `still`: nothing moves, and nobody can say why. */
  hindrance(
    { isOver, idleMs, replay }: Watched,
    settings: Pick<Settings, 'data' | 'record'>,
  ): Hindrance | undefined {
    const isUntouched = replay.lookedUpTo === 0
    if (isOver || (idleMs < IDLE_MS && !isUntouched)) return undefined
    const found = this.#presenceIn(settings)
    if (found === 'none') return 'none'
    return found === 'unknown' && idleMs >= IDLE_LONG_MS ? 'still' : undefined
  }

  #presenceIn(settings: Pick<Settings, 'data' | 'record'>): ReturnType<typeof servicePresence> {
    const at = performance.now()
    if (this.#presence === undefined || at - this.#presence.at > PRESENCE_MS) {
      this.#presence = { at, found: servicePresence(settings) }
    }
    return this.#presence.found
  }
}

export type Hindrance = 'none' | 'still'
