import type { InvoiceOutcome, InvoiceSketch, Outcome } from '../../src/pipeline/outcome.ts'
import type { RecordAt } from '../../src/record/connect.ts'
import { type Desk, openDesk } from '../../src/record/open-desk.ts'
import type { ReceivedFile } from '../../src/record/ledger.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import type { Fault, FaultCode } from '../../src/faults/fault.ts'
import { parse } from '../../src/reception/flow-name.ts'
import { archived, integrated, received } from './outcomes.ts'

/** A record to put flows into and find them in. */
export class SearchRecord implements AsyncDisposable {
  readonly #record: RecordAt
  readonly #open = new AsyncDisposableStack()

  constructor(record: RecordAt) {
    this.#record = record
  }

  async desk(): Promise<Desk> {
    return this.#open.use(await openDesk(this.#record))
  }

  /** A flow that waits for its outcome, its identifier as its name has it. */
  async waiting(over: Partial<ReceivedFile> = {}): Promise<number> {
    await using ledger = await openLedger(this.#record)
    const { flowIdentifier: _, ...unnamed } = received(over)
    const identifier = over.flowIdentifier ?? parse(unnamed.name)?.identifier
    const file = identifier === undefined ? unnamed : { ...unnamed, flowIdentifier: identifier }
    const [receipt] = await ledger.receive([file])
    if (receipt === undefined) throw new Error('no receipt')
    return receipt.flow
  }

  /** A flow with these invoices, and what else is told of its outcome. */
  async flow(
    invoices: readonly Told[],
    over: Partial<Outcome> = {},
    file: Partial<ReceivedFile> = {},
  ): Promise<number> {
    const flow = await this.waiting(file)
    await using ledger = await openLedger(this.#record)
    const judged = invoices.map((each, index) => invoice(each, index, flow))
    const [result] = await ledger.commit([archived(integrated(flow, [], { invoices: judged, ...over }))])
    if (result !== 'committed') throw new Error(`the outcome was ${result}`)
    return flow
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#open.disposeAsync()
  }
}

/** What a test says of an invoice; the rest is of no matter. */
export interface Told {
  number?: string
  supplier?: { id?: string; name?: string }
  recipient?: string
  engagement?: string
  frame?: string
  factor?: 'none' | 'present' | 'ignored'
  account?: string
  accepted?: boolean
}

function invoice(told: Told, index: number, flow: number): InvoiceOutcome {
  const { number, supplier = {}, recipient, engagement, frame = 'A1', factor = 'none', account } = told
  const sketch: InvoiceSketch = {
    supplier,
    recipient: recipient === undefined ? {} : { siret: recipient },
    amounts: { ttc: '120.00' },
    currency: 'EUR',
    frame,
    factor: { status: factor, reason: factor === 'none' ? 'no-payee' : 'no-account' },
    ...(number === undefined ? {} : { number }),
    ...(engagement === undefined ? {} : { engagement }),
    ...(account === undefined ? {} : { account: { id: account, type: 'IBAN', source: { xpath: '/' } } }),
  }
  const accepted = told.accepted ?? true
  return { index, document: 'f.xml', accepted, faults: [], remarks: [], key: `${flow} ${index}`, sketch }
}

/** As the record keeps it; of no matter here but for its code. */
export function told(code: FaultCode): Fault {
  return { code, places: [], detail: {} }
}
