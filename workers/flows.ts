import { once } from 'node:events'
import { openPipeline } from '../src/pipeline/pipeline.ts'
import { openFolderArchive } from '../src/record/folder-archive.ts'
import { GroupCommit } from '../src/record/group-commit.ts'
import { openLedger } from '../src/record/open-ledger.ts'
import { readSettings } from '../src/settings.ts'
import { Alone } from './alone.ts'
import type { ChildOrders } from './flow-children.ts'
import { runFlow, runSlice } from './flow-run.ts'
import { inWords, type Log, openLog } from './log.ts'
import { type FlowAttempt, type FlowTurn, workOnFlows, workOnSlices } from './queue-workers.ts'
import { openQueues, prefixOf } from './queues.ts'

/** Runs under way at once in a process: enough that one's waiting for the disk is another's computing. */
const CONCURRENCY = 12
/** A slice holds many documents: one is computed while another waits for the disk. */
const SLICE_CONCURRENCY = 2
/** A flow begun alone so often without an end is what ends the process. */
const CRASHES = 2

/** A worker process: opens what it needs once, works until told to stop, be it while it opens. */
async function main(orders: ChildOrders, stopAsked: Promise<void>): Promise<void> {
  const settings = readSettings(orders)
  const log = openLog(orders.logLevel, orders.name)
  await using open = new AsyncDisposableStack()
  const ledger = open.use(await openLedger(settings.record))
  const archive = await openFolderArchive(settings.archive.folder)
  const pipeline = open.use(openPipeline(settings))
  const prefix = prefixOf(ledger.id)
  const queues = open.use(await openQueues({ at: orders.redis, prefix, flows: settings.flows }, log))
  const tools = {
    ledger,
    archive,
    pipeline,
    commits: new GroupCommit(ledger, archive),
    queues,
    wake: wakingTogether((endpoints) => queues.wakeLanes(endpoints), log),
    log,
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
  process.send?.('ready')
  await stopAsked
}

type Tools = Parameters<typeof runFlow>[1]

/** Trouble goes into the flow's time line, and blocks the flow when no try is left. */
async function attempted(
  attempt: FlowAttempt,
  run: () => Promise<FlowTurn>,
  { ledger, log }: Tools,
): Promise<FlowTurn> {
  try {
    return await run()
  } catch (error) {
    log.error(
      { flow: attempt.flow, run: attempt.run, error: inWords(error), last: attempt.isLast },
      'trouble',
    )
    if (attempt.isLast) await ledger.block(attempt, inWords(error))
    else await ledger.attemptFailed(attempt, inWords(error))
    throw error
  }
}

/** The flow may be what ended an earlier process: alone, it can take no other with it, and what it does is its own. */
async function suspect(attempt: FlowAttempt, run: () => Promise<FlowTurn>, tools: Tools): Promise<FlowTurn> {
  if (attempt.alone >= CRASHES) {
    const error = `Ce flux a arrêté ${attempt.alone + 1} fois le processus qui le traitait.`
    await tools.ledger.block(attempt, error)
    tools.log.error({ flow: attempt.flow, run: attempt.run, error }, 'blocked')
    return 'done'
  }
  await attempt.beginAlone()
  return attempted(attempt, run, tools)
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
 * Resolves when the parent says so. A signal to the whole group is for the parent, which then tells its children in
 * order; without a parent nobody would ever stop this one, and what it still tries then concerns nobody.
 */
async function orderToStop(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined)
  process.on('disconnect', () => process.exit(1))
  if (!process.connected) process.exit(1)
  await once(process, 'message')
}

if (import.meta.main) {
  const orders = JSON.parse(process.argv[2] ?? '{}') as ChildOrders
  try {
    await main(orders, orderToStop())
  } catch (error) {
    if (process.connected) openLog(orders.logLevel, orders.name).fatal({ error: inWords(error) }, 'ended')
    process.exit(1)
  }
  process.exit(0)
}
