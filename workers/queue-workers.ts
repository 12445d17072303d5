import { setTimeout } from 'node:timers/promises'
import { DelayedError, type Job, Worker } from 'bullmq'
import { inWords, type Log } from './log.ts'
import { DELIVERIES, FLOWS, type FlowJob, type LaneJob, patient, SLICES, type SliceJob } from './queues.ts'
import type { RedisAt } from './redis.ts'

/** How long a job is its worker's without a sign of life: longer than the longest document keeps a processor busy. */
const LOCK_MS = 30_000
const STALLED_CHECK_MS = 2_000
/** Never reached: what a job that crashes its process deserves is decided in `FlowAttempt.beginAlone`. */
const STALLS = 1_000_000

export interface WorkerSettings {
  at: RedisAt
  prefix: string
  /** Jobs under way at once. */
  concurrency: number
  /** Tells whose a job is. */
  name: string
}

/** One try at a run. */
export interface FlowAttempt {
  flow: number
  run: number
  /** No other try follows a failure of this one. */
  isLast: boolean
  /** Failures, of whatever kind, after which there is no other try. */
  tries: number
  /** Times it was put off since our house was ill. */
  putOffs: number
  /** It was begun before in a process that never ended it: it may be what ended the process. */
  isSuspect: boolean
  /** Times it was begun alone and neither ended, nor failed, nor was put off: its process was gone. */
  alone: number
  /** Remembers, before it is begun alone, that it was. */
  beginAlone(): Promise<void>
}

/** One try at a slice of a run. */
export interface SliceAttempt extends FlowAttempt {
  slice: number
}

/** Done, or to be begun again in this many milliseconds; that is no failed try. */
export type FlowTurn = 'done' | { againInMs: number; isHouseIll?: boolean }

/** Works on flows until disposed, which waits for those under way. An error from `work` is a failed try. */
export function workOnFlows(
  settings: WorkerSettings,
  log: Log,
  work: (attempt: FlowAttempt) => Promise<FlowTurn>,
): AsyncDisposable {
  return workOnRuns<FlowJob>(FLOWS, { settings, log }, (job) => work(attemptOf(job)))
}

/** Works on slices of flows, as `workOnFlows` does on flows. */
export function workOnSlices(
  settings: WorkerSettings,
  log: Log,
  work: (attempt: SliceAttempt) => Promise<FlowTurn>,
): AsyncDisposable {
  return workOnRuns<SliceJob>(SLICES, { settings, log }, (job) =>
    work({ ...attemptOf(job), slice: job.data.slice }),
  )
}

function workOnRuns<J extends FlowJob>(
  queue: string,
  { settings, log }: { settings: WorkerSettings; log: Log },
  work: (job: Job<J>) => Promise<FlowTurn>,
): AsyncDisposable {
  const underWay = new UnderWay()
  const worker = new Worker<J>(
    queue,
    async (job, token) => {
      const begun = job.data
      const turn = await underWay.with(work(job)).catch(async (error: unknown) => {
        if (job.data.alone !== begun.alone) await job.updateData(begun)
        throw error
      })
      if (turn === 'done') return
      const { waits = 0, putOffs = 0 } = begun
      await job.updateData({
        ...begun,
        waits: waits + 1,
        putOffs: putOffs + Number(turn.isHouseIll === true),
      })
      await delay(job, Date.now() + turn.againInMs, token)
    },
    optionsOf(settings),
  )
  return closing(worker, underWay, log)
}

/**
 * Drains lanes until disposed, which waits for those under way. `drain` says when the lane is to be drained next (ms of
 * the clock), when that is known; until then a wake changes nothing. It must not reject.
 */
export function workOnLanes(
  settings: WorkerSettings,
  log: Log,
  drain: (endpoint: string) => Promise<number | undefined>,
): AsyncDisposable {
  const underWay = new UnderWay()
  const worker = new Worker<LaneJob>(
    DELIVERIES,
    async (job, token) => {
      const next = await underWay.with(drain(job.data.endpoint))
      if (next !== undefined) await delay(job, next, token)
    },
    optionsOf(settings),
  )
  return closing(worker, underWay, log)
}

function attemptOf(job: Job<FlowJob>): FlowAttempt {
  const { flowId, run, waits = 0, putOffs = 0, alone = 0 } = job.data
  const tries = job.opts.attempts ?? 1
  const begunBefore = job.attemptsStarted - 1
  return {
    flow: flowId,
    run,
    isLast: job.attemptsMade + 1 >= tries,
    tries,
    putOffs,
    isSuspect: begunBefore > job.attemptsMade + waits,
    alone,
    beginAlone: () => job.updateData({ ...job.data, alone: alone + 1 }),
  }
}

async function delay(job: Job, until: number, token: string | undefined): Promise<never> {
  await job.moveToDelayed(until, token)
  throw new DelayedError()
}

function optionsOf(settings: WorkerSettings) {
  return {
    connection: patient(settings.at),
    prefix: settings.prefix,
    concurrency: settings.concurrency,
    name: settings.name,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: STALLS,
  }
}

/** A connection that is about to be tried again when it is closed never says that it is: it is waited for no longer. */
const CLOSE_MS = 5_000

function closing(worker: Worker, underWay: UnderWay, log: Log): AsyncDisposable {
  worker.on('error', (error) => log.debug({ error: inWords(error) }, 'queue worker'))
  worker.on('stalled', (job) => log.warn({ job }, 'a worker stopped in the middle of a job'))
  return {
    async [Symbol.asyncDispose]() {
      const isClosed = new AbortController()
      const closed = worker.close().finally(() => isClosed.abort())
      const patience = underWay
        .ended()
        .then(() => setTimeout(CLOSE_MS, undefined, { signal: isClosed.signal }))
      await Promise.race([closed, patience.catch(() => closed)])
    },
  }
}

/** Work that was begun and has not ended. */
class UnderWay {
  readonly #works = new Set<Promise<unknown>>()

  async with<T>(work: Promise<T>): Promise<T> {
    this.#works.add(work)
    try {
      return await work
    } finally {
      this.#works.delete(work)
    }
  }

  async ended(): Promise<void> {
    while (this.#works.size > 0) await Promise.allSettled(this.#works)
  }
}
