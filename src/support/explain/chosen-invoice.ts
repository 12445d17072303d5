import type { Dossier, DossierInvoice, DossierRun } from '../../record/dossier.ts'

/** The invoice of a flow that is asked about, and the run whose pivot carries it. */
export interface ChosenInvoice {
  run: DossierRun
  invoice: DossierInvoice
  /** Name of the pivot. */
  pivot: string
}

export interface InvoiceQuestion {
  /** A run of the flow; else the last whose pivot carries the invoice. */
  run?: number
  /** Its number, or its place in the flow (`index`); may be left out when the flow has one invoice. */
  invoice?: string
  /** Its place in the flow, whatever the numbers are. */
  index?: number
}

/** Why no invoice can be explained, with the invoices to choose among when that is why. */
export interface NoInvoice {
  refusal:
    | 'expired'
    | 'unknown-run'
    | 'no-outcome'
    | 'blocked'
    | 'no-invoice'
    | 'unknown-invoice'
    | 'several-invoices'
    | 'rejected'
  among: readonly DossierInvoice[]
}

/** The invoice meant, in the run that sent it. */
export function chosenInvoice(dossier: Dossier, question: InvoiceQuestion): ChosenInvoice | NoInvoice {
  const { flow } = dossier
  if (flow.documentsExpiredAt !== undefined || flow.expiredAt !== undefined) return none('expired')
  const runs = runsAsked(dossier, question.run)
  const [last] = runs
  if (last === undefined) return none('unknown-run')
  const judged = runs.find((run) => run.invoices.length > 0)
  if (judged === undefined) return none(withoutInvoices(last))
  const meant = invoicesMeant(runs, question)
  const [first] = meant
  if (first === undefined) return none('unknown-invoice', judged.invoices)
  const sent = meant.flatMap(({ index }) => sentOf(dossier, runs, index) ?? [])
  const [only, ...others] = sent
  if (only !== undefined && others.length === 0 && (meant.length === 1 || question.invoice !== undefined))
    return only
  return meant.length > 1 ? none('several-invoices', meant) : none('rejected', [first])
}

function none(refusal: NoInvoice['refusal'], among: readonly DossierInvoice[] = []): NoInvoice {
  return { refusal, among }
}

/** The newest first. */
function runsAsked({ runs }: Dossier, asked: number | undefined): DossierRun[] {
  return asked === undefined ? runs.toReversed() : runs.filter(({ run }) => run === asked)
}

function withoutInvoices({ state, outcome }: DossierRun): NoInvoice['refusal'] {
  if (state === 'blocked') return 'blocked'
  return outcome === undefined ? 'no-outcome' : 'no-invoice'
}

/** Those of the newest run that has one of this number, else the one of this place; each once. */
function invoicesMeant(
  runs: readonly DossierRun[],
  { invoice, index }: InvoiceQuestion,
): readonly DossierInvoice[] {
  for (const { invoices } of runs) {
    const meant =
      index === undefined
        ? invoice === undefined
          ? invoices
          : matching(invoices, invoice)
        : invoices.filter((each) => each.index === index)
    if (meant.length > 0) return meant
  }
  return []
}

function matching(invoices: readonly DossierInvoice[], text: string): readonly DossierInvoice[] {
  const named = invoices.filter((each) => each.number === text)
  return named.length > 0 ? named : invoices.filter((each) => String(each.index) === text)
}

/** The run that sent the invoice at this place: the newest of those asked about, or the earlier one it points to. */
function sentOf(
  { runs: all }: Dossier,
  runs: readonly DossierRun[],
  index: number,
): ChosenInvoice | undefined {
  for (const asked of runs) {
    const found = invoiceAt(asked, index)
    const run =
      found?.deliveredRun === undefined ? asked : all.find(({ run: each }) => each === found.deliveredRun)
    const invoice = run && invoiceAt(run, index)
    if (run !== undefined && invoice?.pivot !== undefined) return { run, invoice, pivot: invoice.pivot }
  }
  return undefined
}

function invoiceAt({ invoices }: DossierRun, index: number): DossierInvoice | undefined {
  return invoices.find((each) => each.index === index)
}
