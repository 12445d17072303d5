import type { MixFigure } from '../load/mix-figures.ts'
import type { FlatFigures } from '../parts/flat.ts'
import type { HistoryFigure } from '../parts/history.ts'
import type { LargeFigure } from '../parts/large.ts'
import type { LatencyFigures } from '../parts/latency.ts'
import type { PureFigures } from '../parts/pure.ts'
import type { SyncFigures } from '../parts/syncs.ts'
import type { ValidateOnly } from '../parts/validate-only.ts'
import type { WalkFigures } from '../parts/walk.ts'
import type { ProfileFigures } from '../profile/figures.ts'
import type { Machine } from './machine.ts'

/** All that one run of the benchmark found; what was not measured is absent. */
export interface Results {
  /** ISO 8601 UTC. */
  takenAt: string
  /** The commit that was measured, with a `+` when the checkout had other changes. */
  commit: string
  machine: Machine
  mix: MixFigure[]
  validateOnly?: ValidateOnly
  pure?: PureFigures
  /** One for each number of workers, the last being the one the other parts are measured with. */
  walks?: WalkFigures[]
  profile?: ProfileFigures
  syncs?: SyncFigures
  latency?: LatencyFigures
  large?: LargeFigure[]
  flat?: FlatFigures
  history?: HistoryFigure[]
}

/** The walk at the largest number of workers. */
export function fullWalk({ walks = [] }: Results): WalkFigures | undefined {
  return walks.toSorted((a, b) => a.workers - b.workers).at(-1)
}
