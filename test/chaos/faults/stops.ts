import { setTimeout } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { asked } from '../given-redis.ts'
import { signal } from '../processes.ts'
import { always, type Fault } from './fault.ts'

/** Longer than a job stays its worker's without a sign of life, and than a lane stays leased. */
const PAST_LEASE_MS = 36_000
/** Once a lock is gone, a job is given to another within this time. */
const GIVEN_AWAY_MS = 12_000

/** A worker's clock stands still until what it was at is another's; then it goes on where it was. */
export const workerStopped: Fault = {
  without: always,
  async strike(scene, random) {
    const [worker] = random.shuffled(random.pick(scene.machines).workers())
    if (worker === undefined || !signal(worker.pid, 'SIGSTOP')) return false
    if (scene.isHurried) await asked(scene.redis(), takeLocks)
    await setTimeout(scene.isHurried ? GIVEN_AWAY_MS : PAST_LEASE_MS)
    signal(worker.pid, 'SIGCONT')
    return true
  },
}

/** The main process stands still for a while, and goes on; where there are others, they have its duties by then. */
export const mainStopped: Fault = {
  without: always,
  async strike({ machines, isHurried }, random) {
    const { pid } = random.pick(machines)
    if (pid === undefined || !signal(pid, 'SIGSTOP')) return false
    await setTimeout(machines.length > 1 && !isHurried ? PAST_LEASE_MS : random.between(300, 6_000))
    signal(pid, 'SIGCONT')
    return true
  },
}

export const restarted: Fault = {
  without: always,
  async strike({ machines }, random) {
    await random.pick(machines).restart()
    return true
  },
}

/** As if every lock had run out: those who live renew theirs, those who stand still do not. */
async function takeLocks(client: Redis): Promise<void> {
  const locks = await client.keys('*:lock')
  if (locks.length > 0) await client.del(...locks)
}
