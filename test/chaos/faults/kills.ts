import { setTimeout } from 'node:timers/promises'
import { signal } from '../processes.ts'
import type { RunningEcluse } from '../running-ecluse.ts'
import { always, type Fault } from './fault.ts'

/** A service that was just started is waited for so long. */
const PATIENCE_MS = 60_000
const LOOK_MS = 20

export const workerKilled: Fault = {
  without: always,
  async strike(scene, random) {
    const machine = random.pick(scene.machines)
    await untilAtWork(machine)
    const [worker, ...others] = random.shuffled(machine.workers())
    const isKilled = worker !== undefined && signal(worker.pid, 'SIGKILL')
    const second = others[0]
    if (isKilled && second !== undefined && random.next() < BOTH) signal(second.pid, 'SIGKILL')
    return isKilled
  },
}

/** How often a second worker is killed with the first. */
const BOTH = 0.2
/** How often a service is killed that may only be starting. */
const EARLY = 0.25

export const mainKilled: Fault = {
  without: always,
  async strike(scene, random) {
    const machine = random.pick(scene.machines)
    if (random.next() >= EARLY) await untilAtWork(machine)
    await setTimeout(random.between(0, 500))
    return untilDone(() => machine.killMain())
  },
}

export const everythingKilled: Fault = {
  without: always,
  async strike(scene, random) {
    const machine = random.pick(scene.machines)
    if (random.next() >= EARLY) await untilAtWork(machine)
    await setTimeout(random.between(0, 500))
    return untilDone(() => machine.killTree())
  },
}

export const redisKilled: Fault = {
  without: always,
  async strike(scene, random) {
    if (scene.isRedisPrivate()) {
      const [machine] = scene.machines
      await untilAtWork(machine)
      return untilDone(() => {
        const redis = machine.redis()
        return redis !== undefined && signal(redis.pid, 'SIGKILL')
      })
    }
    await scene.world.redis.down()
    await setTimeout(random.between(0, 1_500))
    await scene.world.redis.up()
    return true
  },
}

export const databaseKilled = databaseEnded('SIGKILL')
/** As `pg_ctl stop -m immediate` does. */
export const databaseStopped = databaseEnded('SIGQUIT')

function databaseEnded(by: 'SIGKILL' | 'SIGQUIT'): Fault {
  return {
    without: ({ world }) => (world.postgres === undefined ? 'the record is a file' : undefined),
    async strike({ world }, random) {
      await world.postgres?.server.down(by)
      await setTimeout(random.between(0, 2_000))
      await world.postgres?.server.up()
      return true
    },
  }
}

async function untilAtWork(machine: RunningEcluse): Promise<void> {
  await untilDone(() => machine.workers().length > 0)
}

async function untilDone(done: () => boolean): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS
  while (!done()) {
    if (performance.now() > until) return false
    await setTimeout(LOOK_MS)
  }
  return true
}
