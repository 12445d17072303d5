import { advice, type Fault, sentence } from '../../faults/fault.ts'
import { parisDateTime } from '../../invoice/paris.ts'
import { envelopeXml } from '../envelope.ts'
import { type XmlMembers, writeXml } from '../xml-writer.ts'
import { fullText, officialOf, placesText } from './fault-text.ts'
import type { Report, ReportedInvoice } from './report.ts'
import { FLOW_STATUSES, type FlowStatus, statusesOf } from './status-code.ts'

/** One error line of the report: a fault of the flow or of one of its invoices. */
interface ReportLine {
  nature: 'IRRECEVABILITE' | 'REJET'
  fault: Fault
  invoice?: ReportedInvoice
}

/** CPPStatut V1_19, branch CPPFluxStatuts: the last status carries every fault as an error line, and the remarks in its note. */
export function writeReport(report: Report): string {
  const statuses = statusesOf(report)
  const parameters = report.schemas.map((schema) => ({
    code: 'Schma',
    value: `${schema.id} ${schema.version} sha256:${schema.sha256}`,
  }))
  return writeXml({
    CPPStatut: {
      Enveloppe: envelopeXml({ ...report, parameters }),
      CPPFluxStatuts: {
        '@compteur': String(statuses.length),
        CPPFluxStatutUnitaire: statuses.map((status, index) => ({
          '@NumOrdre': String(index + 1),
          DonneesStatut: statusData(status, report, index === statuses.length - 1),
        })),
      },
    },
  })
}

function statusData(status: FlowStatus, report: Report, isLast: boolean): XmlMembers {
  return {
    IdStatut: status,
    ComplementStatut: FLOW_STATUSES[status],
    Commentaire: isLast ? comment(report) : undefined,
    Note: isLast ? note(report) : undefined,
    Horodatage: parisDateTime(report.receivedAt),
    IdFlux: report.reportedFlow,
    Details: isLast ? details(reportLines(report)) : undefined,
  }
}

function comment(report: Report): string {
  const accepted = report.invoices.filter((each) => each.accepted).length
  return `${report.flowName} : ${accepted} facture(s) intégrée(s), ${report.invoices.length - accepted} rejetée(s)`
}

function reportLines(report: Report): ReportLine[] {
  const nature = report.admissible ? 'REJET' : 'IRRECEVABILITE'
  return [
    ...report.faults.map((fault) => ({ nature, fault }) as const),
    ...report.invoices.flatMap((invoice) =>
      invoice.faults.map((fault) => ({ nature: 'REJET', fault, invoice }) as const),
    ),
  ]
}

/** Remarks reject nothing: they stand apart from the error lines, where a depositor's system looks for rejections. */
function note(report: Report): string | undefined {
  const remarks = [
    ...report.remarks.map((fault) => ({ fault })),
    ...report.invoices.flatMap((invoice) => invoice.remarks.map((fault) => ({ fault, invoice }))),
  ]
  if (remarks.length === 0) return undefined
  return remarks
    .map((each) => `REMARQUE ${each.fault.code} : ${sentence(each.fault)} | ${description(each, true)}`)
    .join('\n')
}

function details(lines: readonly ReportLine[]): XmlMembers | undefined {
  if (lines.length === 0) return undefined
  return {
    '@NbLignesErreur': String(lines.length),
    LigneErreurDetail: lines.map((each, index) => ({
      '@IdLigne': String(index + 1),
      NatureErreur: each.nature,
      CodeErreur: each.fault.code,
      LibelleErreur: sentence(each.fault),
      DescriptionErreur: description(each),
    })),
  }
}

/** Official code, file and number, place, what to do, and the same in English: all that helps to mend it. */
function description({ fault, invoice }: Omit<ReportLine, 'nature'>, isRemark = false): string {
  const official = isRemark ? undefined : officialOf(fault)
  const where = placesText(fault)
  const parts = [
    ...(official === undefined ? [] : [`Code officiel : ${official}`]),
    ...(invoice === undefined
      ? []
      : [`Facture ${invoice.number ?? '(numéro illisible)'}, fichier ${invoice.document}`]),
    ...(where === '' ? [] : [`Où : ${where}`]),
    ...(fault.rule === undefined ? [] : [`Règle : ${fault.rule}`]),
    `À faire : ${advice(fault)}`,
    `English: ${fullText(fault, 'en')}`,
  ]
  return parts.join(' | ')
}
