import { sha256Of } from '../checker/arrivals.ts'
import type { DepositNote, Expected, InvoiceNote } from '../checker/notes.ts'
import { type Content, CONTENTS, type ContentKind, type Numbers } from './contents.ts'
import { DEPOSITORS } from './parties.ts'
import { Random } from './random.ts'

/** A deposit to be made. */
export interface Planned {
  note: DepositNote
  bytes: Buffer
  /** It is dropped only once the one of this number is gone from its door. */
  after?: number
}

export interface StreamPlan {
  seed: number
  flows: number
  /** There is an SFTP server. */
  isFar: boolean
  /** Flows that crash whatever works on them, spread over those before `poisonsUntil`. */
  poisons: number
  poisonsUntil: number
}

/** What is dropped, and how often: contents one by one, and some that come twice. */
const KINDS = {
  plain: 34,
  factored: 22,
  'breaks-schema': 7,
  'breaks-rule': 7,
  'unknown-recipient': 3,
  'archive-of-5': 8,
  'archive-in-part': 4,
  mixed: 6,
  'twice-at-once': 3,
  'content-again': 3,
  'name-again': 3,
} as const

type Kind = keyof typeof KINDS

/** The same deposits, in the same order, for the same plan. */
export async function* plannedDeposits(plan: StreamPlan): AsyncGenerator<Planned> {
  const stream = new Stream(plan)
  const poisoned = new Set(
    Array.from({ length: plan.poisons }, (_, each) =>
      Math.floor(((each + 0.1) * plan.poisonsUntil) / plan.poisons),
    ),
  )
  const random = new Random(plan.seed).of('kinds')
  while (stream.made < plan.flows) {
    if (poisoned.delete(stream.made + 1)) yield await stream.one('heavy', { expected: 'blocked' })
    else yield* stream.next(random.weighted(KINDS))
  }
}

interface Wish {
  expected?: Expected
  depositor?: string
  content?: Content
  after?: DepositNote
  name?: string
}

class Stream {
  readonly #random: Random
  readonly #depositors: Record<string, number>
  readonly #numbers: Numbers
  made = 0

  constructor({ seed, isFar }: StreamPlan) {
    this.#random = new Random(seed).of('stream')
    this.#numbers = { seed, given: 0, isFar }
    const { renames, alsoRenames, writes, far } = DEPOSITORS
    this.#depositors = { [renames]: 50, [alsoRenames]: 20, [writes]: 15, ...(isFar ? { [far]: 15 } : {}) }
  }

  async *next(kind: Kind): AsyncGenerator<Planned> {
    if (kind === 'twice-at-once') yield* this.#twiceAtOnce()
    else if (kind === 'content-again') yield* this.#again({ sameName: false })
    else if (kind === 'name-again') yield* this.#again({ sameName: true })
    else yield await this.one(kind)
  }

  async one(kind: ContentKind, wish: Wish = {}): Promise<Planned> {
    const content = wish.content ?? (await CONTENTS[kind](this.#random, this.#numbers))
    const depositor = wish.depositor ?? this.#random.weighted(this.#depositors)
    this.made += 1
    const id = this.made
    const digits = content.interfaceCode.slice(3, 7)
    const sequence = String(id).padStart(15, '0')
    const name = wish.name ?? `${content.interfaceCode}_${depositor}_${depositor}${digits}${sequence}`
    const { bytes } = content
    const expected = wish.expected ?? content.expected
    const note = { id, depositor, name, sha256: sha256Of(bytes), size: bytes.length, kind, expected }
    const invoices = expected === 'rejected' ? content.invoices.map(asRefused) : content.invoices
    return { note: { ...note, invoices }, bytes, ...(wish.after && { after: wish.after.id }) }
  }

  /** The same invoice by two depositors, at the same moment: one of the two comes first. */
  async *#twiceAtOnce(): AsyncGenerator<Planned> {
    const content = CONTENTS.plain(this.#random, this.#numbers)
    const expected = `one-of:${content.invoices[0]?.number}` as const
    yield await this.one('plain', { content, expected, depositor: DEPOSITORS.renames })
    yield await this.one('plain', { content, expected, depositor: DEPOSITORS.alsoRenames })
  }

  /** A flow, and once it was taken its bytes under another name, or another flow under its name. */
  async *#again({ sameName }: { sameName: boolean }): AsyncGenerator<Planned> {
    const depositor = DEPOSITORS.renames
    const content = CONTENTS.factored(this.#random, this.#numbers)
    const first = await this.one('factored', { content, depositor })
    yield first
    const wish = { expected: 'rejected', depositor, after: first.note } as const
    if (sameName) yield await this.one('plain', { ...wish, name: first.note.name })
    else yield await this.one('factored', { ...wish, content })
  }
}

function asRefused(invoice: InvoiceNote): InvoiceNote {
  return { ...invoice, isGood: false }
}
