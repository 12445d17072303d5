import type { FaultName } from './faults/faults.ts'
import type { Walls } from './namespaces.ts'

export type RecordKind = 'sqlite' | 'postgres'

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
  /** The faults that may happen. */
  only: readonly FaultName[]
  isHurried: boolean
  walls: Walls
  /** Where the world is made. */
  within: string
  /** It stays, even when nothing is wrong. */
  isKept: boolean
  /** What is told on the way, a line at a time. */
  say(line: string): void
}
