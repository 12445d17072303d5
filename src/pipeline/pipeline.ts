import { resolve } from 'node:path'
import type { Directory } from '../directory/directory.ts'
import { type Fault, fault } from '../faults/fault.ts'
import { openPdfInspector } from '../formats/pdf/inspector.ts'
import type { PdfLimits } from '../formats/pdf/report.ts'
import type { SchemaMark } from '../formats/schema-mark.ts'
import { loadSchemas } from '../formats/schemas.ts'
import { given } from '../invoice/given.ts'
import { type AntivirusSettings, openAntivirus } from '../reception/antivirus.ts'
import type { NameRule } from '../reception/flow-name.ts'
import type { Ask } from './ask.ts'
import { type Clock, type Context, rulesMark } from './context.ts'
import type { DocumentRange } from './documents.ts'
import { type Bench, type Examination, examine, openFlow } from './examine.ts'
import { Journey } from './journey.ts'
import { type Examined, keysOf, stateOf, withoutDuplicates } from './judgement.ts'
import { LargeWork } from './large-work.ts'
import { OpenedArchives } from './opened-archives.ts'
import type { Deposit, Outcome } from './outcome.ts'
import type { Limits, RuleSettings } from './rule-settings.ts'
import { SentBefore } from './sent-before.ts'
import { slicesOf } from './slices.ts'
import type { Opened } from './stages/open.ts'
import { type PivotFile, pivotFiles } from './stages/pivot.ts'
import { route } from './stages/route.ts'
import { benchOf, traceInvoice, type TracedAs, type Tracing } from './trace.ts'

/** What the pipeline is configured with. */
export interface PipelineSettings {
  application: string
  applicationLabel: string
  directory: Directory
  limits: Limits
  rules: RuleSettings
  antivirus: AntivirusSettings
  depositors: readonly { application: string; names: NameRule; limits: { flowBytes?: number } }[]
}

export interface RunOptions {
  /** Judge the file as a flow of this interface whatever its name: for examining files that are not named as flows. */
  as?: string
}

/**
 * The pure part: bytes of a deposit in, an outcome out. Rejections are in the outcome; what is thrown is trouble of ours
 * and says nothing about the deposit.
 */
export interface Pipeline {
  /** The whole run. */
  run(deposit: Deposit, ask: Ask, options?: RunOptions): Promise<Outcome>
  /** How the run is to be shared out among workers; none: it is to be run whole. */
  slices(deposit: Deposit, ask: Ask): Promise<DocumentRange[]>
  /** The documents of one slice, examined. */
  examine(deposit: Deposit, slice: DocumentRange, ask: Ask): Promise<Examination>
  /** The outcome of a run whose slices, all of them and in their order, came to this. */
  close(deposit: Deposit, slices: readonly Examination[], ask: Ask): Promise<Outcome>
  /** The invoice at this place of the deposit computed again, to be explained. */
  trace(deposit: Deposit, index: number, as: TracedAs): Promise<Tracing>
  [Symbol.dispose](): void
}

const SCHEMAS = resolve(import.meta.dirname, '../../schemas')

/** Compiles the schemas, once for the life of the pipeline. */
export function openPipeline(settings: PipelineSettings, clock?: Clock): Pipeline {
  const schemas = loadSchemas(SCHEMAS)
  const depositors = new Map(settings.depositors.map((each) => [each.application, each]))
  const inspector = openPdfInspector(pdfLimits(settings.limits))
  const context: Context = {
    application: { code: settings.application, label: settings.applicationLabel },
    directory: settings.directory,
    limits: settings.limits,
    flowBytes: (depositor) => depositors.get(depositor)?.limits.flowBytes ?? settings.limits.flowBytes,
    nameRule: (depositor) => depositors.get(depositor)?.names ?? 'strict',
    rules: settings.rules,
    rulesMark: rulesMark(settings),
    schemas,
    archives: new OpenedArchives(settings.limits),
    large: new LargeWork(),
    antivirus: openAntivirus(settings.antivirus),
    pdf: inspector,
    ...given({ clock }),
  }
  const bench = (ask: Ask, as?: string): Bench => ({ context, ask, as, journey: new Journey() })
  return {
    run: (deposit, ask, options = {}) => run(deposit, bench(ask, options.as)),
    slices: async (deposit, ask) => slicesOf(await openFlow(deposit, bench(ask))),
    async examine(deposit, slice, ask) {
      const at = bench(ask)
      const examination = await examine(deposit, await openFlow(deposit, at), slice, at)
      return { ...examination, journey: at.journey.marks() }
    },
    async close(deposit, slices, ask) {
      const at = bench(ask)
      return close(deposit, await openFlow(deposit, at), slices, at)
    },
    trace: (deposit, index, as) => traceInvoice(deposit, index, benchOf(bench(as.ask), as)),
    [Symbol.dispose]() {
      inspector[Symbol.dispose]()
      schemas[Symbol.dispose]()
    },
  }
}

