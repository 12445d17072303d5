import type { Envelope } from '../../formats/envelope.ts'
import type { Report, ReportedInvoice } from '../../formats/status/report.ts'
import { writeReportText } from '../../formats/status/text.ts'
import { writeReport } from '../../formats/status/writer.ts'
import { verifyOwn } from '../../formats/own-document.ts'
import { given } from '../../invoice/given.ts'
import { parisDay } from '../../invoice/paris.ts'
import { outgoingName, parse } from '../../reception/flow-name.ts'
import type { Context } from '../context.ts'
import type { Deposit, InvoiceOutcome, OutgoingDocument, Outcome } from '../outcome.ts'
import { reportSequence } from '../sequences.ts'
import type { PivotFile } from './pivot.ts'

/** The report's interface has the deposit's digits; a deposit whose name cannot be read has none. */
const NO_DIGITS = '0000'

/** Every document to send: the pivots to the recipients' endpoints, the report in both its forms to the depositor. */
export function route(
  outcome: Omit<Outcome, 'documents'>,
  pivots: readonly PivotFile[],
  deposit: Deposit,
  context: Context,
): OutgoingDocument[] {
  return [...pivots.flatMap(pivotDocument), ...reportDocuments(outcome, deposit, context)]
}

/** A recipient taken as known only to examine a file has no endpoint: its pivot is shown, not sent. */
function pivotDocument(file: PivotFile): OutgoingDocument[] {
  const endpoint = file.route.endpoint ?? `application:${file.route.application}`
  return [{ kind: 'pivot', endpoint, name: file.name, bytes: file.bytes }]
}

function reportDocuments(
  outcome: Omit<Outcome, 'documents'>,
  deposit: Deposit,
  context: Context,
): OutgoingDocument[] {
  const report = reportOf(outcome, deposit, context)
  const name = `${reportInterface(deposit)}_${context.application.code}_${report.flowIdentifier}`
  const endpoint = `depositor:${deposit.depositor}`
  const bytes = Buffer.from(writeReport(report))
  verifyOwn(bytes, name, context.schemas.get('cpp-statut-v1_19'))
  return [
    { kind: 'report', endpoint, name, bytes },
    { kind: 'report-text', endpoint, name: `${name}.txt`, bytes: Buffer.from(writeReportText(report)) },
  ]
}

function reportInterface(deposit: Deposit): string {
  return `CSO${parse(deposit.name)?.interfaceCode.slice(3, 7) ?? NO_DIGITS}A`
}

function reportOf(outcome: Omit<Outcome, 'documents'>, deposit: Deposit, context: Context): Report {
  const name = outgoingName(reportInterface(deposit), context.application.code, reportSequence(deposit))
  const envelope: Envelope = {
    producedOn: parisDay(deposit.receivedAt),
    flowIdentifier: name.identifier,
    sender: context.application,
    recipient: { code: deposit.depositor, label: deposit.depositor },
  }
  return {
    ...envelope,
    flowName: deposit.name,
    reportedFlow: outcome.flowIdentifier ?? deposit.name,
    receivedAt: deposit.receivedAt,
    verdict: outcome.state,
    admissible: outcome.admissible,
    faults: outcome.faults,
    remarks: outcome.remarks,
    invoices: outcome.invoices.map(reported),
    schemas: outcome.judgedBy.schemas,
  }
}

function reported(of: InvoiceOutcome): ReportedInvoice {
  return {
    document: of.document,
    accepted: of.accepted,
    faults: of.faults,
    remarks: of.remarks,
    ...given({
      number: of.sketch?.number,
      supplierName: of.sketch?.supplier.name,
      recipientName: of.route?.structureName ?? of.sketch?.recipient.name,
      amount: of.sketch?.amounts.ttc,
      currency: of.sketch?.currency,
    }),
  }
}
