import { Random } from '../stream/random.ts'
import { FAULT_NAMES, FAULTS, type FaultName } from './faults.ts'

/** A fault to come. */
export interface Due {
  name: FaultName
  /** Once so many deposits were dropped … */
  after: number
  /** … and so many milliseconds have passed. */
  delayMs: number
}

export interface FaultPlanSettings {
  seed: number
  flows: number
  /** How many kills. */
  kills: number
  /** How many faults that kill nobody. */
  others: number
  /** Those that can happen. */
  possible: readonly FaultName[]
}

const MOST_DELAY_MS = 400

/** Every fault that can happen, at least once where there are enough, at moments from the seed; in their order. */
export function faultPlan(settings: FaultPlanSettings): Due[] {
  const random = new Random(settings.seed).of('faults')
  const isPossible = (name: FaultName) => settings.possible.includes(name)
  const kills = FAULT_NAMES.filter((name) => FAULTS[name].isKill && isPossible(name))
  const others = FAULT_NAMES.filter((name) => !FAULTS[name].isKill && isPossible(name))
  return [...drawn(kills, settings.kills, random), ...drawn(others, settings.others, random)]
    .map((name) => ({
      name,
      after: random.between(1, settings.flows),
      delayMs: random.between(0, MOST_DELAY_MS),
    }))
    .toSorted((one, other) => one.after - other.after)
}

function drawn(names: readonly FaultName[], count: number, random: Random): FaultName[] {
  if (names.length === 0) return []
  const weights = Object.fromEntries(names.map((name) => [name, FAULTS[name].weight]))
  const each = random.shuffled(names).slice(0, count)
  const more = Array.from({ length: count - each.length }, () => random.weighted(weights) as FaultName)
  return [...each, ...more]
}
