import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { CampaignSettings } from './campaign-settings.ts'
import type { ChaosWorld } from './chaos-world.ts'
import type { DepositNote } from './checker/notes.ts'
import type { Scene } from './faults/fault.ts'
import { faultPlan } from './faults/fault-plan.ts'
import { FAULT_NAMES, FAULTS, type FaultName } from './faults/faults.ts'
import { crashEachTime } from './poison.ts'
import { type Pending, type RecordView, viewOf } from './record-view.ts'
import type { OwnEnd } from './running-ecluse.ts'
import { Depositor } from './stream/depositor.ts'
import { plannedDeposits } from './stream/deposits.ts'
import { Striking, type Struck } from './striking.ts'

/** Flows that may be under way before the next is dropped. */
const WINDOW = 80
const LOOK_MS = 100
/** Without any progress for so long, something is stuck. */
const STUCK_MS = 240_000
const SAY_MS = 10_000
/** Ends of the service nobody asked for, after which it is taken for one that does not run. */
const MOST_OWN_ENDS = 200

/** What the service is told beside its configuration. */
export function environmentOf(world: ChaosWorld, isGiven: boolean): Record<string, string> {
  return { ...world.env, ...(isGiven ? { REDIS_URL: world.redis.url } : {}) }
}

/** One run: what is dropped, what goes wrong meanwhile, and the wait until all is done. */
export class Course {
  readonly leftOut: ReadonlyMap<FaultName, string>
  crashes = 0
  readonly #settings: CampaignSettings
  readonly #world: ChaosWorld
  readonly #machines: Scene['machines']
  readonly #view: RecordView
  readonly #striking: Striking
  readonly #hunts: Promise<void>[] = []
  readonly #over = new AbortController()
  #isGiven: boolean
  #dropped = 0
  #progress = ''
  #progressAt = performance.now()
  #saidAt = 0

