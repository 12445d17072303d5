import { setTimeout } from 'node:timers/promises'
import type { Fault, Scene } from './fault.ts'

const without = ({ world }: Scene) => (world.far === undefined ? 'there is no SFTP server' : undefined)
/** Some land in a greeting, some in the middle of a file. */
const MOST_BYTES = 120_000
const UP_MS = 15_000
/** A cut that nothing comes to meet is taken back. */
const CUT_WAIT_MS = 4_000

/** Cut in the middle of what goes over it. */
export const farCut: Fault = {
  without,
  async strike({ world }, random) {
    const way = random.pick<'up' | 'down'>(['up', 'up', 'down'])
    world.far?.proxy.cutAfter(way, random.between(0, way === 'up' ? MOST_BYTES : MOST_BYTES / 20))
    await setTimeout(CUT_WAIT_MS)
    world.far?.proxy.spare()
    return true
  },
}

/** First it says nothing more, then it takes no connection. */
export const farAway: Fault = {
  without,
  async strike({ world }, random) {
    world.far?.proxy.silence()
    await setTimeout(random.between(100, 2_000))
    world.far?.proxy.refuse(true)
    await setTimeout(random.between(100, 2_000))
    world.far?.proxy.refuse(false)
    return true
  },
}

/** The server and what it was at are killed. */
export const farKilled: Fault = {
  without,
  async strike({ world }, random) {
    await world.far?.sshd.down()
    await setTimeout(random.between(0, 1_000))
    // One that takes connections and says nothing is waited for no longer: the service has to live with it too.
    await Promise.race([world.far?.sshd.up(), setTimeout(UP_MS)])
    return true
  },
}
