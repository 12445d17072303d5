import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { type Found, signal } from './processes.ts'
import type { RecordView } from './record-view.ts'

const LOOK_MS = 15
/** What is begun is left so long before it crashes. */
const GRACE_MS = 50
/** How often the record is asked whether it is over. */
const ASK_MS = 300

export interface Hunt {
  view: RecordView
  workers(): Found[]
  /** Of the Redis the service works with, reached over TCP. */
  port: number
}

/**
 * Makes a flow of this name a document that crashes whatever works on it: each worker process that is at it is killed,
 * until the flow is settled or blocked. Gives the number of crashes.
 */
export async function crashEachTime(name: string, hunt: Hunt, stop: AbortSignal): Promise<number> {
  let flow: number | undefined
  while (flow === undefined) {
    if (stop.aborted) return 0
    await setTimeout(LOOK_MS)
    flow = await hunt.view.unsettled(name)
  }
  const client = new Redis({
    port: hunt.port,
    host: '127.0.0.1',
    maxRetriesPerRequest: 0,
    retryStrategy: () => 50,
  })
  client.on('error', () => undefined) // it is being killed all the time
  try {
    const job = `${await prefixOf(hunt)}:flows:flow-${flow}-run-0`
    return await crash({ name, job, client, hunt }, stop)
  } finally {
    client.disconnect()
  }
}

interface Prey {
  name: string
  /** Key of its job. */
  job: string
  client: Redis
  hunt: Hunt
}

async function crash(prey: Prey, stop: AbortSignal): Promise<number> {
  let crashes = 0
  let last: Begun | undefined
  for (let askedAt = performance.now(); !stop.aborted; await setTimeout(LOOK_MS)) {
    const begun = await begunAt(prey)
    if (begun !== undefined && isBegun(begun, last)) {
      await setTimeout(GRACE_MS)
      if ((await begunAt(prey))?.holder === begun.holder && (await killed(begun.holder, prey))) {
        crashes += 1
        last = begun
      }
    }
    if (performance.now() - askedAt < ASK_MS) continue
    if (await isOver(prey)) return crashes
    askedAt = performance.now()
  }
  return crashes
}

/** Where a job is that a worker holds. */
interface Begun {
  /** Name of the worker. */
  holder: string
  /** Times a worker took it. */
  taken: number
  /** Times it was begun alone. */
  alone: number
}

/** A worker that holds it may be at others first, whom the crash would be laid to. */
function isBegun({ taken, alone }: Begun, last: Begun | undefined): boolean {
  const isFresh = alone === 0 && taken === 1 // the first time, or Redis has forgotten the others
  return isFresh || alone > (last?.alone ?? 0)
}

/** A record that does not answer has not settled it. */
async function isOver({ name, hunt }: Prey): Promise<boolean> {
  return (await hunt.view.unsettled(name)) === undefined && (await hunt.view.pending()) !== undefined
}

async function prefixOf({ view }: Hunt): Promise<string> {
  for (;;) {
    const prefix = await view.prefix()
    if (prefix !== undefined) return prefix
    await setTimeout(LOOK_MS)
  }
}

/** `undefined` while no worker holds it, or Redis is away. */
async function begunAt({ job, client }: Prey): Promise<Begun | undefined> {
  try {
    const [isHeld, [holder, taken, data]] = await Promise.all([
      client.exists(`${job}:lock`),
      client.hmget(job, 'pb', 'ats', 'data'),
    ])
    if (isHeld === 0 || !holder || !data) return undefined
    const { alone = 0 } = JSON.parse(data) as { alone?: number }
    return { holder, taken: Number(taken ?? 0), alone }
  } catch {
    return undefined // it is asked again
  }
}

/** The worker's connection to Redis bears its name; the process is the one that has the other end of it. */
async function killed(name: string, { client, hunt }: Prey): Promise<boolean> {
  const list = (await client.client('LIST').catch(() => '')) as string
  const line = list.split('\n').find((each) => each.includes(`:w:${name} `))
  const port = Number(/ addr=127\.0\.0\.1:(\d+) /.exec(line ?? '')?.[1])
  const socket = socketAt(port, hunt.port)
  const worker = hunt.workers().find(({ pid }) => socket !== undefined && holds(pid, socket))
  return worker !== undefined && signal(worker.pid, 'SIGKILL')
}

/** The socket of this machine from this port to that. */
function socketAt(near: number, far: number): string | undefined {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
  const from = new RegExp(`^ *\\d+: [0-9A-F]+:${hex(near)} [0-9A-F]+:${hex(far)} `)
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .find((each) => from.test(each))
  const inode = line?.trim().split(/\s+/)[9]
  return inode === undefined ? undefined : `socket:[${inode}]`
}

function holds(pid: number, socket: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((each) => readlinkSync(`/proc/${pid}/fd/${each}`) === socket)
  } catch {
    return false // it has ended, or closed what was looked at
  }
}
