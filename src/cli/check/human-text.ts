import { styleText } from 'node:util'
import { advice, type Fault, sentence } from '../../faults/fault.ts'
import { officialOf, placesText } from '../../formats/status/fault-text.ts'
import type { FinalState, InvoiceOutcome, Outcome } from '../../pipeline/outcome.ts'
import { factorText } from '../factor-text.ts'

const VERDICTS = {
  integrated: ['green', '✓ ACCEPTÉ (accepted)'],
  'partially-integrated': ['yellow', '◐ ACCEPTÉ EN PARTIE (partly accepted)'],
  rejected: ['red', '✗ REJETÉ (rejected)'],
} as const satisfies Record<FinalState, readonly ['green' | 'yellow' | 'red', string]>

/** The verdict on a file for a person at a terminal: coloured only there, French first. */
export function humanText(file: string, outcome: Outcome, pivots: readonly string[]): string {
  const [colour, verdict] = VERDICTS[outcome.state]
  const schema = outcome.judgedBy.schemas.map((each) => `  ${each.id}`).join('')
  return [
    `${paint([colour, 'bold'], verdict)}  ${paint('bold', file)}${paint('dim', schema)}`,
    ...faultsText('red', outcome.faults),
    ...faultsText('yellow', outcome.remarks),
    ...outcome.invoices.flatMap(invoiceText),
    ...pivots.map((path) => `  Pivot       : ${path}`),
    '',
  ].join('\n')
}

function invoiceText(of: InvoiceOutcome): string[] {
  const { sketch } = of
  const faults = [...faultsText('red', of.faults), ...faultsText('yellow', of.remarks)]
  if (sketch === undefined) return faults
  const { number = '?', type = '?', frame = '?', amounts, currency = '', supplier, recipient } = sketch
  const to = of.route?.structureName ?? recipient.name ?? '?'
  return [
    `  Facture     : ${number}  type ${type}  cadre ${frame}  ${amounts.ttc ?? '?'} ${currency} TTC`,
    `  De → à      : ${supplier.name ?? '?'} (${supplier.id ?? '?'}) → ${to} (${of.route?.siret ?? recipient.siret ?? '?'}${service(recipient.service)})`,
    ...factorText(sketch.factor, sketch.account).map((line) => `  ${line}`),
    ...faults,
  ]
}

function service(code: string | undefined): string {
  return code === undefined ? '' : `, service ${code}`
}

function faultsText(colour: 'red' | 'yellow', faults: readonly Fault[]): string[] {
  return faults.flatMap((fault) => {
    const official = colour === 'red' ? officialOf(fault) : undefined
    const where = placesText(fault)
    return [
      `  ${paint(colour, fault.code)}${official === undefined ? '' : ` (${official})`}  ${sentence(fault)}`,
      ...(where === '' ? [] : [`    Où      : ${where}`]),
      ...(fault.rule === undefined ? [] : [`    Règle   : ${fault.rule}`]),
      `    À faire : ${advice(fault)}`,
      paint('dim', `    (${sentence(fault, 'en')})`),
    ]
  })
}

function paint(format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { stream: process.stdout })
}
