/** Numbers that look like chance, and are the same for the same seed. */
export class Random {
  readonly #seed: number
  #state: number

  constructor(seed: number) {
    this.#seed = seed
    this.#state = seed >>> 0
  }

  /** Another one, of its own for this word: what it gives depends on nobody else's asking. */
  of(word: string): Random {
    let mixed = this.#seed >>> 0
    for (const byte of Buffer.from(word)) mixed = Math.imul(mixed ^ byte, 0x01000193) >>> 0
    return new Random(mixed)
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.between(0, list.length - 1)] ?? list[0]
  }

  /** One of the keys, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries<number>(weights) as [K, number][]
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [key, weight] of entries) {
      left -= weight
      if (left < 0) return key
    }
    throw new Error('nothing has a weight')
  }

  shuffled<T>(list: readonly T[]): T[] {
    const marked = list.map((each) => ({ each, mark: this.next() }))
    return marked.toSorted((one, other) => one.mark - other.mark).map(({ each }) => each)
  }
}
