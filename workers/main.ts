import { setTimeout } from 'node:timers/promises'
import type { EntryDoor, ExitDoor } from '../src/channels/endpoint.ts'
import type { Archive } from '../src/record/archive.ts'
import { lockDataFolder } from '../src/record/data-lock.ts'
import { openFolderArchive } from '../src/record/folder-archive.ts'
import type { Ledger } from '../src/record/ledger.ts'
import { openDesk } from '../src/record/open-desk.ts'
import { openLedger } from '../src/record/open-ledger.ts'
import type { Settings } from '../src/settings.ts'
import type { Listening } from '../src/settings/listening.ts'
import type { Role } from '../src/settings/roles.ts'
import { HouseMetrics } from '../src/support/watch/house-metrics.ts'
import { Tally, type TallyReport } from '../src/support/watch/tally.ts'
import { structuresFile } from '../src/support/directory/structures-file.ts'
import { watchAskedLanes } from './asked-lanes.ts'
import { openConsoleChild } from './console-child.ts'
import { drainingLanes, LEASE_MS } from './deliveries.ts'
import { followDirectory } from './directory-watch.ts'
import { type Doors, openDoors } from './doors.ts'
import { type FlowChildren, openFlowChildren } from './flow-children.ts'
import { HouseLog } from './house-log.ts'
import { openIntake } from './intakes.ts'
import { inWords, type Log, openLog } from './log.ts'
import { Machine, machineId } from './machine.ts'
import { workOnLanes } from './queue-workers.ts'
import { openQueues, prefixOf, type Queues, workerOn } from './queues.ts'
import { carryOutReplays } from './replays.ts'
import { openRedis, type RedisAt } from './redis.ts'
import { expireInTime } from './retention.ts'
import { keepStatistics } from './statistics.ts'
import { copyStructures } from './structures-copy.ts'
import { sweep } from './sweep.ts'
import { openAlerts } from './watch/alert-loop.ts'
import { openWatch } from './watch/open-watch.ts'
import { reportingTally } from './watch/report-tally.ts'

export interface Service {
  /**
   * Resolves once every file now in the depositors' folders has its flow, every flow its outcome and every document is
   * delivered. What waits for support (blocked) is not waited for.
   */
  idle(): Promise<void>
  /** Takes nothing more in, ends what is under way, closes. Nothing is lost: what was waiting is found at the next start. */
  stop(): Promise<void>
}

const SWEEP_MS = 60_000
/** How often Redis is asked whether it still has what it was given. */
const LOSS_CHECK_MS = 2_000
/** Lanes drained at once. */
const LANES = 32
const IDLE_CHECK_MS = 25

/**
 * The whole service on the data folder of the settings. Opened in this order, closed in reverse: lock, record, archive,
 * Redis, queues, doors, workers, deliveries, intake. `source` is what the settings were read with.
 * @throws DataFolderInUse, RecordTooNew, NoRedis, each with a sentence for whoever starts it; nothing then stays open.
 */
export async function startService(settings: Settings, source: { config?: string } = {}): Promise<Service> {
  const log = openLog(settings.logLevel, 'main')
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(lockDataFolder(settings.data))
  const owner = machineId(folder.owner, settings.record)
  const ledger = opened.use(await openLedger(settings.record))
  const archive = await openFolderArchive(settings.archive.folder, settings.record)
  const redis = opened.use(await openRedis(settings, log))
  const prefix = prefixOf(ledger.id)
  const queues = opened.use(await openQueues({ at: redis.at, prefix, flows: settings.flows }, log))
  const machine = opened.use(await joinOthers({ settings, ledger, queues, owner, log }))
  const doors = opened.use(openDoors(settings, ledger.id.slice(0, 8), log))
  const house: House = {
    settings,
    source,
    owner,
    ledger,
    archive,
    redis: redis.at,
    prefix,
    queues,
    doors,
    tally: new Tally(),
    metrics: new HouseMetrics(),
    log,
  }
  opened.use(reportingTally(house.tally, (report) => Promise.resolve(house.metrics.add(report))))
  const does = (role: Role) => settings.roles.includes(role)
  const copy = copyStructures(settings.data, structuresFile(source))
  const children = does('flows') ? opened.use(await openChildren(house, copy)) : undefined
  if (children !== undefined) opened.use(followDirectory({ ...house, children, copy }))
  if (does('deliveries')) opened.use(openDeliveries(house))
  opened.use(await openSweep(house))
  opened.use(watchAskedLanes(house))
  const desk = opened.use(await openDesk(settings.record))
  opened.use(carryOutReplays({ replays: desk.replays, queues, log }))
  opened.use(expireInTime({ retention: desk.retention, archive, settings: settings.retention, log }))
  opened.use(
    keepStatistics({ statistics: desk.statistics, search: desk.search, duties: ledger.duties, owner, log }),
  )
  if (settings.listening.console !== undefined) opened.use(openConsole(house, settings.listening.console))
  opened.use(openAlerts({ ...house, desk }))
  const intake = does('intake') ? opened.use(await openIntake({ ...house, machine })) : undefined
  opened.use(
    await openWatch({
      ...house,
      desk,
      processes: () => children?.figure() ?? { wanted: 0, ready: 0, deaths: 0 },
      shutDoors: async () => [...(intake?.closed() ?? []), ...(await doors.shut())],
    }),
  )
  const open = opened.move()
  const { roles, workers, depositors } = settings
  log.info({ roles, workers: workers.flows, depositors: depositors.length }, 'started')
  return {
    idle: () => idle(ledger, () => intake?.doors() ?? []),
    async stop() {
      await open.disposeAsync()
      log.info('stopped')
    },
  }
}

