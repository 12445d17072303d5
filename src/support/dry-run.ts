import type { Ask } from '../pipeline/ask.ts'
import type { Deposit, OutgoingDocument, Outcome } from '../pipeline/outcome.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { Content } from '../reception/content.ts'
import type { Archive } from '../record/archive.ts'
import { archivedContent } from '../record/archived-content.ts'
import type { FlowFilter } from '../record/flow-filter.ts'
import type { Desk } from '../record/open-desk.ts'
import type { FlowToRehearse, PastRun } from '../record/rehearsals.ts'
import type { Refusal } from '../record/replay-refusal.ts'
import { type OutcomeDifference, outcomeDifference } from './difference.ts'
import { type NamedPivot, type PivotDifference, pivotDifference } from './pivot-difference.ts'
import { withinThisRehearsal } from './rehearsed-keys.ts'

/** As much of an archive as reads it. */
type ReadableArchive = Pick<Archive, 'get' | 'head' | 'pieces' | 'has'>

/** What a dry run is made with. Nothing of it is written to. */
export interface DryRunTools {
  desk: Pick<Desk, 'replays' | 'rehearsals'>
  archive: ReadableArchive
  pipeline: Pick<Pipeline, 'run'>
}

export interface DryRunRequest {
  filter: FlowFilter
  /** As of a replay: send again, as recycled, what earlier runs sent. */
  again: boolean
  /** What the runs read in the place of the deposit in force: for one flow. */
  corrected?: CorrectedDeposit
}

/** A file that is not in the archive yet. */
export interface CorrectedDeposit {
  content: Content
  /** Hex. */
  sha256: string
}

/** What a replay of one flow would come to. */
export type Rehearsed = RehearsedFlow &
  (
    | { kind: 'judged'; outcome: OutcomeDifference; pivots: PivotDifference[]; earlierPivotsGone: boolean }
    /** It would not be replayed. */
    | { kind: 'refused'; refusal: Refusal }
    /** Trouble of ours, which would block the flow; it says nothing of the deposit. */
    | { kind: 'trouble'; error: string }
  )

interface RehearsedFlow {
  flow: number
  name: string
  state: FlowToRehearse['state']
  /** The version of the deposit it was tried with; absent: a file that is none yet. */
  version?: number
}

/** Flows asked of the record at once. */
const PAGE = 200

/**
 * Every flow the filter finds, in the order of their numbers, judged by the configuration of today as its next run would
 * be, one after the other; the record, the archive and the folders stay as they are. The flows already rehearsed count as
 * accepted for the later ones.
 */
export async function* dryRun(request: DryRunRequest, tools: DryRunTools): AsyncGenerator<Rehearsed> {
  const { replays, rehearsals } = tools.desk
  const memory = withinThisRehearsal()
  for (let after = 0; ; ) {
    const page = await rehearsals.page(request.filter, after, PAGE)
    const eligible = await replays.eligibility(
      page.map(({ flow }) => flow),
      request.again,
    )
    for (const flow of page) {
      const verdict = eligible.get(flow.flow) ?? 'unknown'
      const { name, state, version } = flow
      const told = { flow: flow.flow, name, state, ...(request.corrected === undefined ? { version } : {}) }
      if (verdict !== 'yes') yield { ...told, kind: 'refused', refusal: verdict }
      else yield { ...told, ...(await rehearsed(flow, request, { ...tools, memory })) }
    }
    if (page.length < PAGE) return
    after = page.at(-1)?.flow ?? after
  }
}

type OneFlowTools = DryRunTools & { memory: ReturnType<typeof withinThisRehearsal> }

async function rehearsed(flow: FlowToRehearse, request: DryRunRequest, tools: OneFlowTools) {
  try {
    const ask = tools.memory.ask(flow.flow, tools.desk.rehearsals.ask(flow.flow))
    const outcome = await judged(flow, request, { ...tools, ask })
    tools.memory.keep(flow, outcome)
    const past = await tools.desk.rehearsals.lastOutcome(flow.flow)
    const difference = outcomeDifference(past, outcome)
    return { kind: 'judged' as const, outcome: difference, ...(await pivots(past, outcome, tools)) }
  } catch (error) {
    // what would block the flow: told of this one, and the others are rehearsed all the same
    return { kind: 'trouble' as const, error: error instanceof Error ? error.message : String(error) }
  }
}

async function judged(
  of: FlowToRehearse,
  { again, corrected }: DryRunRequest,
  { archive, pipeline, ask }: OneFlowTools & { ask: Ask },
): Promise<Outcome> {
  const { flow, run, name, depositor, receivedAt } = of
  const deposit: Deposit = {
    flow,
    run,
    name,
    depositor,
    receivedAt,
    again,
    sha256: corrected?.sha256 ?? of.sha256,
    content: corrected?.content ?? (await archivedContent(archive, of)),
  }
  return pipeline.run(deposit, ask)
}

/** Invoices left where an earlier run sent them have no part in it: their pivot is neither new nor gone. */
async function pivots(past: PastRun | undefined, outcome: Outcome, { archive }: OneFlowTools) {
  const left = new Set(
    outcome.invoices.flatMap((each) => (each.deliveredRun === undefined ? [] : (each.idCpro ?? []))),
  )
  const before: NamedPivot[] = []
  let earlierPivotsGone = false
  for (const { name, sha256 } of past?.pivots ?? []) {
    if (await archive.has(sha256)) before.push({ name, bytes: await archive.get(sha256) })
    else earlierPivotsGone = true
  }
  const after = outcome.documents.filter(isPivot)
  const differences = pivotDifference(before, after).filter(({ idCpro }) => !left.has(idCpro))
  return { pivots: differences, earlierPivotsGone }
}

function isPivot({ kind }: OutgoingDocument): boolean {
  return kind === 'pivot'
}
