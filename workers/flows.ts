import { on } from 'node:events'
import { openPipeline } from '../src/pipeline/pipeline.ts'
import { openFolderArchive } from '../src/record/folder-archive.ts'
import { GroupCommit } from '../src/record/group-commit.ts'
import { openLedger } from '../src/record/open-ledger.ts'
import { keepDirectory } from '../src/record/versions.ts'
import { readSettings } from '../src/settings.ts'
import { applicationsMark } from '../src/support/directory/applications-mark.ts'
import { Tally } from '../src/support/watch/tally.ts'
import { Alone } from './alone.ts'
import { backoff } from './backoff.ts'
import type { ChildOrders } from './flow-children.ts'
import { type RunTools, runFlow, runSlice } from './flow-run.ts'
import { HouseGate } from './house-gate.ts'
import { HouseLog } from './house-log.ts'
import { houseTroubleIn, type HousePart, PART_NAMES } from './house-trouble.ts'
import { inWords, type Log, openBusyLog, openLog } from './log.ts'
import { type FlowAttempt, type FlowTurn, workOnFlows, workOnSlices } from './queue-workers.ts'
import { openQueues, prefixOf } from './queues.ts'
import { reportingTally, toParent } from './watch/report-tally.ts'

/** Runs under way at once in a process: enough that one's waiting for the disk is another's computing. */
const CONCURRENCY = 12
/** A slice holds many documents: one is computed while another waits for the disk. */
const SLICE_CONCURRENCY = 2
/** A flow that waits for our house is tried again after this, for as long as it takes. */
const PUT_OFF = { backoffMs: 1_000, backoffMaxMs: 30_000 }

/** A worker process: opens what it needs once, works until told to stop, be it while it opens. */
async function main(orders: ChildOrders, stopAsked: Promise<unknown>): Promise<void> {
  const settings = readSettings(orders)
  if (orders.applications !== undefined && orders.applications !== applicationsMark(settings.directory)) {
    throw new Error(
      'Les applications de structures.yaml ont changé : redémarrez le service (restart the service).',
    )
  }
  const log = openBusyLog(orders.logLevel, partOf(orders))
  await using open = new AsyncDisposableStack()
  const tally = new Tally()
  open.use(reportingTally(tally, toParent))
  const ledger = open.use(await openLedger(settings.record))
  const archive = await openFolderArchive(settings.archive.folder, settings.record)
  const pipeline = open.use(openPipeline(settings, (part, ms) => tally.time(part, ms)))
  await keepDirectory(ledger, archive, settings.directory)
  const prefix = prefixOf(ledger.id)
  const queues = open.use(await openQueues({ at: orders.redis, prefix, flows: settings.flows }, log))
  const tools = {
    ledger,
    archive,
    pipeline,
    commits: new GroupCommit(ledger, archive),
    queues,
    wake: wakingTogether((endpoints) => queues.wakeLanes(endpoints), log),
    directory: settings.directory.hash,
    tally,
    log,
    house: new HouseLog(log),
    gate: new HouseGate(),
  }
  const turns = new Alone()
  const turn = (attempt: FlowAttempt, run: () => Promise<FlowTurn>) =>
    attempt.isSuspect
      ? turns.alone(() => suspect(attempt, run, tools))
      : turns.together(() => attempted(attempt, run, tools))
  const worker = { at: orders.redis, prefix, name: orders.name }
  const flows = { ...worker, concurrency: CONCURRENCY }
  const slices = { ...worker, concurrency: SLICE_CONCURRENCY }
  open.use(workOnFlows(flows, log, (attempt) => turn(attempt, () => runFlow(attempt, tools))))
  open.use(workOnSlices(slices, log, (attempt) => turn(attempt, () => runSlice(attempt, tools))))
  open.defer(() => tools.gate.close())
  process.send?.('ready')
  await stopAsked
}

/** The name without the machine's, which is the same in all of its log. */
function partOf({ name }: ChildOrders): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

interface Tools extends RunTools {
  house: HouseLog
  gate: HouseGate
}

type Run = () => Promise<FlowTurn>

