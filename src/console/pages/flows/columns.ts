import { money } from '../../../formats/readable/view/french.ts'
import { oneLine } from '../../../formats/readable/view/plain-text.ts'
import { amount } from '../../../invoice/amount.ts'
import type { FoundFlow } from '../../../record/found-flows.ts'
import type { Words } from '../../../support/words.ts'
import { flowsHref } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { ago, instant } from '../../parts/instant.ts'
import { stateMark } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'

/** A column of the list of flows. */
export interface Column {
  name: string
  title: Words
  cell(of: FoundFlow, visit: Visit): Markup
  isNumber?: true
  /** Shown when nobody chose columns. */
  isUsual?: true
}

const UNKNOWN = html`<span class="soft">–</span>`
/** Codes a cell shows; of the others it says how many there are. */
const CODES_SHOWN = 2

/** In the order they are shown; the first is the way to the flow and always there. */
export const COLUMNS: readonly Column[] = [
  {
    name: 'flow',
    title: { fr: 'Flux', en: 'Flow' },
    cell: ({ flow }) => html`<a class="row-link mono" href="/flows/${flow}">${flow}</a>`,
    isUsual: true,
  },
  {
    name: 'state',
    title: { fr: 'État', en: 'State' },
    cell: ({ state }, visit) => stateMark(visit, state),
    isUsual: true,
  },
  {
    name: 'received',
    title: { fr: 'Reçu', en: 'Received' },
    cell: ({ receivedAt }, visit) => ago(visit, receivedAt),
    isUsual: true,
  },
  {
    name: 'received-at',
    title: { fr: 'Date de réception', en: 'Received at' },
    cell: ({ receivedAt }) => instant(receivedAt),
  },
  {
    name: 'invoice',
    title: { fr: 'Facture', en: 'Invoice' },
    cell: invoiceCell,
    isUsual: true,
  },
  {
    name: 'supplier',
    title: { fr: 'Fournisseur', en: 'Supplier' },
    cell: ({ invoice }) => named(invoice?.supplierName, invoice?.supplierId),
    isUsual: true,
  },
  {
    name: 'recipient',
    title: { fr: 'Destinataire', en: 'Recipient' },
    cell: ({ invoice }) => named(invoice?.recipientName, invoice?.recipient),
    isUsual: true,
  },
  {
    name: 'amount',
    title: { fr: 'Montant TTC', en: 'Amount' },
    cell: ({ invoice }) => sum(invoice?.amount, invoice?.currency),
    isNumber: true,
    isUsual: true,
  },
  {
    name: 'codes',
    title: { fr: 'Anomalies', en: 'Faults' },
    cell: ({ faults }) => codes(faults),
    isUsual: true,
  },
  {
    name: 'remarks',
    title: { fr: 'Remarques', en: 'Remarks' },
    cell: ({ remarks }) => codes(remarks),
  },
  {
    name: 'depositor',
    title: { fr: 'Déposant', en: 'Depositor' },
    cell: ({ depositor }) => html`<a href="${flowsHref({ depositor })}">${depositor}</a>`,
    isUsual: true,
  },
  {
    name: 'interface',
    title: { fr: 'Interface', en: 'Interface' },
    cell: ({ interfaceCode }) =>
      interfaceCode === undefined ? UNKNOWN : html`<span class="mono">${interfaceCode}</span>`,
  },
  {
    name: 'invoices',
    title: { fr: 'Factures', en: 'Invoices' },
    cell: ({ accepted, invoices }) => html`${accepted}/${invoices}`,
    isNumber: true,
  },
  {
    name: 'run',
    title: { fr: 'Passage', en: 'Run' },
    cell: ({ run }) => html`${run}`,
    isNumber: true,
  },
  {
    name: 'file',
    title: { fr: 'Fichier', en: 'File' },
    cell: ({ name }) => html`<span class="mono cut" title="${oneLine(name)}">${oneLine(name)}</span>`,
  },
]

/** Those of these names, in the list's order, the first always; the usual ones when none is known. */
export function columnsNamed(names: readonly string[]): Column[] {
  const known = COLUMNS.filter(({ name }) => names.includes(name))
  if (known.length === 0) return COLUMNS.filter(({ isUsual }) => isUsual === true)
  return COLUMNS.filter((each, index) => index === 0 || known.includes(each))
}

function invoiceCell({ invoice, invoices }: FoundFlow): Markup {
  const more = invoices > 1 ? html` <span class="soft nowrap">+ ${invoices - 1}</span>` : NOTHING
  return invoice?.number === undefined ? html`${UNKNOWN}${more}` : html`${cut(invoice.number)}${more}`
}

function named(name: string | undefined, id: string | undefined): Markup {
  if (name === undefined && id === undefined) return UNKNOWN
  if (name === undefined) return html`<span class="mono">${oneLine(id ?? '?')}</span>`
  return html`${cut(name)}${id === undefined ? NOTHING : html`<span class="second mono">${oneLine(id)}</span>`}`
}

function cut(text: string): Markup {
  return html`<span class="cut" title="${oneLine(text)}">${oneLine(text)}</span>`
}

function sum(text: string | undefined, currency: string | undefined): Markup {
  const value = text === undefined ? undefined : amount(text)
  if (value === undefined) return UNKNOWN
  return html`${money(value, currency ?? '')}`
}

function codes(all: readonly string[]): Markup {
  if (all.length === 0) return NOTHING
  const shown = all
    .slice(0, CODES_SHOWN)
    .map((fault) => html`<a class="code-tag" href="${flowsHref({ fault })}">${fault}</a> `)
  const more =
    all.length > CODES_SHOWN ? html`<span class="soft">+ ${all.length - CODES_SHOWN}</span>` : NOTHING
  return html`<span class="nowrap">${shown}${more}</span>`
}
