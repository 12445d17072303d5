import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mix } from '../load/mix.ts'
import {
  PROCESS_KINDS,
  type ProcessKind,
  type ProcessUsage,
  sumOf,
  type ThreadKind,
} from '../live/processes.ts'
import { type Rush, Scene } from '../live/scene.ts'
import { type ProfileFigures, profileFigures } from '../profile/figures.ts'
import { profilesIn } from '../profile/cpu-profile.ts'

export interface WalkSettings {
  mix: Mix
  flows: number
  workers: number
  under?: string
}

/** Flows dropped at once, from the first rename to the last pivot and report. */
export interface WalkFigures {
  workers: number
  flows: number
  invoices: number
  megabytes: number
  seconds: number
  perSecond: number
  /** Per invoice. */
  coreMs: Record<ProcessKind, number>
  threadMs: Record<ProcessKind, Record<ThreadKind, number>>
  diskBytes: number
  writtenBytes: number
  /** Megabytes each process had at most, the workers' being the largest's. */
  peakMb: Record<ProcessKind, number>
}

export async function walk({ flows, ...settings }: WalkSettings): Promise<WalkFigures> {
  await using scene = await Scene.open(settings)
  return figuresOf(await scene.rush(scene.prepare(flows)), settings.workers)
}

/** The same with V8's profiler in every process: where the time goes, not how much it is. */
export async function profiledWalk(
  { flows, ...settings }: WalkSettings,
  keepIn?: string,
): Promise<ProfileFigures> {
  const folder = keepIn ?? mkdtempSync(join(tmpdir(), 'ecluse-profiles-'))
  try {
    const rush = await profiledRush({ flows, ...settings }, folder)
    const main = rush.usages.find(({ kind }) => kind === 'main')?.pid ?? 0
    return profileFigures(profilesIn(folder, rush), { main, invoices: rush.invoices })
  } finally {
    if (keepIn === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

/** Profiles are written when the service has ended. */
async function profiledRush({ flows, ...settings }: WalkSettings, folder: string): Promise<Rush> {
  const nodeOptions = `--cpu-prof --cpu-prof-dir=${folder}`
  await using scene = await Scene.open({ ...settings, nodeOptions })
  return await scene.rush(scene.prepare(flows))
}

export function figuresOf(rush: Rush, workers: number): WalkFigures {
  const { flows, invoices, seconds, bytes, usages } = rush
  const each = (figure: (usage: ProcessUsage) => number) =>
    byKind((kind) => sumOf(usages, kind, figure) / invoices)
  const total = (figure: (usage: ProcessUsage) => number) =>
    usages.reduce((sum, usage) => sum + figure(usage), 0) / invoices
  return {
    workers,
    flows,
    invoices,
    megabytes: bytes / 1e6,
    seconds,
    perSecond: invoices / seconds,
    coreMs: each((usage) => usage.cpuMs),
    threadMs: byKind((kind) => ({
      javascript: sumOf(usages, kind, ({ threads }) => threads.javascript) / invoices,
      pool: sumOf(usages, kind, ({ threads }) => threads.pool) / invoices,
      engine: sumOf(usages, kind, ({ threads }) => threads.engine) / invoices,
      inspection: sumOf(usages, kind, ({ threads }) => threads.inspection) / invoices,
    })),
    diskBytes: total((usage) => usage.diskBytes),
    writtenBytes: total((usage) => usage.writtenBytes),
    peakMb: byKind((kind) =>
      Math.max(0, ...usages.filter((usage) => usage.kind === kind).map(({ peakMb }) => peakMb)),
    ),
  }
}

function byKind<T>(of: (kind: ProcessKind) => T): Record<ProcessKind, T> {
  return Object.fromEntries(PROCESS_KINDS.map((kind) => [kind, of(kind)])) as Record<ProcessKind, T>
}
