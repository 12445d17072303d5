import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { CampaignSettings } from './campaign-settings.ts'
import { ChaosWorld } from './chaos-world.ts'
import { type Judgement, judge } from './checker/check.ts'
import { Course, environmentOf } from './course.ts'
import type { FaultName } from './faults/faults.ts'
import { type OwnEnd, RunningEcluse } from './running-ecluse.ts'
import type { Struck } from './striking.ts'

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
  const env = environmentOf(world, settings.redis !== 'private')
  await using opened = new AsyncDisposableStack()
  const [first, ...others] = world.data.map((data, index) => {
    const log = join(world.folder, index === 0 ? 'service.log' : `service-${index + 1}.log`)
    return opened.use(new RunningEcluse({ data, config: world.config, log, env }))
  })
  if (first === undefined) throw new Error('the service is to run on one machine at least')
  const course = new Course(settings, world, [first, ...others])
  const gaveUp = await course.run()
  const exits = await Promise.all([first, ...others].map((machine) => machine.stop()))
  await world.settle()
  const judgement = await judge(world.folder)
  const { struck, leftOut, crashes, starts, ownEnds, notEnded } = course
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
