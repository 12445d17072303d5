import { advice, type Fault, sentence } from '../../faults/fault.ts'
import { parisText } from '../../invoice/paris.ts'
import { headOf, placesText } from './fault-text.ts'
import type { Report, ReportedInvoice } from './report.ts'

const VERDICTS = {
  integrated: 'INTÉGRÉ',
  'partially-integrated': 'INTÉGRÉ EN PARTIE',
  rejected: 'REJETÉ',
} as const satisfies Record<Report['verdict'], string>

/** The report as a short text for a person: French first, the English of each sentence under it. */
export function writeReportText(report: Report): string {
  const lines = [
    'COMPTE RENDU DE DÉPÔT',
    '',
    `Flux     : ${report.flowName}`,
    `Reçu le  : ${parisText(report.receivedAt)} (heure de Paris)`,
    `Verdict  : ${report.admissible ? VERDICTS[report.verdict] : 'IRRECEVABLE'}`,
    ...report.schemas.map(
      (each) => `Schéma   : ${each.id} ${each.version} (sha256 ${each.sha256.slice(0, 16)}…)`,
    ),
    '',
    ...faultLines('Anomalie', report.faults),
    ...faultLines('Remarque', report.remarks),
    ...report.invoices.flatMap(invoiceLines),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function invoiceLines(invoice: ReportedInvoice): string[] {
  const amount = invoice.amount === undefined ? '' : `, ${invoice.amount} ${invoice.currency ?? ''} TTC`
  const parties = [invoice.supplierName, invoice.recipientName]
    .filter((each) => each !== undefined)
    .join(' → ')
  return [
    `Facture ${invoice.number ?? '(numéro illisible)'} : ${invoice.accepted ? 'INTÉGRÉE' : 'REJETÉE'}`,
    ...(parties === '' ? [] : [`  ${parties}${amount.trimEnd()}`]),
    '',
    ...faultLines('Anomalie', invoice.faults),
    ...faultLines('Remarque', invoice.remarks),
  ]
}

function faultLines(title: 'Anomalie' | 'Remarque', faults: readonly Fault[]): string[] {
  return faults.flatMap((fault, index) => {
    const where = placesText(fault)
    return [
      `  ${title} ${index + 1} [${headOf(fault, title === 'Remarque')}]`,
      `    ${sentence(fault)}`,
      `    (${sentence(fault, 'en')})`,
      ...(where === '' ? [] : [`    Où      : ${where}`]),
      ...(fault.rule === undefined ? [] : [`    Règle   : ${fault.rule}`]),
      `    À faire : ${advice(fault)}`,
      `    (${advice(fault, 'en')})`,
      '',
    ]
  })
}
