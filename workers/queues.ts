import { once } from 'node:events'
import { type ConnectionOptions, type Job, Queue } from 'bullmq'
import { Redis } from 'ioredis'
import type { RunOfFlow } from '../src/record/ledger.ts'
import { slices as inSlices } from '../src/record/statement-slices.ts'
import type { QueueFigure } from '../src/support/watch/house-figures.ts'
import { inWords, type Log } from './log.ts'
import type { RedisAt } from './redis.ts'
import { NoRedis } from './redis-program.ts'
import { queueFigures } from './watch/queue-figures.ts'

/** A run to be made: an identity, never a document. */
export interface FlowJob {
  flowId: number
  run: number
  /** Times it was put off: for an earlier flow, or since our house was ill. */
  waits?: number
  /** Those for our house. */
  putOffs?: number
  /** Times it was begun alone in a process that died of it, since it once was among others in one that died. */
  alone?: number
}

/** A part of a run. */
export interface SliceJob extends FlowJob {
  slice: number
}

/** An endpoint that has something to send. */
export interface LaneJob {
  endpoint: string
}

export interface QueueSettings {
  at: RedisAt
  /** Keys begin with it: the record's own, so that two records may share a server. */
  prefix: string
  flows: { attempts: number; backoffMs: number }
}

export const FLOWS = 'flows'
export const SLICES = 'slices'
export const DELIVERIES = 'deliveries'

/** The prefix of the queues that carry the work of this record. */
export function prefixOf(recordId: string): string {
  return `ecluse-${recordId.slice(0, 8)}`
}

/** `isBulk`: its jobs wait behind all that are not. */
export type RunToQueue = RunOfFlow & { isBulk?: boolean }

/** Jobs without a priority go before those that have one. */
const BEHIND = { priority: 1 }

/** Puts work in the queues. Each call fails at once while Redis is away: the sweep makes up for it. */
export interface Queues extends AsyncDisposable {
  /** One job a run; a run that has its job already gets no second one. */
  queueFlows(runs: readonly RunToQueue[]): Promise<void>
  /** One job a slice; one that has its job already gets no second one. */
  queueSlices(of: RunToQueue, slices: readonly { slice: number }[]): Promise<void>
  /** A run that waits for its slices need wait no longer. */
  hasten(of: RunOfFlow): Promise<void>
  /** The lanes of these endpoints will be drained after this, once more when they are being drained now. */
  wakeLanes(endpoints: Iterable<string>): Promise<void>
  /** The same, now, also where a failed try is waited over. */
  hastenLanes(endpoints: readonly string[]): Promise<void>
  /** Those of these runs that have no job: neither waiting, nor delayed, nor being worked on. */
  runsWithoutJob<R extends RunOfFlow>(runs: readonly R[]): Promise<R[]>
  /** Jobs a dead worker, or all workers of a dead machine, were at go to others soon, not when their locks run out. */
  releaseJobsOf(worker: string): Promise<void>
  /** Marks the queues as filled; true when they were not marked: Redis is new, or lost what it had. */
  markFilled(): Promise<boolean>
  /** What waits in each queue. */
  figures(): Promise<QueueFigure[]>
  /** Resolves when Redis answers. */
  ping(): Promise<void>
}

/** How long Redis may take to answer when the queues are opened, in ms. */
const ANSWER_MS = 10_000

/** @throws NoRedis when it does not answer; nothing then stays open. */
export async function openQueues(settings: QueueSettings, log: Log): Promise<Queues> {
  const client = failingFast(settings.at)
  client.on('error', (error) => log.debug({ error: inWords(error) }, 'redis is away'))
  try {
    await once(client, 'ready', { signal: AbortSignal.timeout(ANSWER_MS) })
    return await openOn(client, settings, log)
  } catch (cause) {
    client.disconnect()
    throw noAnswer(settings.at, cause)
  }
}

async function openOn(client: Redis, settings: QueueSettings, log: Log): Promise<Queues> {
  const base = { connection: client, prefix: settings.prefix }
  const flows = new Queue<FlowJob>(FLOWS, { ...base, defaultJobOptions: flowOptions(settings.flows) })
  const slices = new Queue<SliceJob>(SLICES, { ...base, defaultJobOptions: flowOptions(settings.flows) })
  const lanes = new Queue<LaneJob>(DELIVERIES, { ...base, defaultJobOptions: ONCE })
  for (const queue of [flows, slices, lanes]) {
    queue.on('error', (error) => log.debug({ error: inWords(error) }, 'queue'))
  }
  await Promise.all([flows, slices, lanes].map((queue) => queue.waitUntilReady()))
  return queuesOn(client, { flows, slices, lanes })
}

interface AllQueues {
  flows: Queue<FlowJob>
  slices: Queue<SliceJob>
  lanes: Queue<LaneJob>
}