/**
 * Trouble of the flow's own goes into its time line, and blocks it when no try is left. Trouble of our house is nobody's
 * failed try: the flow is put off.
 */
async function attempted(attempt: FlowAttempt, run: Run, tools: Tools): Promise<FlowTurn> {
  try {
    const turn = await tools.gate.pass(run)
    if (turn === 'closed') return { againInMs: 0 }
    if (turn === 'done') tools.house.well(['database', 'disk', 'queue'])
    return turn
  } catch (error) {
    const part = houseTroubleIn(error)
    return part === undefined ? failed(attempt, error, tools) : putOff(attempt, { part, error }, tools)
  }
}

/** @throws the error again: that is what makes it a failed try. */
async function failed(attempt: FlowAttempt, error: unknown, tools: Tools): Promise<FlowTurn> {
  const { flow, run, isLast: last } = attempt
  tools.tally.count('failedTries', [])
  tools.log.error({ flow, run, error: inWords(error), last }, 'trouble')
  try {
    if (last) await tools.ledger.block(attempt, inWords(error))
    else await tools.ledger.attemptFailed(attempt, inWords(error))
  } catch (cause) {
    const part = houseTroubleIn(cause)
    if (part === undefined) throw cause
    return putOff(attempt, { part, error: cause }, tools) // it cannot be told now: tried once more instead
  }
  throw error
}

async function putOff(
  attempt: FlowAttempt,
  { part, error }: { part: HousePart; error: unknown },
  { ledger, house, tally }: Tools,
): Promise<FlowTurn> {
  house.tell(part, error)
  tally.count('putOffs', [part])
  const trouble = { house: part, error: `${PART_NAMES[part]} : ${inWords(error)}` }
  await ledger.putOff(attempt, trouble).catch((cause: unknown) => {
    if (houseTroubleIn(cause) === undefined) throw cause // else the record is what is ill: said when it is well again
  })
  return { againInMs: backoff(attempt.putOffs, PUT_OFF), isHouseIll: true }
}

/** The flow may be what ended an earlier process: alone, it can take no other with it, and what it does is its own. */
async function suspect(attempt: FlowAttempt, run: Run, tools: Tools): Promise<FlowTurn> {
  const crashes = attempt.alone + 1
  if (crashes < attempt.tries) {
    await attempt.beginAlone()
    return attempted(attempt, run, tools)
  }
  const error = `Ce flux a arrêté ${crashes} fois le processus qui le traitait (it ended its process so often).`
  return attempted(
    attempt,
    async () => {
      await tools.ledger.block(attempt, error)
      tools.log.error({ flow: attempt.flow, run: attempt.run, error }, 'blocked')
      return 'done'
    },
    tools,
  )
}

/** Endpoints told in the same turn are woken in one go. A wake that fails is made up for by the sweep. */
function wakingTogether(wake: (endpoints: Set<string>) => Promise<void>, log: Log) {
  let told = new Set<string>()
  return (endpoints: readonly string[]) => {
    if (told.size === 0 && endpoints.length > 0) {
      setImmediate(() => {
        const together = told
        told = new Set()
        wake(together).catch((error: unknown) => log.warn({ error: inWords(error) }, 'lanes not woken'))
      })
    }
    for (const endpoint of endpoints) told.add(endpoint)
  }
}

/**
 * What the parent says: first the orders, then, once, to stop. A signal to the whole group is for the parent, which then
 * tells its children in order; without a parent nobody would ever stop this one, and what it still tries then concerns
 * nobody.
 */
function fromParent(): AsyncIterator<unknown[]> {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined)
  process.on('disconnect', () => process.exit(1))
  if (!process.connected) process.exit(1)
  return on(process, 'message')
}

if (import.meta.main) {
  const said = fromParent()
  const [orders] = (await said.next()).value as [ChildOrders]
  try {
    await main(orders, said.next())
  } catch (error) {
    if (process.connected) openLog(orders.logLevel, partOf(orders)).fatal({ error: inWords(error) }, 'ended')
    process.exit(1)
  }
  process.exit(0)
}
