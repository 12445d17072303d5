import type { FlowView, InvoiceView } from '../../support/show.ts'
import { figure, safe } from '../layout.ts'
import { paint } from '../paint.ts'
import { STATE_WORDS } from '../state-words.ts'
import { faultText } from './fault-text.ts'
import { invoicesText } from './invoice-text.ts'
import { journeyText } from './journey-text.ts'
import { clock, paragraph, title } from './lines.ts'
import { deliveriesText, papersText, runsText } from './papers-text.ts'

const LONGEST = 1_500

/** A flow for a person at a terminal: the verdict first, what it is about, then all that happened. */
export function flowText(of: FlowView): string {
  return [
    ...headText(of),
    '',
    ...verdictText(of),
    ...invoicesPart(of),
    ...part('Trajet', 'journey, Paris time', journeyText(of.journey)),
    ...part('Remises', 'deliveries', deliveriesText(of)),
    ...part('Documents', 'documents', papersText(of)),
    ...part('Passages', 'runs', runsText(of)),
  ]
    .join('\n')
    .trimEnd()
}

function headText({ flow, verdict, expiry }: FlowView): string[] {
  const { fr, colour } = STATE_WORDS[verdict.state]
  const { day, time } = clock(flow.receivedAt)
  const facts = [
    `déposé par ${flow.depositor} le ${day} à ${time}`,
    ...(flow.interfaceCode === undefined ? [] : [flow.interfaceCode]),
    `${figure(flow.size)} octets`,
  ]
  return [
    `${paint([colour, 'bold'], fr.toUpperCase())}  ${paint('bold', `flux ${flow.flow}`)}  ${safe(flow.name)}`,
    paint('dim', paragraph(facts.join(' · '), 2)),
    ...(expiry === undefined ? [] : [paint('yellow', paragraph(expiry.fr, 2))]),
  ]
}

function verdictText({ verdict, faults, remarks }: FlowView): string[] {
  return [
    paint('bold', paragraph(safe(verdict.sentence.fr, LONGEST), 2)),
    paint('dim', paragraph(`(${safe(verdict.sentence.en, LONGEST)})`, 2)),
    ...(verdict.advice === undefined ? [] : [paragraph(`→ ${verdict.advice.fr}`, 2)]),
    '',
    ...[...faults, ...remarks].flatMap((each) => [...faultText(each, 2), '']),
  ]
}

function invoicesPart(of: FlowView): string[] {
  const { invoices, runs, run } = of
  if (invoices.length === 0) return []
  const which = runs.length > 1 ? ` du passage ${run}` : ''
  const head =
    invoices.length > 1
      ? title(`${figure(invoices.length)} factures${which}`, 'invoices')
      : title(`Facture${which}`, 'invoice')
  return [head, ...invoicesText(of)]
}

function part(fr: string, en: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title(fr, en), ...lines, '']
}

/** The view with one of its invoices alone. */
export function withInvoice(view: FlowView, words: string): FlowView | undefined {
  const named = view.invoices.filter(({ number }) => number === words)
  const invoices: InvoiceView[] =
    named.length > 0 ? named : view.invoices.filter(({ index }) => String(index) === words)
  return invoices.length === 0 ? undefined : { ...view, invoices }
}
