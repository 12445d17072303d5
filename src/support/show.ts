import type { Partner } from '../formats/envelope.ts'
import { given } from '../invoice/given.ts'
import type { Dossier, DossierInvoice, DossierReplay, DossierRun, FlowHead } from '../record/dossier.ts'
import { type Delivery, deliveriesOf } from './show/delivery.ts'
import { expiryOf } from './show/expiry.ts'
import { type FactorView, factorView } from './show/factor-view.ts'
import { type FaultView, faultView } from './show/fault-view.ts'
import { journeyOf, type Moment } from './show/journey.ts'
import { type Paper, papersOf } from './show/paper.ts'
import { bareVerdict, type Verdict, verdictOf } from './show/verdict.ts'
import type { Words } from './words.ts'

/** A flow as a person is shown it: what became of it and why, what it gave, what happened to it, what it went through. */
export interface FlowView {
  flow: FlowHead
  verdict: Verdict
  /** The run that verdict, faults and invoices are of. */
  run: number
  /** Of the flow as a whole. */
  faults: FaultView[]
  remarks: FaultView[]
  invoices: InvoiceView[]
  journey: Moment[]
  deliveries: Delivery[]
  /** What the archive has of it, or had. */
  papers: Paper[]
  runs: RunView[]
  replays: DossierReplay[]
  /** What retention took away; absent while all is there. */
  expiry?: Words
}

/** One invoice of the run, as far as it could be read. */
export interface InvoiceView {
  index: number
  document: string
  number?: string
  accepted: boolean
  type?: string
  frame?: string
  issueDate?: string
  currency?: string
  amounts: DossierInvoice['amounts']
  supplier: DossierInvoice['supplier']
  recipient: { siret?: string; service?: string; name?: string; application?: Partner }
  engagement?: string
  idCpro?: string
  /** The pivot that carries it, and the run that pivot is of. */
  pivot?: { name: string; run: number }
  factor?: FactorView
  faults: FaultView[]
  remarks: FaultView[]
}

export interface RunView extends Omit<DossierRun, 'invoices' | 'outcome'> {
  invoices: number
  accepted: number
  /** Codes of its faults, each once. */
  codes: string[]
  /** Milliseconds from its start to its outcome. */
  ms?: number
  journey: NonNullable<DossierRun['outcome']>['journey']
  judgedBy?: NonNullable<DossierRun['outcome']>['judgedBy']
}

/**
 * The flow as a person is shown it, as of this run; else of its last one that came to something, the flow's state being
 * told whatever run is pending. `undefined` when it has no such run.
 */
export function flowView(dossier: Dossier, asked: { run?: number } = {}): FlowView | undefined {
  const deliveries = deliveriesOf(dossier)
  const run = runShown(dossier, asked.run)
  if (run === undefined && asked.run !== undefined) return undefined
  const state = asked.run === undefined ? dossier.flow.state : (run?.state ?? dossier.flow.state)
  const spoken = asked.run === undefined ? dossier.runs.at(-1) : run
  return {
    flow: dossier.flow,
    verdict:
      spoken === undefined
        ? bareVerdict(dossier.flow)
        : verdictOf({ dossier, run: spoken, state, deliveries }),
    run: run?.run ?? dossier.flow.run,
    faults: (run?.outcome?.faults ?? []).map((each) => faultView(each, 'fault')),
    remarks: (run?.outcome?.remarks ?? []).map((each) => faultView(each, 'remark')),
    invoices: (run?.invoices ?? []).map((each) => invoiceView(each, dossier)),
    journey: journeyOf(dossier, deliveries),
    deliveries,
    papers: papersOf(dossier),
    runs: dossier.runs.map(runView),
    replays: dossier.replays,
    ...given({ expiry: expiryOf(dossier) }),
  }
}

function runShown({ runs }: Dossier, asked: number | undefined): DossierRun | undefined {
  if (asked !== undefined) return runs.find(({ run }) => run === asked)
  return runs.findLast(({ outcome, state }) => outcome !== undefined || state === 'blocked') ?? runs.at(-1)
}

function invoiceView(of: DossierInvoice, { runs, flow }: Dossier): InvoiceView {
  const { factor, accountEnd, route, faults, remarks, deliveredRun, pivot, ...known } = of
  const judged = { accepted: of.accepted, ...given({ accountEnd }) }
  const earlier = runs.find(({ run }) => run === deliveredRun)
  const inEarlier = earlier?.invoices.find(({ index }) => index === of.index)?.pivot
  const own = pivot === undefined ? undefined : { name: pivot, run: runOf(of, runs) ?? flow.run }
  const carried =
    inEarlier === undefined || earlier === undefined ? own : { name: inEarlier, run: earlier.run }
  return {
    ...known,
    recipient: {
      ...of.recipient,
      ...given({
        siret: route?.siret ?? of.recipient.siret,
        name: route?.structureName,
        application: route && { code: route.application, label: route.applicationLabel },
      }),
    },
    faults: faults.map((each) => faultView(each, 'fault')),
    remarks: remarks.map((each) => faultView(each, 'remark')),
    ...given({ pivot: carried, factor: factor && factorView(factor, judged) }),
  }
}

function runOf(invoice: DossierInvoice, runs: readonly DossierRun[]): number | undefined {
  return runs.find(({ invoices }) => invoices.includes(invoice))?.run
}

function runView({ invoices, outcome, ...known }: DossierRun): RunView {
  const faults = [...(outcome?.faults ?? []), ...invoices.flatMap((each) => each.faults)]
  const { startedAt, endedAt } = known
  const ms =
    startedAt === undefined || endedAt === undefined ? undefined : Date.parse(endedAt) - Date.parse(startedAt)
  return {
    ...known,
    invoices: invoices.length,
    accepted: invoices.filter((each) => each.accepted).length,
    codes: [...new Set(faults.map(({ code }) => code))],
    journey: outcome?.journey ?? [],
    ...given({ ms, judgedBy: outcome?.judgedBy }),
  }
}