function queuesOn(client: Redis, { flows, slices, lanes }: AllQueues): Queues {
  return {
    async queueFlows(runs) {
      for (const some of inSlices(runs, 500)) await flows.addBulk(some.map(jobOf))
    },
    async queueSlices(of, parts) {
      await slices.addBulk(parts.map(({ slice }) => sliceJobOf(of, slice)))
    },
    async hasten(of) {
      const job = await flows.getJob(jobIdOf(of))
      if (job !== undefined && (await job.isDelayed())) await job.promote()
    },
    async wakeLanes(endpoints) {
      const jobs = [...new Set(endpoints)].map((endpoint) => ({
        name: 'drain',
        data: { endpoint },
        opts: { deduplication: { id: endpoint, keepLastIfActive: true } },
      }))
      if (jobs.length > 0) await lanes.addBulk(jobs)
    },
    async hastenLanes(endpoints) {
      await this.wakeLanes(endpoints)
      for (const endpoint of endpoints) {
        const id = await lanes.getDeduplicationJobId(endpoint)
        const job = id === null ? undefined : await lanes.getJob(id)
        if (job !== undefined && (await job.isDelayed())) await job.promote()
      }
    },
    async runsWithoutJob(runs) {
      if (runs.length === 0) return []
      const keys = runs.map((run) => flows.toKey(jobIdOf(run)))
      if ((await client.exists(...keys)) === keys.length) return []
      const found = await existing(client, keys)
      return runs.filter((_, index) => found[index] !== true)
    },
    async releaseJobsOf(worker) {
      for (const queue of [flows, slices, lanes]) {
        const active: (Job | undefined)[] = await queue.getActive()
        const jobs = active.flatMap((job) => (job?.id !== undefined && isAt(worker, job) ? [job.id] : []))
        if (jobs.length === 0) continue
        await client.del(...jobs.map((id) => lockOf(queue, id)))
        await client.sadd(queue.toKey('stalled'), ...jobs)
      }
    },
    markFilled: async () => (await client.setnx(flows.toKey('filled'), '1')) === 1,
    figures: () => queueFigures([flows, slices, lanes]),
    async ping() {
      await client.ping()
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([flows, slices, lanes].map((queue) => queue.close()))
      client.disconnect()
    },
  }
}

async function existing(client: Redis, keys: readonly string[]): Promise<boolean[]> {
  const pipeline = client.pipeline()
  for (const key of keys) pipeline.exists(key)
  const answers = (await pipeline.exec()) ?? []
  return answers.map(([error, count]) => {
    if (error !== null) throw error
    return count === 1
  })
}

/** The name of a worker on a machine. */
export function workerOn(owner: string, worker: string): string {
  return `${owner}/${worker}`
}

function isAt(worker: string, { processedBy: by }: Job): boolean {
  return by === worker || (by?.startsWith(workerOn(worker, '')) ?? false)
}

/** A job marked as stalled whose lock is gone goes to others at the next look: that of a process known to be dead need not run out first. */
function lockOf(queue: Pick<Queue, 'toKey'>, id: string): string {
  return `${queue.toKey(id)}:lock`
}

/** A finished job leaves nothing: an id still known would keep a later job of the same run out. */
const ONCE = { removeOnComplete: true, removeOnFail: true }

function flowOptions(flows: QueueSettings['flows']) {
  const backoff = { type: 'exponential', delay: flows.backoffMs, jitter: 0.5 }
  return { ...ONCE, attempts: flows.attempts, backoff }
}

function jobOf(of: RunToQueue) {
  const opts = { jobId: jobIdOf(of), ...(of.isBulk === true ? BEHIND : {}) }
  return { name: 'run', data: { flowId: of.flow, run: of.run }, opts }
}

function jobIdOf({ flow, run }: RunOfFlow): string {
  return `flow-${flow}-run-${run}`
}

function sliceJobOf(of: RunToQueue, slice: number) {
  const data = { flowId: of.flow, run: of.run, slice }
  const opts = { jobId: `${jobIdOf(of)}-slice-${slice}`, ...(of.isBulk === true ? BEHIND : {}) }
  return { name: 'slice', data, opts }
}

/** The address without its password. */
function noAnswer(at: RedisAt, cause: unknown): NoRedis {
  const where = 'url' in at ? (URL.canParse(at.url) ? new URL(at.url).host : 'REDIS_URL') : at.path
  const code: unknown = cause instanceof Error && Reflect.get(cause, 'code')
  const why = typeof code === 'string' ? code : inWords(cause)
  return new NoRedis(`Le serveur Redis ${where} ne répond pas (Redis does not answer): ${why}`, { cause })
}

/** For producers: what cannot be queued now is an error now. */
function failingFast(at: RedisAt): Redis {
  const settings = { enableOfflineQueue: false, maxRetriesPerRequest: 1, retryStrategy }
  return 'url' in at ? new Redis(at.url, settings) : new Redis({ ...at, ...settings })
}

/** For workers: they wait for Redis however long it is away. */
export function patient(at: RedisAt): ConnectionOptions {
  return { ...at, maxRetriesPerRequest: null, retryStrategy }
}

function retryStrategy(times: number): number {
  return Math.min(50 * 2 ** Math.min(times, 5), 1_000)
}
