import type { Deposit, Outcome } from '../src/pipeline/outcome.ts'
import type { Pipeline } from '../src/pipeline/pipeline.ts'
import type { Archive } from '../src/record/archive.ts'
import type { GroupCommit } from '../src/record/group-commit.ts'
import type { FlowToRun, Ledger, RunOfFlow } from '../src/record/ledger.ts'
import type { Log } from './log.ts'
import type { FlowTurn } from './queue-workers.ts'

/** All a run needs of the outside. */
export interface RunTools {
  ledger: Ledger
  archive: Archive
  commits: GroupCommit
  pipeline: Pipeline
  /** The largest flow whose bytes are given to the pipeline, by depositor. */
  flowBytesOf(depositor: string): number
  /** Documents for these endpoints were committed. */
  wake(endpoints: string[]): void
  log: Log
}

/** How long an equal, earlier flow is waited for before asking again. */
const TWIN_WAIT_MS = 200
/** Each conflict means that another flow was accepted meanwhile; so many in a row is not bad luck. */
const TRIES_AT_COMMIT = 8

/**
 * One run of a flow, from the archive to the record. A run that has its outcome already is left as it is. Throws what is
 * trouble of ours.
 */
export async function runFlow(of: RunOfFlow, tools: RunTools): Promise<FlowTurn> {
  const flow = await tools.ledger.load(of.flow)
  if (flow === undefined) throw new Error(`Le flux ${of.flow} n’est pas dans le registre.`)
  if (flow.run !== of.run || (flow.state !== 'received' && flow.state !== 'processing')) return 'done'
  if (flow.waitsFor !== undefined) return { againInMs: TWIN_WAIT_MS }
  const startedAt = new Date().toISOString()
  const deposit = await depositOf(flow, tools)
  for (let tries = 0; tries < TRIES_AT_COMMIT; tries++) {
    const outcome = await tools.pipeline.run(deposit, tools.ledger.ask(of.flow))
    const result = await tools.commits.commit({ outcome, startedAt })
    if (result === 'conflict') continue // the answers the run got are out of date: it asks again
    if (result === 'committed') tell(outcome, tools)
    return 'done'
  }
  throw new Error(`Le flux ${of.flow} change sans cesse de verdict : ses factures sont acceptées ailleurs.`)
}

async function depositOf(flow: FlowToRun, tools: RunTools): Promise<Deposit> {
  const { state: _, ...known } = flow
  const isTooLarge = flow.size > tools.flowBytesOf(flow.depositor)
  return { ...known, bytes: isTooLarge ? new Uint8Array() : await tools.archive.get(flow.sha256) }
}

function tell(outcome: Outcome, tools: RunTools): void {
  tools.wake(outcome.documents.map((document) => document.endpoint))
  const { flow, run, state, invoices, journey } = outcome
  const rooms = Object.fromEntries(journey.map(({ stage, status, ms }) => [stage, { status, ms }]))
  tools.log.info({ flow, run, state, invoices: invoices.length, rooms }, 'judged')
}
