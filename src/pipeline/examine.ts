import { type Fault, fault } from '../faults/fault.ts'
import type { SchemaMark } from '../formats/schema-mark.ts'
import { isSignature } from '../formats/signature.ts'
import type { Draft } from '../invoice/draft.ts'
import { given } from '../invoice/given.ts'
import { isNested } from '../reception/archive/read-archive.ts'
import { judgeName, type NameJudgement } from '../reception/flow-name.ts'
import type { Ask } from './ask.ts'
import type { Context } from './context.ts'
import { type DocumentRange, type FlowDocument, flowDocuments } from './documents.ts'
import type { Journey } from './journey.ts'
import type { Examined } from './judgement.ts'
import type { Deposit, InvoiceOutcome, StageMark } from './outcome.ts'
import { SentBefore } from './sent-before.ts'
import { idCpro } from './sequences.ts'
import { sketchOf } from './sketch.ts'
import { survey } from './survey.ts'
import { check } from './stages/check.ts'
import { extract } from './stages/extract.ts'
import { type Opened, open } from './stages/open.ts'
import { pivotUnit } from './stages/pivot.ts'
import { type Valid, validate } from './stages/validate.ts'
import type { Trace } from './trace.ts'

/** One run at work: what judges it, what it may ask, and the marks it leaves. */
export interface Bench {
  context: Context
  ask: Ask
  journey: Journey
  /** Judge the file as a flow of this interface whatever its name. */
  as?: string | undefined
  /** Told of each invoice that is written for a pivot; only to explain a run. */
  trace?: Trace
}

/** What the documents of a range came to. */
export interface Examination {
  examined: Examined[]
  /** Remarks on the flow that its documents gave rise to. */
  remarks: Fault[]
  schemas: SchemaMark[]
  /** The stages its documents went through, when it was made apart from the run that closes the flow. */
  journey?: StageMark[]
}

/** Invoices in one document: `index` keeps that many places for each. */
export const PLACES = 1000

/** The flow opened, its name judged and its past asked for. */
export async function openFlow(deposit: Deposit, bench: Bench): Promise<Opened> {
  const { ask, context, journey, as } = bench
  const name =
    as === undefined
      ? judgeName(deposit.name, deposit.depositor, context.nameRule(deposit.depositor))
      : unnamed()
  const past = {
    sameIdentifier:
      name.name && (await ask.flowIdentifierSeen(deposit.depositor, name.name.identifier, deposit.flow)),
    sameBytes: await ask.sameBytes(deposit.depositor, deposit.sha256, deposit.flow),
  }
  const opened = await journey.stage('open', () => open(deposit, name, past, context))
  if (opened.faults.length > 0) journey.faulted('open')
  return as === undefined ? opened : { ...opened, interfaceCode: as }
}

function unnamed(): NameJudgement {
  return { faults: [], remarks: [] }
}

/**
 * The documents of the range: validated, read, held against the rules and written for a pivot, one after the other. A range
 * of many bytes waits for its turn among those that are examined in this process.
 */
export function examine(
  deposit: Deposit,
  opened: Opened,
  range: DocumentRange,
  bench: Bench,
): Promise<Examination> {
  const bytes = opened.files.slice(range.from, range.to).reduce((sum, file) => sum + file.size, 0)
  return bench.context.large.inTurn(bytes, () => examineAll(deposit, opened, range, bench))
}

async function examineAll(
  deposit: Deposit,
  opened: Opened,
  range: DocumentRange,
  bench: Bench,
): Promise<Examination> {
  const schemas = new Map<string, SchemaMark>()
  const sent = await SentBefore.of(deposit, bench.ask)
  const examination: Examination = { examined: [], remarks: [], schemas: [] }
  for await (const file of flowDocuments(deposit, opened, range, bench.context)) {
    const refusal = opened.isArchive ? fileFault(file) : undefined
    if (refusal !== undefined) examination.examined.push(refused(file, [refusal]))
    else if (opened.isArchive && file.bytes !== undefined && isSignature(file.bytes)) {
      examination.remarks.push(fault('RCV-19', { detail: { name: file.name } }))
    } else await examineDocument(file, { deposit, opened, bench, sent }, examination, schemas)
  }
  return { ...examination, schemas: [...schemas.values()] }
}

