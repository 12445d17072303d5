import { frenchDay } from '../../invoice/paris.ts'
import type { FactorView } from '../../support/show/factor-view.ts'
import type { FlowView, InvoiceView } from '../../support/show.ts'
import { figure, safe } from '../layout.ts'
import { paint } from '../paint.ts'
import { faultText } from './fault-text.ts'
import { labelled, paragraph, pathText, table } from './lines.ts'

/** Beyond so many invoices, those that went well have a line each. */
const MOST_IN_FULL = 3
/** Beyond so many lines, they are counted. */
const MOST_LINES = 50

/** Every invoice of the run: all of each when they are few or something is to be said of it. */
export function invoicesText({ invoices, flow }: Pick<FlowView, 'invoices' | 'flow'>): string[] {
  const inFull = (of: InvoiceView) => [...invoiceText(of, flow.name), '']
  if (invoices.length <= MOST_IN_FULL) return invoices.flatMap(inFull)
  const lines = table(invoices.slice(0, MOST_LINES).map(rowOf))
  const others = invoices.length - lines.length
  const told = invoices.filter((each) => !each.accepted || each.remarks.length > 0)
  return [
    ...lines,
    ...(others > 0 ? [`  … et ${figure(others)} autres (more)`] : []),
    '',
    ...told.flatMap(inFull),
  ]
}

/** All there is to say of one; its document is told where it is not the flow itself. */
function invoiceText(of: InvoiceView, flowName: string): string[] {
  const document = of.document === flowName ? '' : paint('dim', `  ${safe(of.document, 100)}`)
  return [
    `  ${mark(of)} ${paint('bold', safe(of.number ?? '(numéro illisible)'))}${document}`,
    ...contentText(of),
    ...(of.factor === undefined ? [] : factorText(of.factor)),
    ...of.faults.flatMap((each) => faultText(each, 4)),
    ...of.remarks.flatMap((each) => faultText(each, 4)),
  ]
}

function mark({ accepted }: InvoiceView): string {
  return accepted ? paint('green', '✓') : paint('red', '✗')
}

const AMOUNT_COLUMN = 14

function rowOf(of: InvoiceView): string[] {
  const codes = [...new Set([...of.faults, ...of.remarks].map(({ code }) => code))].join(' ')
  const to = of.recipient.application?.code ?? of.recipient.name ?? of.recipient.siret
  const parties = `${safe(of.supplier.name ?? of.supplier.id ?? '?', 32)} → ${safe(to ?? '?', 32)}`
  return [
    mark(of),
    safe(of.number ?? '?', 40),
    amount(of).padStart(AMOUNT_COLUMN),
    `${codes === '' ? '' : `${paint(of.accepted ? 'yellow' : 'red', codes)}  `}${parties}`,
  ]
}

function amount({ amounts, currency }: InvoiceView): string {
  return amounts.ttc === undefined ? '' : `${safe(amounts.ttc, 30)} ${safe(currency ?? '', 10)}`.trim()
}

const UNDER = { indent: 4, column: 10 }

function contentText(of: InvoiceView): string[] {
  const what = [
    ...(of.amounts.ttc === undefined ? [] : [`${amount(of)} TTC`]),
    ...(of.type === undefined ? [] : [`type ${safe(of.type, 20)}`]),
    ...(of.frame === undefined ? [] : [`cadre ${safe(of.frame, 20)}`]),
    ...(of.issueDate === undefined ? [] : [`du ${day(of.issueDate)}`]),
    ...(of.engagement === undefined ? [] : [`engagement ${safe(of.engagement, 60)}`]),
  ]
  const { pivot, idCpro, supplier, recipient } = of
  const to = [partyText(recipient.name, recipient.siret), recipient.service].filter(
    (each) => each !== undefined,
  )
  const { application } = recipient
  const route = application === undefined ? '' : ` → ${safe(application.label)} (${application.code})`
  return [
    ...(what.length === 0 ? [] : [labelled('', what.join(' · '), { indent: 4, column: 0 })]),
    ...(supplier.id === undefined && supplier.name === undefined
      ? []
      : [labelled('de', partyText(supplier.name, supplier.id), UNDER)]),
    ...(recipient.siret === undefined && recipient.name === undefined
      ? []
      : [labelled('à', `${to.map((each) => safe(each)).join(', service ')}${route}`, UNDER)]),
    ...(pivot === undefined
      ? []
      : [labelled('pivot', `${pivot.name}${inRun(pivot.run)}  IdCPRO ${idCpro ?? '?'}`, UNDER)]),
  ]
}

function inRun(run: number): string {
  return run === 0 ? '' : `  passage ${run}`
}

function day(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? frenchDay(text) : safe(text, 40)
}

function partyText(name: string | undefined, id: string | undefined): string {
  const known = [name, name === undefined ? id : id && `(${id})`].filter((each) => each !== undefined)
  return safe(known.join(' '), 200)
}

const FACTOR_COLOURS = { none: 'dim', present: 'green', ignored: 'yellow' } as const satisfies Record<
  FactorView['status'],
  string
>

/** The answer to « why is my factor not in the pivot », with what it was decided from. */
function factorText(of: FactorView): string[] {
  if (of.status === 'none' && of.sources.length === 0) return [paint('dim', paragraph(of.sentence.fr, 4))]
  const column = Math.max(...of.sources.map(({ label }) => label.fr.length), 0) + 2
  const under = { indent: 6, column }
  return [
    paint(FACTOR_COLOURS[of.status], paragraph(of.sentence.fr, 4)),
    ...of.sources.flatMap(({ label, value, source }) => [
      labelled(label.fr, `« ${safe(value, 400)} »${lineText(source?.line)}`, under),
      ...(source === undefined ? [] : [labelled('', pathText(source.xpath), under)]),
    ]),
  ]
}

function lineText(line: number | undefined): string {
  return line === undefined ? '' : `, ligne ${line}`
}
