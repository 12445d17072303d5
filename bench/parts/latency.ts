import { setTimeout } from 'node:timers/promises'
import { type Kind, KINDS, type Mix } from '../load/mix.ts'
import type { Deposit } from '../live/depositor.ts'
import { Scene } from '../live/scene.ts'

/** Milliseconds from the rename of a flow into its folder until its last pivot, and its report, are visible. */
export interface Quantiles {
  flows: number
  p50: number
  p95: number
  p99: number
  most: number
}

export interface LatencyFigures {
  workers: number
  /** One flow at a time. */
  idle: Record<Kind | 'all', Quantiles>
  /** Flows evenly paced at half of what the service can do. */
  half: Record<Kind | 'all', Quantiles>
  /** Invoices a second at that pace. */
  halfRate: number
}

export interface LatencySettings {
  mix: Mix
  workers: number
  under?: string
  /** Flows, one at a time. */
  flows: number
  /** Invoices a second the service can do; measured first when it is not known. */
  rate?: number
  /** How long half load lasts. */
  seconds: number
}

const LOOK_MS = 5
/** Between an arrival and the next flow, so that no timer of the service and none of ours keep step. */
const PAUSE_MS = { least: 20, most: 180 }
const RATE_FLOWS = 400

export async function latency(settings: LatencySettings): Promise<LatencyFigures> {
  const { mix, workers, flows, seconds } = settings
  await using scene = await Scene.open({ ...settings, everyMs: LOOK_MS })
  const idle = await oneAtATime(scene, flows)
  const halfRate = (settings.rate ?? (await rateOf(scene))) / 2
  const half = await paced(scene, { perSecond: halfRate / invoicesOfFlow(mix), seconds })
  return { workers, idle, half, halfRate }
}

async function oneAtATime(scene: Scene, flows: number) {
  const deposits = scene.prepare(flows)
  for (const deposit of deposits) {
    scene.recipients.expect([deposit])
    scene.depositor.drop(deposit)
    await scene.allOut()
    await setTimeout(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least))
  }
  return quantilesByKind(scene, deposits)
}

async function rateOf(scene: Scene): Promise<number> {
  const { invoices, seconds } = await scene.rush(scene.prepare(RATE_FLOWS))
  return invoices / seconds
}

async function paced(scene: Scene, { perSecond, seconds }: { perSecond: number; seconds: number }) {
  const deposits = scene.prepare(Math.max(1, Math.round(perSecond * seconds)))
  scene.recipients.expect(deposits)
  const begun = performance.now()
  const dropAll = async () => {
    for (const [index, deposit] of deposits.entries()) {
      const due = begun + (index * 1000) / perSecond
      if (due > performance.now()) await setTimeout(due - performance.now())
      scene.depositor.drop(deposit)
    }
  }
  await Promise.all([dropAll(), scene.allOut()])
  return quantilesByKind(scene, deposits)
}

/** A hundred flows of the mix are exact in their shares. */
function invoicesOfFlow(mix: Mix): number {
  const hundred = Array.from({ length: 100 }, (_, index) => mix.flow(index))
  return hundred.reduce((sum, { invoices }) => sum + invoices, 0) / hundred.length
}

function quantilesByKind(scene: Scene, deposits: readonly Deposit[]): Record<Kind | 'all', Quantiles> {
  const of = (kind: Kind | 'all') =>
    quantiles(
      deposits
        .filter((each) => kind === 'all' || each.kind === kind)
        .map((each) => scene.recipients.visibleAt(each) - (each.droppedAt ?? 0)),
    )
  const kinds = ['all', ...Object.keys(KINDS)] as (Kind | 'all')[]
  return Object.fromEntries(kinds.map((kind) => [kind, of(kind)])) as Record<Kind | 'all', Quantiles>
}

function quantiles(times: readonly number[]): Quantiles {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0
  return { flows: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), most: sorted.at(-1) ?? 0 }
}
