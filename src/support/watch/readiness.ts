import type { Words } from '../words.ts'
import { kept } from './kept-figure.ts'

/** `degraded`: work goes on, and somebody should look; `ill`: work stands still. */
export type PartState = 'well' | 'degraded' | 'ill'

/** How a part is, and why: in words for whoever is called. */
export interface PartHealth {
  state: PartState
  why: Words
}

/** The parts this machine's work needs, in the order a flow meets them. */
export const PARTS = ['record', 'redis', 'archive', 'disk', 'schemas', 'workers', 'doors'] as const
export type Part = (typeof PARTS)[number]

export interface Readiness {
  /** False when a part is ill. */
  isReady: boolean
  parts: Record<Part, PartHealth>
}

/** Asks a part how it is; one that throws, or does not answer in time, is ill. */
export type Probe = () => Promise<PartHealth>

const ANSWER_MS = 3_000
/** Whoever asks more often gets the last answer: the question is open to all. */
const MAX_AGE_MS = 2_000

export const NAMES = {
  record: { fr: 'registre', en: 'record' },
  redis: { fr: 'Redis', en: 'Redis' },
  archive: { fr: 'archive', en: 'archive' },
  disk: { fr: 'disque', en: 'disk' },
  schemas: { fr: 'schémas', en: 'schemas' },
  workers: { fr: 'processus de traitement', en: 'worker processes' },
  doors: { fr: 'portes', en: 'doors' },
} as const satisfies Record<Part, Words>

/** How the house is now, as its parts say. Never rejects. */
export function readinessOf(probes: Record<Part, Probe>): () => Promise<Readiness> {
  return kept(MAX_AGE_MS, async () => {
    const asked = await Promise.all(PARTS.map(async (part) => [part, await answerOf(probes[part])] as const))
    const parts = Object.fromEntries(asked) as Record<Part, PartHealth>
    return { isReady: asked.every(([, { state }]) => state !== 'ill'), parts }
  })
}

async function answerOf(probe: Probe): Promise<PartHealth> {
  let patience: NodeJS.Timeout | undefined
  const late = new Promise<PartHealth>((resolve) => {
    patience = setTimeout(() => resolve(silent()), ANSWER_MS)
  })
  try {
    return await Promise.race([probe(), late])
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { state: 'ill', why: { fr: why, en: why } }
  } finally {
    clearTimeout(patience)
  }
}

function silent(): PartHealth {
  const seconds = ANSWER_MS / 1_000
  return {
    state: 'ill',
    why: { fr: `ne répond pas en ${seconds} s`, en: `does not answer within ${seconds} s` },
  }
}

export function well(fr: string, en: string): PartHealth {
  return { state: 'well', why: { fr, en } }
}

export function degraded(fr: string, en: string): PartHealth {
  return { state: 'degraded', why: { fr, en } }
}

export function ill(fr: string, en: string): PartHealth {
  return { state: 'ill', why: { fr, en } }
}
