import type { ChaosWorld } from '../chaos-world.ts'
import type { RunningEcluse } from '../running-ecluse.ts'
import type { Random } from '../stream/random.ts'

/** What faults happen to. */
export interface Scene {
  world: ChaosWorld
  /** The service, on each machine it runs on; one at least. */
  machines: readonly [RunningEcluse, ...RunningEcluse[]]
  /** Socket of the Redis the service works with now. */
  redis(): string
  /** The service has a Redis of its own now. */
  isRedisPrivate(): boolean
  /** Nobody waits half a minute for a lock to run out: it is taken away. */
  isHurried: boolean
}

/** Something that goes wrong. */
export interface Fault {
  /** Why it cannot happen here; `undefined` when it can. */
  without(scene: Scene): string | undefined
  /** Lets it happen; resolves once it is over. False when there was nothing it could happen to. */
  strike(scene: Scene, random: Random): Promise<boolean>
}

export const always = (): undefined => undefined

export const NO_MOUNTS = 'nothing can be mounted here'
