import type { Mix } from '../load/mix.ts'
import { type ProcessKind, usageOf } from '../live/processes.ts'
import { Scene } from '../live/scene.ts'

/** A long run: whether speed and memory stay what they were. */
export interface FlatFigures {
  workers: number
  blocks: FlatBlock[]
  samples: MemorySample[]
}

/** Flows dropped at once, the next ones as soon as the last of them is out. */
export interface FlatBlock {
  /** Flows up to its end. */
  flows: number
  perSecond: number
  /** Megabytes at its end; `peakMb` since the service was started. */
  residentMb: Record<ProcessKind, number>
  peakMb: Record<ProcessKind, number>
}

interface MemorySample {
  seconds: number
  residentMb: Record<ProcessKind, number>
}

export interface FlatSettings {
  mix: Mix
  workers: number
  under?: string
  flows: number
  /** Told of each block. */
  say: (text: string) => void
}

const BLOCKS = 10
const SAMPLE_MS = 5_000

export async function flat(settings: FlatSettings): Promise<FlatFigures> {
  const { flows, workers, say } = settings
  await using scene = await Scene.open(settings)
  const size = Math.ceil(flows / BLOCKS)
  say(`writing ${flows} flows`)
  const deposits = Array.from({ length: BLOCKS }, () => scene.prepare(size))
  const begun = performance.now()
  const samples: MemorySample[] = []
  const sample = () =>
    samples.push({ seconds: (performance.now() - begun) / 1000, ...memoryOf(scene.service.pid) })
  const sampling = setInterval(sample, SAMPLE_MS)
  const blocks: FlatBlock[] = []
  try {
    for (const block of deposits) {
      const { invoices, seconds } = await scene.rush(block)
      const { residentMb, peakMb } = memoryOf(scene.service.pid)
      blocks.push({ flows: (blocks.length + 1) * size, perSecond: invoices / seconds, residentMb, peakMb })
      say(`${(blocks.length * size).toString()} flows: ${(invoices / seconds).toFixed(0)} invoices a second`)
    }
  } finally {
    clearInterval(sampling)
  }
  return { workers, blocks, samples }
}

/** The largest of each kind. */
function memoryOf(pid: number): Pick<FlatBlock, 'residentMb' | 'peakMb'> {
  const residentMb = { main: 0, worker: 0, redis: 0 }
  const peakMb = { main: 0, worker: 0, redis: 0 }
  for (const usage of usageOf(pid)) {
    residentMb[usage.kind] = Math.max(residentMb[usage.kind], usage.residentMb)
    peakMb[usage.kind] = Math.max(peakMb[usage.kind], usage.peakMb)
  }
  return { residentMb, peakMb }
}
