import { spawnSync } from 'node:child_process'
import type { Mix } from '../load/mix.ts'
import { type Deposit, Depositor } from './depositor.ts'
import { type ProcessUsage, usageOf, usedBetween } from './processes.ts'
import { Recipients } from './recipients.ts'
import { BenchFolders, RunningService, type StartSettings } from './running-service.ts'

export interface SceneSettings extends StartSettings {
  mix: Mix
  /** Folder whose disk is measured; else the system's temporary one. */
  under?: string
  /** How often recipients take away what they got. */
  everyMs?: number
  /** Fills the data folder before the service is started. */
  fill?: (folders: BenchFolders) => Promise<void>
}

/** Flows dropped all at once, up to the last pivot and report. */
export interface Rush {
  flows: number
  invoices: number
  /** Of the flows as dropped. */
  bytes: number
  seconds: number
  /** When it began and ended, in microseconds of the monotonic clock that profiles are in. */
  from: number
  to: number
  /** What each process used meanwhile. */
  usages: ProcessUsage[]
}

/** Flows each process has seen before anything is measured: code is compiled while it is first used. */
const WARM_UP = 100
const RUSH_LOOK_MS = 100

/** A service of its own in folders of its own, somebody who drops flows, and everybody who gets something. */
export class Scene implements AsyncDisposable {
  readonly folders: BenchFolders
  readonly service: RunningService
  readonly depositor: Depositor
  readonly recipients: Recipients
  readonly #mix: Mix
  #next = 0

  private constructor(folders: BenchFolders, service: RunningService, settings: SceneSettings) {
    this.folders = folders
    this.service = service
    this.#mix = settings.mix
    this.depositor = new Depositor(folders)
    this.recipients = new Recipients(folders, settings.everyMs ?? RUSH_LOOK_MS)
  }

  /** Resolves once the service has judged some flows. */
  static async open(settings: SceneSettings): Promise<Scene> {
    await using opening = new AsyncDisposableStack()
    const folders = new BenchFolders(settings.under)
    await settings.fill?.(folders)
    const service = opening.use(await RunningService.start(folders, settings))
    const scene = new Scene(folders, service, settings)
    await scene.rush(scene.prepare(WARM_UP))
    opening.move()
    return scene
  }

  /**
   * So many flows of the mix, ready to be dropped; none is made twice. They are on the disk: to bring them there is the
   * depositor's work, not the service's.
   */
  prepare(count: number): Deposit[] {
    const deposits = this.depositor.prepare(this.#mix, this.#next, count)
    this.#next += count
    spawnSync('sync', ['-f', this.folders.staging])
    return deposits
  }

  async rush(deposits: readonly Deposit[]): Promise<Rush> {
    this.recipients.expect(deposits)
    const before = usageOf(this.service.pid)
    const from = monotonicUs()
    for (const deposit of deposits) this.depositor.drop(deposit)
    await this.allOut()
    const to = monotonicUs()
    const usages = usedBetween(before, usageOf(this.service.pid))
    return { ...sizesOf(deposits), seconds: this.#secondsOf(deposits), from, to, usages }
  }

  /** Resolves once everything dropped came out. @throws with the service's warnings when it does not. */
  async allOut(): Promise<void> {
    await this.recipients.until().catch((cause: unknown) => {
      throw new Error(`not everything came out; the service warned:\n${this.folders.warnings()}`, { cause })
    })
  }

  #secondsOf(deposits: readonly Deposit[]): number {
    const first = deposits.reduce((least, { droppedAt = 0 }) => Math.min(least, droppedAt), Infinity)
    const last = deposits.reduce((most, each) => Math.max(most, this.recipients.visibleAt(each)), 0)
    return (last - first) / 1000
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service.stop()
  }
}

export function sizesOf(deposits: readonly Deposit[]) {
  return {
    flows: deposits.length,
    invoices: deposits.reduce((sum, each) => sum + each.invoices, 0),
    bytes: deposits.reduce((sum, each) => sum + each.bytes, 0),
  }
}

function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