interface Work {
  deposit: Deposit
  opened: Opened
  bench: Bench
  sent: SentBefore
}

async function examineDocument(
  file: FlowDocument,
  work: Work,
  into: Examination,
  schemas: Map<string, SchemaMark>,
): Promise<void> {
  const { opened, bench } = work
  const { journey, context } = bench
  const { result, schema } = await journey.stage('validate', () =>
    validate(file, opened.interfaceCode ?? '', context),
  )
  if (schema !== undefined) schemas.set(schema.id, schema)
  if (!result.ok) {
    journey.faulted('validate')
    into.examined.push(refused(file, result.faults))
    return
  }
  const drafts = await read(result.value, journey)
  for (const [place, draft] of drafts.entries()) {
    into.examined.push(await examineInvoice({ file, place, draft }, work))
  }
}

async function read(valid: Valid, journey: Journey): Promise<Draft[]> {
  try {
    return await journey.stage('extract', () => extract(valid))
  } finally {
    valid.document.dispose()
  }
}

async function examineInvoice(
  of: { file: FlowDocument; place: number; draft: Draft },
  { deposit, bench, sent }: Work,
): Promise<Examined> {
  const { context, journey } = bench
  const { file, place } = of
  const surveyed = await journey.stage('extract', () => survey(of.draft, context))
  const { draft } = surveyed
  const checked = await journey.stage('check', () => check(surveyed, deposit.receivedAt, context))
  const { faults, remarks, invoice, route, key } = checked
  const index = file.index * PLACES + place
  const judged = { index, document: file.name, faults, remarks, sketch: sketchOf(draft, invoice) }
  const sentIn = sent.runOf(index)
  if (sentIn !== undefined && deposit.again !== true) {
    return { outcome: leftWhereItIs({ ...judged, ...given({ route, key }) }, sentIn, deposit) }
  }
  if (faults.length > 0 || invoice === undefined || route === undefined || file.bytes === undefined) {
    journey.faulted('check')
    return { outcome: { ...judged, accepted: false, ...given({ key }) } }
  }
  const outcome: InvoiceOutcome = {
    ...judged,
    accepted: true,
    route,
    idCpro: idCpro(deposit, index),
    ...given({ key }),
  }
  const renvoi = sentIn === undefined ? ('Non' as const) : ('Recyclée' as const)
  const accepted = { index, bytes: file.bytes, invoice, route, renvoi }
  const unit = await journey.stage('pivot', () => pivotUnit(accepted, deposit, context))
  bench.trace?.({ ...accepted, document: file.name, survey: surveyed, unit })
  return { outcome, unit }
}

/** An earlier run accepted and sent it: whatever this one would say, it is not for the recipient to hear of twice. */
function leftWhereItIs(
  judged: Omit<InvoiceOutcome, 'accepted'>,
  deliveredRun: number,
  deposit: Deposit,
): InvoiceOutcome {
  return { ...judged, accepted: true, faults: [], idCpro: idCpro(deposit, judged.index), deliveredRun }
}

/** What is wrong with a file of an archive before it is looked into. */
function fileFault(file: FlowDocument): Fault | undefined {
  if (file.size === 0) return fault('RCV-21', { detail: { name: file.name } })
  if (file.bytes !== undefined && isNested(file.bytes))
    return fault('RCV-20', { detail: { name: file.name } })
  return undefined
}

function refused(file: FlowDocument, faults: readonly Fault[]): Examined {
  const outcome = {
    index: file.index * PLACES,
    document: file.name,
    accepted: false,
    faults: [...faults],
    remarks: [],
  }
  return { outcome }
}
