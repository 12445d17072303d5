import type { InvoiceOutcome, Outcome } from '../../src/pipeline/outcome.ts'
import type { ReceivedFile } from '../../src/record/ledger.ts'

let drops = 0

/** A deposit as the intake would hand it in; each call is another drop. */
export function received(over: Partial<ReceivedFile> = {}): ReceivedFile {
  drops += 1
  const sequence = String(drops).padStart(15, '0')
  return {
    name: `FSO1100A_OPE001_OPE0011100${sequence}`,
    depositor: 'OPE001',
    flowIdentifier: `OPE0011100${sequence}`,
    sha256: drops.toString(16).padStart(64, '0'),
    size: 15_000,
    drop: `OPE001/${drops}`,
    receivedAt: '2026-03-02T08:00:00.000Z',
    ...over,
  }
}

/** An invoice accepted under this key, without the content the record does not look at. */
export function accepted(key: string, index = 0): InvoiceOutcome {
  return { index, document: 'facture.xml', accepted: true, faults: [], remarks: [], key, idCpro: '1001' }
}

/** An outcome that sends a pivot and a report. */
export function integrated(flow: number, keys: readonly string[], over: Partial<Outcome> = {}): Outcome {
  return {
    flow,
    run: 0,
    state: 'integrated',
    admissible: true,
    interfaceCode: 'FSO1100A',
    faults: [],
    remarks: [],
    invoices: keys.map(accepted),
    documents: [
      {
        kind: 'pivot',
        endpoint: 'application:FIN001',
        name: `pivot-${flow}`,
        bytes: Buffer.from(`p${flow}`),
      },
      {
        kind: 'report',
        endpoint: 'depositor:OPE001',
        name: `report-${flow}`,
        bytes: Buffer.from(`r${flow}`),
      },
    ],
    journey: [{ stage: 'open', status: 'done', ms: 1 }],
    judgedBy: { schemas: [], rules: 'rules', directory: 'directory' },
    ...over,
  }
}

/** The outcome as it is committed: its documents archived under these hashes. */
export function archived(outcome: Outcome) {
  const documents = outcome.documents.map((_, index) => `${outcome.flow}-${index}`)
  return { outcome, documents, startedAt: '2026-03-02T08:00:01.000Z' }
}
