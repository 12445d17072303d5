import type { Directory } from '../directory/directory.ts'
import type { Fault } from '../faults/fault.ts'
import { type PivotField, pivotFields } from '../formats/pivot/fields.ts'
import { joinPivot } from '../formats/pivot/writer.ts'
import { parseXml } from '../formats/xml.ts'
import { decidePayment } from '../invoice/factor-decision.ts'
import { given } from '../invoice/given.ts'
import { type Ask, nothingBefore } from '../pipeline/ask.ts'
import type { Deposit } from '../pipeline/outcome.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { Traced, Tracing } from '../pipeline/trace.ts'
import type { Archive } from '../record/archive.ts'
import { archivedContent } from '../record/archived-content.ts'
import type { Dossier, DossierInvoice, Dossiers } from '../record/dossier.ts'
import { directoryOfMark } from '../record/versions.ts'
import {
  type ChosenInvoice,
  chosenInvoice,
  type InvoiceQuestion,
  type NoInvoice,
} from './explain/chosen-invoice.ts'
import type { Evidence } from './explain/evidence.ts'
import { type ExplainedField, explainEnvelope, explainUnit } from './explain/explained-fields.ts'
import { type JudgedOtherwise, judgedOtherwise } from './explain/judged-otherwise.ts'

/** Why each field of an invoice's part of a delivered pivot says what it says. */
export interface Explanation {
  flow: number
  flowName: string
  /** The run whose pivot this is; the flow's last run may be another. */
  run: number
  lastRun: number
  invoice: Pick<DossierInvoice, 'index' | 'number' | 'document'>
  /** The pivot delivered, and the invoice's place in it, from 1. */
  pivot: { name: string; place: number }
  /** The version of the deposit it was made from; 0 is what was dropped. */
  version: number
  /** In the pivot's order. */
  fields: ExplainedField[]
  /** What stands around the invoices. */
  envelope: ExplainedField[]
  /** What computing it today would write beside. */
  added: PivotField[]
  /** Computing it again gives the very fields that were delivered. */
  isSame: boolean
  /** What judges otherwise now than when this was judged, so that today's computing may differ; [] when nothing does. */
  judgedOtherwise: JudgedOtherwise[]
}

/** No explanation, and why. `refused-now`: what judges today would refuse the invoice, for these faults. */
export type Unexplained =
  | NoInvoice
  | { refusal: 'refused-now'; faults: Fault[]; judgedOtherwise: JudgedOtherwise[]; among: [] }

export interface ExplainTools {
  dossiers: Pick<Dossiers, 'directoryKept'>
  archive: Pick<Archive, 'get' | 'head' | 'pieces'>
  pipeline: Pick<Pipeline, 'trace'>
  /** The directory in force. */
  directory: Directory
}

/**
 * The pure part runs again on the archived deposit, and what it makes is held against the archived pivot, field by
 * field. @throws ArchiveTrouble when a document is missing or altered.
 */
export async function explain(
  dossier: Dossier,
  question: InvoiceQuestion,
  tools: ExplainTools,
): Promise<Explanation | Unexplained> {
  const chosen = chosenInvoice(dossier, question)
  if ('refusal' in chosen) return chosen
  const deposit = await depositOf(dossier, chosen, tools)
  const past = await directoryThen(chosen, tools)
  const tracing = await tools.pipeline.trace(deposit, chosen.invoice.index, {
    ask: askOf(dossier),
    ...given({ directory: past.directory }),
  })
  const otherwise = judgedOtherwise(chosen.run.outcome?.judgedBy, tracing.judgedBy, {
    directory: tools.directory.hash,
  })
  if (tracing.traced === undefined)
    return { refusal: 'refused-now', faults: tracing.faults, judgedOtherwise: otherwise, among: [] }
  const work = { dossier, chosen, deposit, tracing, traced: tracing.traced }
  return { ...(await held(work, tools)), judgedOtherwise: otherwise }
}

interface Work {
  dossier: Dossier
  chosen: ChosenInvoice
  deposit: Deposit
  tracing: Tracing
  traced: Traced
}

/** The delivered fields, each with its reason, beside those computed again. */
async function held(work: Work, tools: ExplainTools): Promise<Omit<Explanation, 'judgedOtherwise'>> {
  const { dossier, chosen, traced } = work
  const file = await pivotFile(dossier, chosen, tools)
  const again = new Map(unitFields(traced).map(({ path, value }) => [path, value]))
  using document = parsed(traced)
  const evidence = evidenceOf(work, file, document.value)
  const fields = explainUnit(evidence, file.unit, again)
  const delivered = new Set(file.unit.map(({ path }) => path))
  const added = [...again].flatMap(([path, value]) => (delivered.has(path) ? [] : [{ path, value }]))
  const { index, number, document: name } = chosen.invoice
  return {
    flow: dossier.flow.flow,
    flowName: dossier.flow.name,
    run: chosen.run.run,
    lastRun: dossier.flow.run,
    invoice: { index, document: name, ...given({ number }) },
    pivot: { name: chosen.pivot, place: file.place },
    version: chosen.run.version,
    fields,
    envelope: explainEnvelope(evidence, file.envelope),
    added,
    isSame: added.length === 0 && fields.every((each) => each.today === undefined),
  }
}

