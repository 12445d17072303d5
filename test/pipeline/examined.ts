import { createHash } from 'node:crypto'
import { type Ask, nothingBefore } from '../../src/pipeline/ask.ts'
import type { Deposit, InvoiceOutcome, Outcome } from '../../src/pipeline/outcome.ts'
import { openPipeline, type Pipeline, type PipelineSettings } from '../../src/pipeline/pipeline.ts'
import { contentOf } from '../../src/reception/content.ts'
import { readSettings } from '../../src/settings.ts'
import { RECEIVED_AT } from '../fixtures/walk.ts'

export const NAME = 'FSO1100A_OPE001_OPE0011100000000000000001'

/** The pure pipeline with the settings Écluse ships with, but for those given. */
export function shippedPipeline(over: Partial<PipelineSettings> = {}): Pipeline {
  return openPipeline({ ...readSettings({ data: 'unused', env: {} }), ...over })
}

/** A deposit of these bytes, the first of its record. */
export function depositOf(content: Uint8Array | string, parts: Partial<Deposit> = {}): Deposit {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return {
    flow: 1,
    run: 0,
    name: NAME,
    depositor: 'OPE001',
    receivedAt: RECEIVED_AT,
    content: contentOf(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...parts,
  }
}

/** What a pipeline says of a document dropped under a right name. */
export function examined(pipeline: Pipeline, xml: string, ask: Ask = nothingBefore): Promise<Outcome> {
  return pipeline.run(depositOf(xml), ask)
}

/** The verdict on the one invoice of a flow. */
export function only({ invoices }: Outcome): InvoiceOutcome {
  const [invoice, ...more] = invoices
  if (invoice === undefined || more.length > 0) throw new Error(`the flow has ${invoices.length} invoices`)
  return invoice
}

/** All codes said, faults before remarks. */
export function codes(outcome: Outcome): string[] {
  const parts = [outcome, ...outcome.invoices]
  return [...parts.flatMap(({ faults }) => faults), ...parts.flatMap(({ remarks }) => remarks)].map(
    ({ code }) => code,
  )
}