  constructor(settings: CampaignSettings, world: ChaosWorld, machines: Scene['machines']) {
    this.#settings = settings
    this.#world = world
    this.#machines = machines
    this.#isGiven = settings.redis !== 'private'
    const { postgres } = world
    this.#view = viewOf(
      postgres === undefined ? { file: join(world.disk, 'ecluse.sqlite') } : { url: postgres.url },
    )
    const scene: Scene = {
      world,
      machines,
      redis: () => this.#redis(),
      isRedisPrivate: () => !this.#isGiven,
      isHurried: settings.isHurried,
    }
    this.leftOut = new Map(
      FAULT_NAMES.flatMap((name) => {
        const why = FAULTS[name].fault.without(scene)
        return why === undefined ? [] : [[name, why]]
      }),
    )
    const possible = settings.only.filter((name) => !this.leftOut.has(name))
    this.#striking = new Striking(faultPlan({ ...settings, possible }), scene, settings.seed)
  }

  get starts(): number {
    return this.#machines.reduce((sum, { starts }) => sum + starts, 0)
  }

  get ownEnds(): readonly OwnEnd[] {
    return this.#machines.flatMap(({ ownEnds }) => ownEnds)
  }

  get notEnded(): number {
    return this.#machines.reduce((sum, { notEnded }) => sum + notEnded, 0)
  }

  get struck(): readonly Struck[] {
    return this.#striking.struck
  }

  /** Gives why it gave up, when it did. */
  async run(): Promise<string | undefined> {
    try {
      await this.#untilStarted()
      await this.#dropAll()
      await this.#striking.ended()
      await this.#untilDone()
      return undefined
    } catch (error) {
      if (!(error instanceof GaveUp)) throw error
      this.#settings.say(`given up: ${error.message}`)
      await this.#striking.ended()
      return error.message
    } finally {
      this.#over.abort()
      await Promise.all(this.#hunts)
      await this.#view.close()
    }
  }

  async #dropAll(): Promise<void> {
    const { seed, flows, redis } = this.#settings
    const poisons = redis === 'private' ? 0 : this.#settings.poisons
    const half = Math.floor(flows / 2)
    const poisonsUntil = redis === 'both' ? half : flows
    const isRecorded = async (of: DepositNote) => ((await this.#view.count(of)) ?? 0) > 0
    const depositor = new Depositor(this.#world.doors, this.#world.depositsFile, isRecorded)
    const isFar = this.#world.far !== undefined
    for await (const planned of plannedDeposits({ seed, flows, isFar, poisons, poisonsUntil })) {
      await this.#untilRoom()
      await depositor.drop(planned)
      this.#dropped += 1
      if (planned.note.expected === 'blocked') this.#hunts.push(this.#hunt(planned.note.name))
      if (redis === 'both' && this.#dropped === half) await this.#changeRedis()
      await this.#striking.due(this.#dropped)
    }
  }

  async #hunt(name: string): Promise<void> {
    const workers = () => this.#machines.flatMap((machine) => machine.workers())
    const hunt = { view: this.#view, workers, port: this.#world.redis.port }
    const crashes = await crashEachTime(name, hunt, this.#over.signal)
    this.crashes += crashes
    // A Redis that was away kept it from being seen in time: it was judged after all, as a flow of its kind is.
    if (crashes < this.#settings.attempts) appendFileSync(this.#world.sparedFile, `${JSON.stringify(name)}\n`)
  }

  /** Poison is recognised by what a Redis that is given tells, so it is over before. */
  async #changeRedis(): Promise<void> {
    await Promise.all(this.#hunts)
    this.#isGiven = false
    await this.#machines[0].restart(environmentOf(this.#world, false))
  }

  #redis(): string {
    return this.#isGiven ? this.#world.redis.path : join(this.#world.disk, 'redis', 'redis.sock')
  }

  async #untilStarted(): Promise<void> {
    const isAtWork = () => this.#machines.every((machine) => machine.workers().length > 0)
    while ((await this.#look()) === undefined || !isAtWork()) await setTimeout(LOOK_MS)
  }

  /** Waits while too many flows are under way. */
  async #untilRoom(): Promise<void> {
    for (;;) {
      const pending = await this.#look()
      if (pending !== undefined && this.#dropped - (pending.flows - pending.unsettled) < WINDOW) return
      await setTimeout(LOOK_MS)
    }
  }

  /** Waits until every flow has its outcome and every document its place, and no door has a file before it. */
  async #untilDone(): Promise<void> {
    for (let restarts = 0; ; await setTimeout(LOOK_MS)) {
      const pending = await this.#look()
      if (pending === undefined || pending.unsettled > 0 || pending.documents > 0) continue
      const atDoors = [...this.#world.doors.values()].flatMap((folder) => readdirSync(folder))
      if (atDoors.length === 0) return
      // What could not be removed is told once, and recognised and removed by the next start.
      if (pending.flows < this.#dropped || restarts > 0) continue
      restarts += 1
      this.#settings.say(
        `${atDoors.length} files taken in are still at their doors: the service is restarted`,
      )
      await Promise.all(this.#machines.map((machine) => machine.restart()))
    }
  }

  /** @throws GaveUp when nothing moves any more, or what must never be was seen. */
  async #look(): Promise<Pending | undefined> {
    const pending = await this.#view.pending()
    const now = performance.now()
    const progress = JSON.stringify([pending, this.#dropped, this.#striking.struck.length])
    if (progress !== this.#progress) this.#progressAt = now
    this.#progress = progress
    if (now - this.#saidAt > SAY_MS) this.#tell(pending, now)
    const twice = this.#world.takers.flatMap((taker) => taker.twice)
    if (twice.length > 0) throw new GaveUp(`taken twice: ${twice.join(', ')}`)
    if (now - this.#progressAt > STUCK_MS)
      throw new GaveUp(`nothing moved for ${STUCK_MS / 1000} s: ${progress}`)
    if (this.ownEnds.length > MOST_OWN_ENDS) throw new GaveUp('the service does not stay up')
    return pending
  }

  #tell(pending: Pending | undefined, now: number): void {
    this.#saidAt = now
    const { flows = 0, unsettled = 0, documents = 0 } = pending ?? {}
    const faults = `${this.#striking.struck.length} faults`
    this.#settings.say(
      `${this.#dropped} dropped, ${flows} recorded, ${unsettled} under way, ${documents} to send, ${faults}`,
    )
  }
}

class GaveUp extends Error {}
