import { randomBytes } from 'node:crypto'
import type { DryRunTools } from '../../../support/dry-run.ts'
import { Trial, type TrialOrder } from './trial.ts'

/** Dry runs of many flows under way at once in this process, for all accounts. */
const AT_ONCE = 2
/** A dry run of no more flows than this is over in a moment; so many of these besides. */
const FEW = 20
const FEW_AT_ONCE = 6
/** How long one that has ended is kept, and how many. */
const KEPT_MS = 60 * 60_000
const MOST_KEPT = 20

/** Dry runs by their identifiers, each for the account that asked for it. */
export class Trials {
  readonly #all = new Map<string, Trial>()
  readonly #failed: (error: unknown) => void

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed
  }

  /**
   * The dry run of this order: the one under way when the account asked for the same before; `undefined` when too many
   * are under way.
   */
  begin(order: Omit<TrialOrder, 'id'>, tools: DryRunTools): Trial | undefined {
    this.#forget()
    const running = [...this.#all.values()].filter(({ state }) => state === 'running')
    const same = running.find((each) => each.order.owner === order.owner && each.order.href === order.href)
    if (same !== undefined) return same
    if (this.likeOf(order).length >= (isLong(order) ? AT_ONCE : FEW_AT_ONCE)) return undefined
    const id = randomBytes(9).toString('base64url')
    const trial = new Trial({ ...order, id }, tools, this.#failed)
    this.#all.set(id, trial)
    return trial
  }

  /** Nobody has another’s. */
  of(id: string, owner: string): Trial | undefined {
    const found = this.#all.get(id)
    return found?.order.owner === owner ? found : undefined
  }

  /** Those under way that are of many flows, or of few, as this one is, whoever asked. */
  likeOf(order: Pick<TrialOrder, 'found'>): Trial[] {
    return [...this.#all.values()].filter(
      (each) => each.state === 'running' && isLong(each.order) === isLong(order),
    )
  }

  /** None goes on; resolves when none does. */
  async close(): Promise<void> {
    const all = [...this.#all.values()]
    for (const each of all) each.leave()
    await Promise.all(all.map(({ ended }) => ended))
  }

  #forget(): void {
    const ended = [...this.#all].filter(([, { state }]) => state !== 'running')
    for (const [id, trial] of ended) if ((trial.endedFor ?? 0) > KEPT_MS) this.#all.delete(id)
    const kept = ended.filter(([id]) => this.#all.has(id))
    for (const [id] of kept.slice(0, Math.max(kept.length - MOST_KEPT, 0))) this.#all.delete(id)
  }
}

function isLong({ found }: Pick<TrialOrder, 'found'>): boolean {
  return found > FEW
}
