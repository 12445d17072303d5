import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ChaosWorld, type RecordKind } from './chaos-world.ts'
import { type Judgement, judge } from './checker/check.ts'
import type { Scene } from './faults/fault.ts'
import { faultPlan } from './faults/fault-plan.ts'
import { FAULT_NAMES, FAULTS, type FaultName } from './faults/faults.ts'
import type { Walls } from './namespaces.ts'
import { crashEachTime } from './poison.ts'
import { type Pending, type RecordView, viewOf } from './record-view.ts'
import { type OwnEnd, RunningEcluse } from './running-ecluse.ts'
import { Depositor } from './stream/depositor.ts'
import { plannedDeposits } from './stream/deposits.ts'
import { Striking, type Struck } from './striking.ts'

export interface CampaignSettings {
  seed: number
  flows: number
  kills: number
  others: number
  poisons: number
  /** Machines the service runs on; several need a record in PostgreSQL and a Redis that is given. */
  machines: number
  /** Processes that judge flows, on each. */
  workers: number
  /** Tries at a flow before it is blocked. */
  attempts: number
  record: RecordKind
  /** Its own, one that is given, or first one that is given and then its own. */
  redis: 'private' | 'given' | 'both'
  isHurried: boolean
  walls: Walls
  /** Where the world is made. */
  within: string
  /** It stays, even when nothing is wrong. */
  isKept: boolean
  /** What is told on the way, a line at a time. */
  say(line: string): void
}

export interface CampaignResult {
  settings: CampaignSettings
  struck: readonly Struck[]
  /** Faults that cannot happen here, and why. */
  leftOut: ReadonlyMap<FaultName, string>
  /** Workers the poison crashed. */
  crashes: number
  starts: number
  ownEnds: readonly OwnEnd[]
  /** Times it did not end in order when asked to. */
  notEnded: number
  /** What the service ended with on each machine, asked to end in order once all was done. */
  exits: readonly (number | NodeJS.Signals | null)[]
  /** Why it was given up before all was done. */
  gaveUp: string | undefined
  judgement: Judgement
  seconds: number
  /** The world; kept when something is wrong. */
  folder: string
}

/** Flows that may be under way before the next is dropped. */
const WINDOW = 80
const LOOK_MS = 100
/** Without any progress for so long, something is stuck. */
const STUCK_MS = 240_000
const SAY_MS = 10_000
/** Ends of the service nobody asked for, after which it is taken for one that does not run. */
const MOST_OWN_ENDS = 200

/** Drops flows, lets faults happen, waits until all is done, and has what is left judged. */
export async function campaign(settings: CampaignSettings): Promise<CampaignResult> {
  const result = await inWorld(settings)
  if (!isLeft(result)) rmSync(result.folder, { recursive: true, force: true })
  return result
}

/** Nothing was lost, doubled or otherwise wrong, and the service ended as it should. */
export function isGood({ judgement, gaveUp, exits, notEnded }: CampaignResult): boolean {
  const isEndedInOrder = notEnded === 0 && exits.every((exit) => exit === 0)
  return judgement.findings.length === 0 && gaveUp === undefined && isEndedInOrder
}

function isLeft(result: CampaignResult): boolean {
  return result.settings.isKept || !isGood(result)
}

async function inWorld(settings: CampaignSettings): Promise<CampaignResult> {
  const begun = performance.now()
  await using world = await ChaosWorld.open(settings)
  const env = environment(world, settings.redis !== 'private')
  await using opened = new AsyncDisposableStack()
  const [first, ...others] = world.data.map((data, index) => {
    const log = join(world.folder, index === 0 ? 'service.log' : `service-${index + 1}.log`)
    return opened.use(new RunningEcluse({ data, config: world.config, log, env }))
  })
  if (first === undefined) throw new Error('the service is to run on one machine at least')
  const running = new Running(settings, world, [first, ...others])
  const gaveUp = await running.run()
  const exits = await Promise.all([first, ...others].map((machine) => machine.stop()))
  await world.settle()
  const judgement = await judge(world.folder)
  const { struck, leftOut, crashes, starts, ownEnds, notEnded } = running
  const seconds = (performance.now() - begun) / 1000
  const { folder } = world
  const result = {
    settings,
    struck,
    leftOut,
    crashes,
    starts,
    ownEnds,
    notEnded,
    exits,
    gaveUp,
    judgement,
    seconds,
    folder,
  }
  if (isLeft(result)) world.keep()
  return result
}

function environment(world: ChaosWorld, isGiven: boolean): Record<string, string> {
  return { ...world.env, ...(isGiven ? { REDIS_URL: world.redis.url } : {}) }
}

class Running {
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
    const possible = FAULT_NAMES.filter((name) => !this.leftOut.has(name))
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
    const depositor = new Depositor(this.#world.doors, this.#world.depositsFile)
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
  }

  /** Poison is recognised by what a Redis that is given tells, so it is over before. */
  async #changeRedis(): Promise<void> {
    await Promise.all(this.#hunts)
    this.#isGiven = false
    await this.#machines[0].restart(environment(this.#world, false))
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
