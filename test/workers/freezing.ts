import type { ExitDoor, Released } from '../../src/channels/endpoint.ts'
import type { DeliveryTools } from '../../workers/deliveries.ts'

/**
 * Stops a service at one of its steps as SIGSTOP would, between two things it asks of the outside, until it is let go on.
 * While it stands still, nothing it asks for is asked, its renewals neither.
 */
export class Freezer {
  /** Steps so far. */
  steps = 0
  readonly #at: number
  readonly #reached = Promise.withResolvers<void>()
  readonly #thawed = Promise.withResolvers<void>()

  /** Stops before this step. */
  constructor(at: number) {
    this.#at = at
  }

  /** Resolves when it stands still. */
  get reached(): Promise<void> {
    return this.#reached.promise
  }

  thaw(): void {
    this.#thawed.resolve()
  }

  /** What a service asks the outside with, each question a step, the naming of each document too. */
  slowed(tools: DeliveryTools): DeliveryTools {
    return {
      ...tools,
      ledger: this.#stepping(tools.ledger),
      archive: this.#stepping(tools.archive),
      exitOf: (endpoint) => {
        const exit = tools.exitOf(endpoint)
        return exit && this.#stepping(oneByOne(this.#stepping(exit)))
      },
    }
  }

  #stepping<T extends object>(asked: T): T {
    return new Proxy(asked, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function' || name === 'tryNow' || name === 'ask') return value
        return async (...words: unknown[]) => {
          await this.#step()
          return (await Reflect.apply(value, target, words)) as unknown
        }
      },
    })
  }

  async #step(): Promise<void> {
    this.steps += 1
    if (this.steps === this.#at) this.#reached.resolve()
    if (this.steps >= this.#at) await this.#thawed.promise
  }
}

/** Names one document at a time, so that there is a step between any two. */
function oneByOne(exit: ExitDoor): ExitDoor {
  const release: ExitDoor['release'] = async (place, staged) => {
    const released: Released[] = []
    for (const letter of staged) released.push(...(await exit.release(place, [letter])))
    return released
  }
  return { ...exit, release }
}
