import type { Ask, SentInvoice } from './ask.ts'
import type { Deposit } from './outcome.ts'

/** What earlier runs of the flow put in pivots. */
export class SentBefore {
  readonly #byIndex: ReadonlyMap<number, SentInvoice>
  readonly #holders: ReadonlyMap<string, number>

  private constructor(sent: readonly SentInvoice[]) {
    this.#byIndex = new Map(sent.map((each) => [each.index, each]))
    this.#holders = new Map(sent.flatMap(({ index, keys }) => keys.map((key) => [key, index] as const)))
  }

  static async of(deposit: Deposit, ask: Ask): Promise<SentBefore> {
    return new SentBefore(deposit.run === 0 ? [] : await ask.sentBefore(deposit))
  }

  /** The latest run that sent the invoice at this place. */
  runOf(index: number): number | undefined {
    return this.#byIndex.get(index)?.run
  }

  /** An invoice of the same key was sent from another place of the flow: this one would be its double. */
  isDouble(index: number, key: string): boolean {
    const holder = this.#holders.get(key)
    return holder !== undefined && holder !== index
  }
}
