import { setTimeout } from 'node:timers/promises'
import type { Beside, ExitDoor } from '../src/channels/endpoint.ts'
import type { Archive } from '../src/record/archive.ts'
import type { Lane, Ledger } from '../src/record/ledger.ts'
import type { Tally } from '../src/support/watch/tally.ts'
import { backoff } from './backoff.ts'
import type { HouseLog } from './house-log.ts'
import { houseTroubleIn } from './house-trouble.ts'
import { KeptLease } from './kept-lease.ts'
import { deliverBatch } from './lane-batch.ts'
import { inWords, type Log } from './log.ts'

export interface DeliveryTools {
  ledger: Ledger
  archive: Archive
  /** Where the documents of this endpoint go out; `undefined` when the configuration has no such endpoint. */
  exitOf(endpoint: string): ExitDoor | undefined
  /** Who leases lanes. */
  owner: string
  /** How long a lane stays leased without a sign of life. */
  leaseMs: number
  settings: { backoffMs: number; backoffMaxMs: number; batch: number }
  /** Once aborted, a drain ends after the batch it is at, and none begins. */
  stop: AbortSignal
  /** A document of this endpoint is to be tried again at this time (ms of the clock). */
  wakeAt(endpoint: string, time: number): void
  house: HouseLog
  tally: Tally
  log: Log
}

/** A lane of a service that stands still is another's after this; a batch that takes longer is renewed meanwhile. */
export const LEASE_MS = 30_000
/** A lane drained so lately is a busy one: what comes for it within `GATHER_MS` leaves together, and shares its syncs. */
const BUSY_MS = 100
const GATHER_MS = 15
const HOUSE_BACKOFF = { backoffMs: 1_000, backoffMaxMs: 30_000 }

/**
 * Drains lanes, never one twice at once: a lease keeps other services away, not this one's own jobs, and a queue that
 * lost what it had hands out a second job for a lane that is being drained. That one ends at once, and the drain under
 * way looks again before it ends. Gives the time (ms of the clock) before which trying again is useless; `undefined`
 * when the lane is empty, held back or in other hands. Never rejects: trouble is kept in the record.
 */
export function drainingLanes(tools: DeliveryTools): (endpoint: string) => Promise<number | undefined> {
  /** Those being drained, and whether they were asked for again meanwhile. */
  const draining = new Map<string, boolean>()
  const drainedAt = new Map<string, number>()
  const drainLane = sparingTheHouse(tools)
  return async (endpoint) => {
    if (draining.has(endpoint)) {
      draining.set(endpoint, true)
      return undefined
    }
    draining.set(endpoint, false)
    try {
      for (let askedAgain = false; ; askedAgain = true) {
        if (performance.now() - (drainedAt.get(endpoint) ?? Number.NEGATIVE_INFINITY) < BUSY_MS) {
          await setTimeout(GATHER_MS)
        }
        draining.set(endpoint, false)
        const next = await drainLane(endpoint)
        // The job that would wait until then may be the one that was lost.
        if (next !== undefined && (askedAgain || draining.get(endpoint))) tools.wakeAt(endpoint, next)
        if (next !== undefined || !draining.get(endpoint)) return next
      }
    } finally {
      draining.delete(endpoint)
      drainedAt.set(endpoint, performance.now())
    }
  }
}

/**
 * Trouble of the house is no failed try of an endpoint: nothing is written about it, and lanes wait longer and longer.
 * The lease is left as it is: what the record did last is not known, and whoever takes the lane next looks for leftovers.
 */
function sparingTheHouse(tools: DeliveryTools): (endpoint: string) => Promise<number | undefined> {
  let failed = 0
  return async (endpoint) => {
    try {
      const next = await drainLane(endpoint, tools)
      failed = 0
      tools.house.well(['database', 'disk'])
      return next
    } catch (error) {
      const part = houseTroubleIn(error)
      if (part === undefined) tools.log.error({ endpoint, error: inWords(error) }, 'lane cannot be worked on')
      else tools.house.tell(part, error)
      failed += 1
      return Date.now() + backoff(failed - 1, HOUSE_BACKOFF)
    }
  }
}

async function drainLane(endpoint: string, tools: DeliveryTools): Promise<number | undefined> {
  const { ledger, owner, leaseMs, stop } = tools
  if (stop.aborted) return Date.now()
  const lane = await ledger.claimLane(endpoint, owner, leaseMs)
  if (lane === 'held') return undefined
  if (lane === 'taken') return Date.now() + leaseMs / 4
  const notBefore = lane.nextAt === undefined ? 0 : Date.parse(lane.nextAt)
  const next = notBefore > Date.now() ? notBefore : await drain(lane, tools)
  await ledger.releaseLane(lane.lease)
  return next
}

async function drain(lane: Lane, tools: DeliveryTools): Promise<number | undefined> {
  const { ledger, settings, log } = tools
  const { endpoint } = lane.lease
  using kept = new KeptLease(lane.lease, tools)
  try {
    const exit = exitOf(endpoint, tools)
    if (lane.isAsked) exit.tryNow()
    if (lane.isLeftOpen) await tidy(lane, exit, ledger)
    for (;;) {
      const documents = await ledger.pendingDocuments(endpoint, settings.batch)
      if (documents.length === 0) break
      const state = await deliverBatch({ kept, exit, documents }, tools)
      if (state === 'held') return undefined
      if (state === 'lost') return Date.now() + tools.leaseMs / 4
      if (tools.stop.aborted) return Date.now()
    }
  } catch (error) {
    if (!(error instanceof EndpointTrouble) && houseTroubleIn(error) !== undefined) throw error
    const next = Date.now() + backoff(lane.tries, settings)
    log.warn({ endpoint, tries: lane.tries + 1, error: inWords(error) }, 'endpoint takes nothing')
    await ledger.laneFailed(lane.lease, { error: inWords(error), nextAt: new Date(next).toISOString() })
    return next
  }
  const due = await ledger.nextDue(endpoint)
  if (due !== undefined) tools.wakeAt(endpoint, Date.parse(due))
  return undefined
}

/** Removes what others left beside names and nobody will name. */
async function tidy({ lease }: Lane, exit: ExitDoor, ledger: Ledger): Promise<void> {
  const hidden = await exit.beside()
  if (hidden.length > 0) await exit.discard(await ledger.strays(lease, hidden))
}

/** Whatever an endpoint's exit throws is the endpoint's: a full disk there is not ours. */
class EndpointTrouble extends Error {
  constructor(cause: unknown) {
    super(inWords(cause), { cause })
    this.name = 'EndpointTrouble'
  }
}

function exitOf(endpoint: string, tools: DeliveryTools): ExitDoor {
  const exit = tools.exitOf(endpoint)
  if (exit === undefined) {
    throw new EndpointTrouble(new Error(`La configuration ne connaît pas la destination ${endpoint}.`))
  }
  const of = <P extends unknown[], T>(ask: (...what: P) => Promise<T>) => {
    return (...what: P) =>
      ask(...what).catch((cause: unknown) => {
        throw new EndpointTrouble(cause)
      })
  }
  return {
    place: of(() => exit.place()),
    stage: of((parcels) => exit.stage(parcels)),
    release: of((place, staged) => exit.release(place, staged)),
    beside: of(() => exit.beside()),
    discard: of((hidden: readonly Beside[]) =>
      hidden.length === 0 ? Promise.resolve() : exit.discard(hidden),
    ),
    tryNow: () => exit.tryNow(),
  }
}
