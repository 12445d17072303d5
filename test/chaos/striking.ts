import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Scene } from './faults/fault.ts'
import type { Due } from './faults/fault-plan.ts'
import { FAULTS, type FaultName } from './faults/faults.ts'
import { Random } from './stream/random.ts'

/** A fault that happened. */
export interface Struck {
  name: FaultName
  /** Deposits dropped before it. */
  after: number
  at: string
}

/** Faults that may be under way at once. */
const AT_ONCE = 3
const LOOK_MS = 50
/** A fault that found nothing to happen to is tried again so often. */
const TRIES = 20

/** Lets faults happen when they are due; the same fault never twice at a time. */
export class Striking {
  readonly struck: Struck[] = []
  readonly #plan: Due[]
  readonly #scene: Scene
  readonly #random: Random
  readonly #underWay = new Map<FaultName, Promise<void>>()
  #trouble: Error | undefined

  constructor(plan: readonly Due[], scene: Scene, seed: number) {
    this.#plan = [...plan]
    this.#scene = scene
    this.#random = new Random(seed)
  }

  /** Begins every fault that is due after so many deposits; waits while too many are under way. */
  async due(dropped: number): Promise<void> {
    for (let next = this.#plan[0]; next !== undefined && next.after <= dropped; next = this.#plan[0]) {
      while (this.#underWay.size >= AT_ONCE || this.#underWay.has(next.name)) await setTimeout(LOOK_MS)
      this.#plan.shift()
      const { name } = next
      this.#underWay.set(
        name,
        this.#strike(next)
          .catch((error: unknown) => {
            this.#trouble ??= new Error(`${name} could not be let happen`, { cause: error })
          })
          .finally(() => this.#underWay.delete(name)),
      )
    }
  }

  /** Resolves once those under way are over. @throws what a fault did not mean to do. */
  async ended(): Promise<void> {
    await Promise.all(this.#underWay.values())
    if (this.#trouble !== undefined) throw this.#trouble
  }

  async #strike({ name, after, delayMs }: Due): Promise<void> {
    await setTimeout(delayMs)
    const random = this.#random.of(`${name} ${after} ${delayMs}`)
    const at = new Date().toISOString()
    for (let tries = 0; tries < TRIES; tries++) {
      if (await FAULTS[name].fault.strike(this.#scene, random)) {
        this.struck.push({ name, after, at })
        return this.#note({ name, after, at, until: new Date().toISOString() })
      }
      await setTimeout(LOOK_MS * 10)
    }
    this.#note({ name, after, at, found: 'nothing to happen to' })
  }

  /** For whoever looks at the world afterwards. */
  #note(what: object): void {
    appendFileSync(
      join(this.#scene.world.folder, 'faults.jsonl'),
      `${JSON.stringify(what)}
`,
    )
  }
}
