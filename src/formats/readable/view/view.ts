import type Big from 'big.js'
import { type Amount, big, fromBig } from '../../../invoice/amount.ts'
import { FRAMES } from '../../../invoice/frame.ts'
import type { Invoice } from '../../../invoice/invoice.ts'
import { day, dayInParis, isZero, money } from './french.ts'
import { currencyLabel, DOCUMENT_TYPES, NET_LABELS, TITLES } from './labels.ts'
import { deliveryPanel, partyPanels, present } from './party-panels.ts'
import { asksPayment, factorPanel, paymentSection } from './payment-section.ts'
import { oneLine, plainText } from './plain-text.ts'
import type { Field, ReadableContext, ReadableView, TextSection, Total } from './readable-view.ts'
import { adjustmentTable, attachmentTable, lineTable, taxTable } from './tables.ts'

/** The one reading of an invoice that its PDF and its HTML both show; the same invoice and context give an equal view. */
export function readableView(invoice: Invoice, context: ReadableContext): ReadableView {
  const kind = TITLES[invoice.type]
  const number = oneLine(invoice.number)
  const payment = paymentSection(invoice)
  const delivery = deliveryPanel(invoice)
  const factor = payment === undefined ? factorPanel(invoice) : undefined
  return {
    kind,
    number,
    title: `${kind} n° ${number}`,
    author: oneLine(invoice.supplier.name),
    subject: `${FRAMES[invoice.frame]}, ${day(invoice.issueDate)}`,
    facts: facts(invoice),
    parties: partyPanels(invoice, context),
    references: references(invoice),
    ...(delivery === undefined ? {} : { delivery }),
    lines: lineTable(invoice),
    adjustments: adjustmentTable(invoice),
    taxes: taxTable(invoice),
    totals: totals(invoice),
    ...(payment === undefined ? {} : { payment }),
    ...(factor === undefined ? {} : { factor }),
    notes: notes(invoice),
    attachments: attachmentTable(invoice),
    footer: {
      origin: `Document lisible établi par Écluse à partir de la facture électronique reçue le ${dayInParis(context.receivedAt)} ; la donnée fait foi.`,
      flow: `Flux ${oneLine(context.flowName)}`,
      page: (page, pages) => `Page ${page}/${pages}`,
    },
  }
}

function facts(invoice: Invoice): Field[] {
  const { type, typeCode, payment } = invoice
  const dueDate = asksPayment(invoice) && payment.dueDate !== undefined ? day(payment.dueDate) : undefined
  const another = typeCode === type ? undefined : `${typeCode} ${DOCUMENT_TYPES.get(typeCode) ?? ''}`
  return present([
    ['Date d’émission', day(invoice.issueDate)],
    ['Échéance', dueDate],
    ['Devise', currencyLabel(invoice.currency)],
    ['Type de document', another],
    ['Cadre de facturation', `${invoice.frame} – ${FRAMES[invoice.frame]}`],
  ])
}

function references(invoice: Invoice): Field[] {
  return present([
    ['N° d’engagement', invoice.engagement],
    ['N° de marché', invoice.market],
    ['Facture d’origine', invoice.originInvoice],
    ['Période de facturation', periodText(invoice.period)],
    ['Date de livraison', invoice.deliveryDate && day(invoice.deliveryDate)],
  ])
}

function periodText(period: Invoice['period']): string | undefined {
  if (period === undefined) return undefined
  const { start, end, description } = period
  const from = start === undefined ? '' : `du ${day(start)}`
  const to = end === undefined ? '' : `${start === undefined ? 'jusqu’au' : 'au'} ${day(end)}`
  const dates = [from, to].filter((part) => part !== '').join(' ')
  return [dates, description].filter((part) => part !== undefined && part !== '').join('\n')
}

function totals(invoice: Invoice): Total[] {
  const { totals, currency, type, frame } = invoice
  const rows: [label: string, value: Amount | undefined][] = [
    ['Total des remises', unlessZero(totals.allowance)],
    ['Total des majorations', unlessZero(totals.charge)],
    ['Total HT', totals.taxExclusive],
    ['Total TVA', totals.tax ?? sumOfTaxes(invoice)],
    ['Total TTC', totals.taxInclusive],
    ['Déjà payé', unlessZero(totals.prepaid)],
  ]
  const shown: Total[] = []
  for (const [label, value] of rows) {
    if (value !== undefined) shown.push({ label, value: money(value, currency), due: false })
  }
  const paid = frame === 'A2' ? { remark: 'Facture déjà payée' } : {}
  return [...shown, { label: NET_LABELS[type], value: money(totals.payable, currency), due: true, ...paid }]
}

function unlessZero(value: Amount | undefined): Amount | undefined {
  return value !== undefined && isZero(value) ? undefined : value
}

/** Where the header has no tax total, the sum of its own subtotals, exact. */
function sumOfTaxes(invoice: Invoice): Amount | undefined {
  const sum = invoice.taxes.reduce<Big | undefined>(
    (total, { tax }) => total?.plus(big(tax)) ?? big(tax),
    undefined,
  )
  return sum === undefined ? undefined : fromBig(sum)
}

/** A note may hold several, parted by `§`. */
function notes(invoice: Invoice): TextSection {
  const paragraphs = invoice.notes.flatMap((note) => note.split('§')).map(plainText)
  return { title: 'Notes', paragraphs: paragraphs.filter((paragraph) => paragraph !== '') }
}
