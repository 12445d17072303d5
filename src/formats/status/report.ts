import type { Fault } from '../../faults/fault.ts'
import type { Envelope } from '../envelope.ts'
import type { SchemaMark } from '../schema-mark.ts'

/** One invoice of the flow, as the depositor knows it. */
export interface ReportedInvoice {
  /** Number as sent; absent when it could not be read. */
  number?: string
  /** File inside the flow. */
  document: string
  supplierName?: string
  recipientName?: string
  amount?: string
  currency?: string
  accepted: boolean
  faults: readonly Fault[]
  remarks: readonly Fault[]
}

/** What a depositor is told of its flow: written as CPPStatut and as a short French text. */
export interface Report extends Envelope {
  /** Name of the flow as dropped. */
  flowName: string
  /** Identifier of the flow reported on, else its name. */
  reportedFlow: string
  /** ISO 8601 UTC. */
  receivedAt: string
  verdict: 'integrated' | 'partially-integrated' | 'rejected'
  admissible: boolean
  faults: readonly Fault[]
  remarks: readonly Fault[]
  invoices: readonly ReportedInvoice[]
  schemas: readonly SchemaMark[]
}
