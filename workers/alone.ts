/** Lets many work at once, or one alone: who wants to be alone waits for the others, who come later wait for it. */
export class Alone {
  #together = 0
  #alone: Promise<void> = Promise.resolve()
  #quiet: (() => void) | undefined

  async together<T>(work: () => Promise<T>): Promise<T> {
    for (let gate = this.#alone; ; gate = this.#alone) {
      await gate
      if (gate === this.#alone) break
    }
    this.#together += 1
    try {
      return await work()
    } finally {
      this.#together -= 1
      if (this.#together === 0) this.#quiet?.()
    }
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#alone
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#alone = promise
    try {
      await before
      await this.#othersEnded()
      return await work()
    } finally {
      resolve()
    }
  }

  async #othersEnded(): Promise<void> {
    if (this.#together === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#quiet = resolve
    await promise
    this.#quiet = undefined
  }
}
