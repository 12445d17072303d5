import type { EntryDoor } from '../src/channels/endpoint.ts'
import { parse } from '../src/reception/flow-name.ts'
import type { Archive } from '../src/record/archive.ts'
import type { Ledger } from '../src/record/ledger.ts'
import { type Depositor, depositorEndpoint, type Settings } from '../src/settings.ts'
import type { Tally } from '../src/support/watch/tally.ts'
import type { Doors } from './doors.ts'
import { takeIn } from './intake.ts'
import { inWords, type Log } from './log.ts'
import type { Machine } from './machine.ts'
import type { Queues } from './queues.ts'

export interface IntakesTools {
  settings: Settings
  owner: string
  ledger: Ledger
  archive: Archive
  queues: Queues
  doors: Doors
  machine: Machine
  tally: Tally
  log: Log
}

export interface Intake extends AsyncDisposable {
  /** The doors this machine has open now. */
  doors(): readonly EntryDoor[]
  /** Endpoints of the depositors whose flows this machine should take in, and whose doors cannot be opened. */
  closed(): string[]
}

/**
 * Takes in the flows of each depositor that no other machine takes in, until disposed. One machine at a time has a
 * depositor; when it gives no sign of life any more, another takes the depositor over.
 */
export async function openIntake(tools: IntakesTools): Promise<Intake> {
  const { settings, machine } = tools
  const open = new Map<string, OpenDoor>()
  const closed = new Set<string>()
  const loops = new Set<Promise<void>>()
  const shut = async (name: string) => {
    await open.get(name)?.door[Symbol.asyncDispose]()
    open.delete(name)
  }
  const follow = async (mine: ReadonlySet<string>) => {
    for (const depositor of settings.depositors) {
      const name = dutyOf(depositor)
      if (!mine.has(name)) {
        closed.delete(depositorEndpoint(depositor).id)
        await shut(name)
      } else if (!open.has(name)) {
        const opened = await openDoor(depositor, tools)
        if (opened === undefined) closed.add(depositorEndpoint(depositor).id)
        else closed.delete(depositorEndpoint(depositor).id)
        if (opened === undefined) continue
        open.set(name, opened)
        loops.add(opened.loop)
        void opened.loop.then(() => loops.delete(opened.loop))
      }
    }
  }
  await machine.want(settings.depositors.map(dutyOf), follow)
  return {
    doors: () => [...open.values()].map(({ door }) => door),
    closed: () => [...closed],
    async [Symbol.asyncDispose]() {
      await machine.tellNoMore()
      for (const name of open.keys()) await shut(name)
      await Promise.all(loops)
      await machine.leave()
    },
  }
}

interface OpenDoor {
  door: EntryDoor
  /** Ends once the door is closed and what was under way is done. */
  loop: Promise<void>
}

function dutyOf({ application }: Depositor): string {
  return `intake:${application}`
}

/** `undefined` when it cannot be opened now; told, and tried again at the next sign of life. */
async function openDoor(depositor: Depositor, tools: IntakesTools): Promise<OpenDoor | undefined> {
  const { settings, ledger, machine, owner, log } = tools
  const { application } = depositor
  const duty = { name: dutyOf(depositor), owner }
  try {
    const door = await tools.doors.entryOf(depositor, ledger.dropTokens(application, duty))
    const of = { depositor: application, duty, isOurs: () => machine.has(duty.name) }
    const intake = { ...tools, batch: settings.intake.batch, flowIdentifierIn }
    return { door, loop: takeIn(door, of, intake) }
  } catch (error) {
    log.error({ depositor: application, error: inWords(error) }, 'folder cannot be opened')
    return undefined
  }
}

function flowIdentifierIn(name: string): string | undefined {
  return parse(name)?.identifier
}
