import { renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Disks } from '../chaos-world.ts'
import type { Lockable, SmallDisk } from '../disks.ts'
import { RECIPIENTS } from '../stream/parties.ts'
import { always, type Fault, NO_MOUNTS } from './fault.ts'

const LEAST_MS = 300
const MOST_MS = 4_000

/** There is no room left on it. */
export function full(which: 'data' | 'recipient'): Fault {
  return onDisk<SmallDisk>(which, {
    break: (disk) => disk.fill(),
    mend: (disk) => disk.empty(),
  })
}

/** Nobody may write to it. */
export function readOnly(which: 'pivots' | 'reports' | 'door' | 'archive'): Fault {
  return onDisk<Lockable>(which, {
    break: (folder) => folder.lock(),
    mend: (folder) => folder.unlock(),
  })
}

interface Handling<D> {
  break: (disk: D) => Promise<boolean>
  mend: (disk: D) => void | Promise<void>
}

function onDisk<D extends SmallDisk | Lockable>(which: keyof Disks, handling: Handling<D>): Fault {
  return {
    without: ({ world }) => (world.disks[which] === undefined ? NO_MOUNTS : undefined),
    async strike({ world }, random) {
      const disk = world.disks[which] as D | undefined
      if (disk === undefined || !(await handling.break(disk))) return false
      await setTimeout(random.between(LEAST_MS, MOST_MS))
      await handling.mend(disk)
      return true
    },
  }
}

/** The recipient's folder is not where it should be, as when a share is away. */
export const recipientGone: Fault = {
  without: always,
  async strike({ world }, random) {
    const folder = dirname(world.recipient(RECIPIENTS.keeps.application))
    renameSync(folder, `${folder}.away`)
    await setTimeout(random.between(LEAST_MS, MOST_MS))
    renameSync(`${folder}.away`, folder)
    return true
  },
}
