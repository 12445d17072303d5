import { invoiceText } from '../../fixtures/hostile/invoice-text.ts'

/** How long a file must be still; short, so that the pauses here can be. */
export const SETTLE_MS = 1200
export const SCAN_MS = 300
export const SETTINGS = `logLevel: warn\nintake: { settleMs: ${SETTLE_MS}, scanMs: ${SCAN_MS} }\ndeliveries: { backoffMs: 200, backoffMaxMs: 1000 }\n`

/** OPE001 renames its files into place; DEM002 writes them where they are to be taken from. */
export const RENAMES = 'OPE001'
export const WRITES = 'DEM002'

let made = 0

/** A sound invoice of its own number, as large as asked. */
export function invoice(size = 0): Buffer {
  made++
  const extension = `<e:x xmlns:e="urn:exemple">${'a'.repeat(size)}</e:x>`
  return Buffer.from(invoiceText({ number: `H-DEPOT-${String(made).padStart(5, '0')}`, extension }))
}

let sequence = 700_000
export const flowOf = (depositor: string) =>
  `FSO1100A_${depositor}_${depositor}1100${String(sequence++).padStart(15, '0')}`
