import { resolve } from 'node:path'
import type { Directory } from '../directory/directory.ts'
import type { SchemaMark } from '../formats/schema-mark.ts'
import { loadSchemas } from '../formats/schemas.ts'
import { given } from '../invoice/given.ts'
import type { Ask } from './ask.ts'
import { type Context, rulesMark } from './context.ts'
import { type Bench, examine, openFlow, tellDuplicates } from './examine.ts'
import { Journey } from './journey.ts'
import { acceptedOf, invoiceOutcomes, type Judged, stateOf } from './judgement.ts'
import type { Deposit, Outcome } from './outcome.ts'
import type { Limits, RuleSettings } from './rule-settings.ts'
import { idCpro } from './sequences.ts'
import type { Opened } from './stages/open.ts'
import { type PivotFile, pivot } from './stages/pivot.ts'
import { route } from './stages/route.ts'

export type { Ask, EarlierFlow } from './ask.ts'

/** What the pipeline is configured with. */
export interface PipelineSettings {
  application: string
  applicationLabel: string
  directory: Directory
  limits: Limits
  rules: RuleSettings
  depositors: readonly { application: string; limits: { flowBytes?: number } }[]
}

export interface RunOptions {
  /** Judge the file as a flow of this interface whatever its name: for examining files that are not named as flows. */
  as?: string
}

/** The pure part: bytes of a deposit in, an outcome out. */
export interface Pipeline {
  /** Rejections are in the outcome; what is thrown is trouble of ours and says nothing about the deposit. */
  run(deposit: Deposit, ask: Ask, options?: RunOptions): Promise<Outcome>
  [Symbol.dispose](): void
}

const SCHEMAS = resolve(import.meta.dirname, '../../schemas')

/** Compiles the schemas, once for the life of the pipeline. */
export function openPipeline(settings: PipelineSettings): Pipeline {
  const schemas = loadSchemas(SCHEMAS)
  const own = new Map(settings.depositors.map((each) => [each.application, each.limits.flowBytes]))
  const context: Context = {
    application: { code: settings.application, label: settings.applicationLabel },
    directory: settings.directory,
    limits: settings.limits,
    flowBytes: (depositor) => own.get(depositor) ?? settings.limits.flowBytes,
    rules: settings.rules,
    schemas,
  }
  return {
    run: (deposit, ask, options = {}) =>
      run(deposit, { context, ask, as: options.as, journey: new Journey() }),
    [Symbol.dispose]: () => schemas[Symbol.dispose](),
  }
}

/** THE list of stages: open → validate → extract → check → pivot → route. */
async function run(deposit: Deposit, bench: Bench): Promise<Outcome> {
  const opened = await openFlow(deposit, bench) // open
  const { judged, schemas } = await examine(opened, deposit, bench) // validate, extract, check: one document at a time
  const told = await tellDuplicates(judged, deposit, bench)
  const accepted = acceptedOf(told)
  const pivots =
    accepted.length === 0
      ? []
      : await bench.journey.stage('pivot', () => pivot(accepted, deposit, bench.context))
  const outcome = outcomeOf(deposit, opened, { judged: told, pivots, schemas }, bench)
  const documents = await bench.journey.stage('route', () => route(outcome, pivots, deposit, bench.context))
  return { ...outcome, documents, journey: bench.journey.marks() }
}

interface Judgement {
  judged: readonly Judged[]
  pivots: readonly PivotFile[]
  schemas: SchemaMark[]
}

function outcomeOf(deposit: Deposit, opened: Opened, of: Judgement, { context }: Bench): Outcome {
  return {
    flow: deposit.flow,
    run: deposit.run,
    state: stateOf(opened.faults, of.judged),
    admissible: opened.faults.length === 0,
    faults: opened.faults,
    remarks: opened.remarks,
    invoices: invoiceOutcomes(of.judged, (index) => {
      const file = of.pivots.find((each) => each.invoices.includes(index))
      return file && { pivot: file.name, idCpro: idCpro(deposit, index) }
    }),
    documents: [],
    journey: [],
    judgedBy: { schemas: of.schemas, rules: rulesMark(context), directory: context.directory.hash },
    ...given({ interfaceCode: opened.interfaceCode, flowIdentifier: opened.name?.identifier }),
  }
}
