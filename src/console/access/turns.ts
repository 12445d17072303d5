/** More wait than will be served in any useful time. */
export class TooManyWait extends Error {
  constructor() {
    super('Trop de demandes attendent (too many requests are waiting).')
    this.name = 'TooManyWait'
  }
}

/** So many at once, the others in the order they came, unless too many wait. */
export class Turns {
  #free: number
  readonly #most: number
  readonly #waiting: (() => void)[] = []

  constructor(of: { atOnce: number; waiting: number }) {
    this.#free = of.atOnce
    this.#most = of.waiting
  }

  /** @throws TooManyWait, having done nothing; else what `work` throws. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else {
      if (this.#waiting.length >= this.#most) throw new TooManyWait()
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next()
    }
  }
}