interface House {
  settings: Settings
  /** Where the settings were read: each worker process reads them again. */
  source: { config?: string }
  /** Who leases lanes. */
  owner: string
  ledger: Ledger
  archive: Archive
  redis: RedisAt
  prefix: string
  queues: Queues
  doors: Doors
  /** What this process counts … */
  tally: Tally
  /** … and what all of this machine's did. */
  metrics: HouseMetrics
  log: Log
}

/** Where this machine stands among those that share the record; what a dead one, or its own earlier self, was at is freed. */
async function joinOthers(
  to: Pick<House, 'settings' | 'ledger' | 'queues' | 'owner' | 'log'>,
): Promise<Machine> {
  const { settings, ledger, queues, owner, log } = to
  const release = (dead: string) => {
    queues
      .releaseJobsOf(dead)
      .catch((error: unknown) => log.warn({ error: inWords(error) }, 'jobs not released'))
  }
  const redis = settings.redis.url === undefined ? 'own' : 'shared'
  const note = { roles: settings.roles, redis } as const
  const machine = await Machine.join({ duties: ledger.duties, owner, note, onDeath: release, log })
  release(owner)
  return machine
}

function openChildren(house: House, structures: string): Promise<FlowChildren> {
  const { settings, queues, metrics, log } = house
  const onDeath = (name: string) => {
    queues
      .releaseJobsOf(name)
      .catch((error: unknown) => log.warn({ error: inWords(error) }, 'jobs not released'))
  }
  const { data, record, logLevel } = settings
  const places = { data, record, archive: settings.archive.folder, redis: house.redis }
  const shared = { ...house.source, ...places, structures, logLevel, owner: house.owner }
  const onReport = (report: TallyReport) => metrics.add(report)
  return openFlowChildren({ shared, count: settings.workers.flows, onDeath, onReport }, log)
}

function openConsole({ settings, source, log }: House, at: Listening): AsyncDisposable {
  const { data, record, archive, logLevel } = settings
  return openConsoleChild({ ...source, at, data, record, archive: archive.folder, logLevel }, log)
}

function openDeliveries(house: House): AsyncDisposable {
  const { settings, ledger, archive, queues, tally, log } = house
  const stop = new AbortController()
  const exits = new Map<string, ExitDoor>()
  const later = new Map<string, NodeJS.Timeout>()
  const wake = (endpoint: string) => {
    later.delete(endpoint)
    queues
      .wakeLanes([endpoint])
      .catch((error: unknown) => log.warn({ error: inWords(error) }, 'lane not woken'))
  }
  const tools = {
    ledger,
    archive,
    owner: house.owner,
    leaseMs: LEASE_MS,
    stop: stop.signal,
    settings: settings.deliveries,
    house: new HouseLog(log),
    tally,
    log,
    exitOf(id: string) {
      const known = exits.get(id) ?? house.doors.exitTo(id)
      if (known !== undefined) exits.set(id, known)
      return known
    },
    wakeAt(endpoint: string, time: number) {
      clearTimeout(later.get(endpoint))
      later.set(endpoint, globalThis.setTimeout(wake, Math.max(time - Date.now(), 10), endpoint))
    },
  }
  const lanes = workOnLanes(
    {
      at: house.redis,
      prefix: house.prefix,
      concurrency: LANES,
      name: workerOn(house.owner, 'deliveries'),
    },
    log,
    drainingLanes(tools),
  )
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await lanes[Symbol.asyncDispose]()
      for (const timer of later.values()) clearTimeout(timer)
    },
  }
}

/** Now, each minute, and soon after Redis lost what it had. */
async function openSweep({ ledger, queues, log }: House): Promise<AsyncDisposable> {
  await queues.markFilled()
  await sweep(ledger, queues, log)
  const stop = new AbortController()
  const running = keepSweeping(stop.signal, { ledger, queues, log })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

async function keepSweeping(
  stop: AbortSignal,
  tools: Pick<House, 'ledger' | 'queues' | 'log'>,
): Promise<void> {
  const { ledger, queues, log } = tools
  for (let sinceMs = 0; ; sinceMs += LOSS_CHECK_MS) {
    await setTimeout(LOSS_CHECK_MS, undefined, { signal: stop }).catch(() => undefined) // aborted: seen below
    if (stop.aborted) return
    const isLost = await queues.markFilled().catch(() => false) // Redis is away: asked again soon
    if (!isLost && sinceMs < SWEEP_MS) continue
    sinceMs = (await sweep(ledger, queues, log)) ? 0 : SWEEP_MS
  }
}

/** A file is first at its door, then in the record: looked for in this order, none slips between the two looks. */
async function idle(ledger: Ledger, doorsOpen: () => readonly EntryDoor[]): Promise<void> {
  for (;;) {
    const doors = doorsOpen()
    await Promise.all(doors.map((door) => door.look()))
    while (doors.some((door) => door.waiting() > 0)) await setTimeout(IDLE_CHECK_MS)
    const { flows, documents } = await ledger.unfinished()
    if (flows === 0 && documents === 0) return
    await setTimeout(IDLE_CHECK_MS)
  }
}