interface PivotFile {
  unit: PivotField[]
  envelope: PivotField[]
  place: number
  invoices: number
}

/** The invoice's part of the archived pivot, told by the one number that is its own for ever. */
async function pivotFile(
  dossier: Dossier,
  { run, invoice, pivot }: ChosenInvoice,
  { archive }: ExplainTools,
): Promise<PivotFile> {
  const sent = dossier.documents.find((each) => each.run === run.run && each.name === pivot)
  if (sent === undefined) throw new Error(`Le registre n’a pas le pivot ${pivot} (not in the record)`)
  const fields = pivotFields(await archive.get(sent.sha256))
  const place = fields.find(
    ({ path, value }) => path === 'DonneesFacture/IdCPRO' && value === invoice.idCpro,
  )?.invoice
  if (place === undefined)
    throw new Error(`Le pivot ${pivot} ne contient pas la facture ${invoice.idCpro} (not in the pivot)`)
  return {
    place,
    unit: fields.filter((each) => each.invoice === place),
    envelope: fields.filter((each) => each.invoice === undefined),
    invoices: new Set(fields.flatMap((each) => each.invoice ?? [])).size,
  }
}

const NOBODY = { code: '', label: '' }

function unitFields({ unit }: Traced): PivotField[] {
  const around = { producedOn: '', flowIdentifier: '', sender: NOBODY, recipient: NOBODY }
  return pivotFields(joinPivot(around, [unit])).filter((each) => each.invoice !== undefined)
}

function parsed({ bytes, document }: Traced) {
  const read = parseXml(bytes)
  if (!read.ok) throw new Error(`${document} : le document accepté ne se lit plus (can no longer be read)`)
  return { value: read.value, [Symbol.dispose]: () => read.value.dispose() }
}

function evidenceOf(work: Work, file: PivotFile, document: Evidence['document']): Evidence {
  const { traced, tracing, deposit, chosen, dossier } = work
  const identifier = file.envelope.find(({ path }) => path.endsWith('ParametreIndiv[2]/Valeurparametre'))
  const sentIn = traced.renvoi === 'Non' ? undefined : sentBefore(dossier, deposit.run).get(traced.index)
  return {
    traced,
    decision: decidePayment(traced.survey.draft),
    context: tracing.context,
    deposit,
    document,
    pivot: { name: chosen.pivot, invoices: file.invoices, ...given({ identifier: identifier?.value }) },
    ...given({ sentIn }),
  }
}

/** The version of the deposit that run read. */
async function depositOf({ flow, versions }: Dossier, { run }: ChosenInvoice, tools: ExplainTools) {
  const corrected = versions.find((each) => each.version === run.version)
  const { sha256, size } = corrected ?? flow
  return {
    flow: flow.flow,
    run: run.run,
    name: flow.name,
    depositor: flow.depositor,
    receivedAt: flow.receivedAt,
    again: run.again,
    sha256,
    content: await archivedContent(tools.archive, { sha256, size }),
  }
}

/** What that run knew of the past, as far as it went into the pivot: what runs before it had sent. */
function askOf(dossier: Dossier): Ask {
  return {
    ...nothingBefore,
    sentBefore: ({ run }) =>
      Promise.resolve(
        [...sentBefore(dossier, run)].map(([index, sentIn]) => ({ index, run: sentIn, keys: [] })),
      ),
  }
}

/** The latest run before this one that sent each place of the flow. */
function sentBefore({ runs }: Dossier, before: number): Map<number, number> {
  const earlier = runs.filter(({ run }) => run < before)
  return new Map(
    earlier.flatMap(({ run, invoices }) =>
      invoices.flatMap(({ index, pivot }) => (pivot === undefined ? [] : [[index, run] as const])),
    ),
  )
}

/** The directory of that run when it is no longer the one in force, as far as it was kept. */
async function directoryThen({ run }: ChosenInvoice, tools: ExplainTools) {
  const mark = run.outcome?.judgedBy.directory
  if (mark === undefined || mark === tools.directory.hash) return {}
  const sha256 = await tools.dossiers.directoryKept(mark)
  if (sha256 === undefined) return {}
  return { directory: await directoryOfMark(tools.archive, { mark, sha256 }) }
}

/** The fields this line of the deposit feeds. */
export function fieldsFedBy(explanation: Pick<Explanation, 'fields'>, line: number): ExplainedField[] {
  return explanation.fields.filter((each) => each.origins.some((origin) => origin.line === line))
}
