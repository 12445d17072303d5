import { attachmentFaults } from './attachment-faults.ts'
import { extractionFaults } from './extraction-faults.ts'
import { paymentFaults } from './payment-faults.ts'
import { pdfFaults } from './pdf-faults.ts'
import { receptionFaults } from './reception-faults.ts'
import { routingFaults } from './routing-faults.ts'
import { schemaFaults } from './schema-faults.ts'

/** Every code, once. A code never changes meaning; a code no longer used is never given again. */
export const catalogue = {
  ...receptionFaults,
  ...schemaFaults,
  ...extractionFaults,
  ...attachmentFaults,
  ...pdfFaults,
  ...paymentFaults,
  ...routingFaults,
} as const