function pdfLimits(limits: Limits): PdfLimits {
  return {
    pages: limits.pdfPages,
    objects: limits.pdfObjects,
    seconds: limits.pdfSeconds,
    memoryBytes: limits.pdfMemoryBytes,
    textPages: limits.pdfTextPages,
  }
}

/** THE list of stages: open → validate → extract → check → pivot → route. */
async function run(deposit: Deposit, bench: Bench): Promise<Outcome> {
  const opened = await openFlow(deposit, bench) // open
  const all = { from: 0, to: opened.files.length }
  const examination = await examine(deposit, opened, all, bench) // validate, extract, check, pivot: a document at a time
  return close(deposit, opened, [examination], bench) // pivots joined, then route
}

async function close(
  deposit: Deposit,
  opened: Opened,
  slices: readonly Examination[],
  bench: Bench,
): Promise<Outcome> {
  const { context, journey } = bench
  for (const slice of slices) journey.add(slice.journey ?? [])
  const examined = await tellDuplicates(
    slices.flatMap((each) => each.examined),
    deposit,
    bench,
  )
  const faults = [...opened.faults, ...numberFaults(opened, examined, context.limits.invoices)]
  const pivots = faults.length > 0 ? [] : pivotFiles(examined, deposit, context)
  const outcome = outcomeOf({ ...opened, faults }, { deposit, examined, pivots, slices }, context)
  const documents = await journey.stage('route', () => route(outcome, pivots, deposit, context))
  return { ...outcome, documents, journey: journey.marks() }
}

interface Judgement {
  deposit: Deposit
  examined: readonly Examined[]
  pivots: readonly PivotFile[]
  slices: readonly Examination[]
}

function outcomeOf(
  opened: Opened,
  { deposit, examined, pivots, slices }: Judgement,
  context: Context,
): Outcome {
  const isAdmissible = opened.faults.length === 0
  const nameOf = new Map(pivots.flatMap((file) => file.invoices.map((index) => [index, file.name])))
  const invoices = examined.map(({ outcome }) => {
    const pivot = nameOf.get(outcome.index)
    if (pivot !== undefined) return { ...outcome, pivot }
    return outcome.deliveredRun === undefined ? { ...outcome, accepted: false } : outcome
  })
  return {
    flow: deposit.flow,
    run: deposit.run,
    state: stateOf(opened.faults, invoices),
    admissible: isAdmissible,
    faults: opened.faults,
    remarks: [...opened.remarks, ...slices.flatMap((each) => each.remarks)],
    invoices,
    documents: [],
    journey: [],
    judgedBy: { schemas: schemasOf(slices), rules: context.rulesMark, directory: context.directory.hash },
    ...given({ interfaceCode: opened.interfaceCode, flowIdentifier: opened.name?.identifier }),
  }
}

function schemasOf(slices: readonly Examination[]): SchemaMark[] {
  return [...new Map(slices.flatMap((each) => each.schemas).map((schema) => [schema.id, schema])).values()]
}

/** A document may hold several invoices, or be a signature and no invoice, so that only now all of them are counted. */
function numberFaults(opened: Opened, examined: readonly Examined[], limit: number): Fault[] {
  if (examined.length > limit) return [fault('RCV-15', { detail: { limit: String(limit) } })]
  return examined.length === 0 && opened.faults.length === 0 ? [fault('RCV-16')] : []
}

/** The invoices that are the first of their key, in the record and in this flow; the others get their fault. */
async function tellDuplicates(examined: readonly Examined[], deposit: Deposit, { ask, journey }: Bench) {
  const before = await ask.acceptedBefore(keysOf(examined))
  const itself = { flow: deposit.flow, flowName: deposit.name, acceptedAt: deposit.receivedAt }
  const sent = await SentBefore.of(deposit, ask)
  const told = withoutDuplicates(examined, before, { itself, sent })
  if (told.some((each, index) => each !== examined[index])) journey.faulted('check')
  return told
}
