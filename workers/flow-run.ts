import type { Ask } from '../src/pipeline/ask.ts'
import type { Examination } from '../src/pipeline/examine.ts'
import type { Deposit, Outcome } from '../src/pipeline/outcome.ts'
import type { Pipeline } from '../src/pipeline/pipeline.ts'
import { kindOf } from '../src/reception/content.ts'
import type { Archive } from '../src/record/archive.ts'
import { archivedContent } from '../src/record/archived-content.ts'
import type { GroupCommit } from '../src/record/group-commit.ts'
import type { FlowSlice, FlowToRun, Ledger, RunOfFlow } from '../src/record/ledger.ts'
import type { Tally } from '../src/support/watch/tally.ts'
import type { Log } from './log.ts'
import { examinationFrom, keepExamination } from './kept-examination.ts'
import type { FlowTurn } from './queue-workers.ts'
import type { Queues } from './queues.ts'
import { type JudgedRun, tellRooms } from './watch/tell-rooms.ts'

/** All a run needs of the outside. */
export interface RunTools {
  ledger: Ledger
  archive: Archive
  commits: GroupCommit
  pipeline: Pipeline
  /** Hash of the directory the pipeline judges by. */
  directory: string
  queues: Pick<Queues, 'queueSlices' | 'hasten'>
  /** Documents for these endpoints were committed. */
  wake(endpoints: string[]): void
  tally: Tally
  log: Log
}

/** How long an equal, earlier flow is waited for before asking again. */
const TWIN_WAIT_MS = 50
/** Each conflict means that another flow was accepted meanwhile; so many in a row is not bad luck. */
const TRIES_AT_COMMIT = 8

/**
 * One run of a flow, from the archive to the record. A run that has its outcome already is left as it is. Throws what is
 * trouble of ours.
 */
export async function runFlow(of: RunOfFlow, tools: RunTools): Promise<FlowTurn> {
  const flow = await tools.ledger.load(of.flow)
  if (flow === undefined) throw new Error(`Le flux ${of.flow} n’est pas dans le registre.`)
  if (flow.run !== of.run || !isPending(flow)) return 'done'
  if (flow.waitsFor !== undefined) return { againInMs: TWIN_WAIT_MS }
  const startedAt = new Date().toISOString()
  const end = await howToEnd(await depositOf(flow, tools), flow, tools)
  if (typeof end !== 'function') return end
  for (let tries = 0; tries < TRIES_AT_COMMIT; tries++) {
    const outcome = await end(tools.ledger.ask(of.flow, tries === 0 ? flow.unseen : undefined))
    const begun = performance.now()
    const result = await tools.commits.commit({ outcome, startedAt })
    if (result === 'conflict') continue // the answers the run got are out of date: it asks again
    if (result === 'committed') tell({ flow, outcome, commitMs: performance.now() - begun }, tools)
    return 'done'
  }
  throw new Error(`Le flux ${of.flow} change sans cesse de verdict : ses factures sont acceptées ailleurs.`)
}

async function depositOf(flow: FlowToRun, { archive }: RunTools): Promise<Deposit> {
  const { run, name, depositor, receivedAt, sha256, again } = flow
  const content = await archivedContent(archive, flow)
  return { flow: flow.flow, run, name, depositor, receivedAt, sha256, again, content }
}

/** Asked of a run that is shared out: the last of its slices hastens it, this is for when that goes wrong. */
const SLICES_WAIT_MS = 1_000

/**
 * How the run is to be ended: whole, or from the results of its slices once all of them are there; until then it is put
 * off, and every slice without a result has its job.
 */
async function howToEnd(
  deposit: Deposit,
  of: FlowToRun,
  tools: RunTools,
): Promise<FlowTurn | ((ask: Ask) => Promise<Outcome>)> {
  const { ledger, pipeline, queues } = tools
  const whole = (ask: Ask) => pipeline.run(deposit, ask)
  if (kindOf(deposit.content) !== 'gzip') return whole
  if ((await ledger.slicesOf(of)).length === 0) {
    const ranges = await pipeline.slices(deposit, ledger.ask(of.flow, of.unseen))
    if (ranges.length === 0) return whole
    await ledger.openSlices(of, ranges)
  }
  const slices = await ledger.slicesOf(of)
  const open = slices.filter((each) => each.result === undefined)
  if (open.length > 0) {
    await queues.queueSlices(of, open)
    return { againInMs: SLICES_WAIT_MS }
  }
  const examinations = await Promise.all(slices.map((each) => examinationOf(each, { deposit, of }, tools)))
  return (ask: Ask) => pipeline.close(deposit, examinations, ask)
}

/**
 * What a slice came to. One that was judged by another directory, which changed between, is judged again: a run is judged
 * by one.
 */
async function examinationOf(
  slice: FlowSlice,
  { deposit, of }: { deposit: Deposit; of: FlowToRun },
  { ledger, archive, pipeline, directory }: RunTools,
): Promise<Examination> {
  const kept = await examinationFrom(archive, slice.result ?? '')
  if (kept.directory === directory) return kept.examination
  return await pipeline.examine(deposit, slice, ledger.ask(of.flow, of.unseen))
}

/** One slice of a run: its documents examined, what they came to kept, the run hastened when it was the last. */
export async function runSlice(of: RunOfFlow & { slice: number }, tools: RunTools): Promise<FlowTurn> {
  const { ledger, archive, pipeline, queues } = tools
  const flow = await ledger.load(of.flow)
  const slice = (await ledger.slicesOf(of)).find((each) => each.slice === of.slice)
  if (flow === undefined || slice === undefined)
    throw new Error(`Le flux ${of.flow} n’a pas de tranche ${of.slice}.`)
  if (flow.run !== of.run || !isPending(flow) || slice.result !== undefined) return 'done'
  const ask = ledger.ask(of.flow, flow.unseen)
  const examination = await pipeline.examine(await depositOf(flow, tools), slice, ask)
  const left = await ledger.sliceDone(of, await keepExamination(archive, examination, tools.directory))
  if (left === 0) await queues.hasten(of)
  return 'done'
}

function isPending({ state }: FlowToRun): boolean {
  return state === 'received' || state === 'processing'
}

function tell(judged: JudgedRun, tools: RunTools): void {
  tools.wake(judged.outcome.documents.map((document) => document.endpoint))
  tellRooms(judged, tools)
}
