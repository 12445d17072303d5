import { createHash } from 'node:crypto'
import { nothingBefore } from '../../src/pipeline/ask.ts'
import { openPipeline, type Pipeline } from '../../src/pipeline/pipeline.ts'
import { contentOf } from '../../src/reception/content.ts'
import { readSettings } from '../../src/settings.ts'
import type { LoadFlow, Mix } from '../load/mix.ts'

/** The pipeline alone, one flow after the other in one process: no record, no queue, no disk, nobody else. */
export interface PureFigures {
  invoices: number
  /** Of the clock. */
  perSecond: number
  /** Milliseconds of a core an invoice, the collector's and compiler's threads included. */
  coreMs: number
  /** Milliseconds of the clock an invoice in each stage. */
  stages: Record<string, number>
}

const WARM_UP = 100
const RECEIVED = '2025-11-24T09:00:00.000Z'

export async function pure(mix: Mix, flows: number): Promise<PureFigures> {
  using pipeline = openPipeline(readSettings({ env: {} }))
  await pass(pipeline, { mix, from: 0, flows: WARM_UP })
  const { invoices, ms, cpuMs, stages } = await pass(pipeline, { mix, from: WARM_UP, flows })
  const each = Object.entries(stages).map(([stage, sum]) => [stage, sum / invoices])
  return {
    invoices,
    perSecond: (invoices * 1000) / ms,
    coreMs: cpuMs / invoices,
    stages: Object.fromEntries(each) as Record<string, number>,
  }
}

/** The flows are made one after the other while the clocks stand still. */
async function pass(pipeline: Pipeline, of: { mix: Mix; from: number; flows: number }) {
  let [invoices, ms, cpuMs] = [0, 0, 0]
  const stages: Record<string, number> = {}
  for (let index = of.from; index < of.from + of.flows; index++) {
    const flow = of.mix.flow(index)
    const begun = performance.now()
    const cpu = process.cpuUsage()
    const outcome = await pipeline.run(depositOf(flow, index + 1), nothingBefore)
    const used = process.cpuUsage(cpu)
    ms += performance.now() - begun
    cpuMs += (used.user + used.system) / 1000
    invoices += flow.invoices
    for (const mark of outcome.journey) stages[mark.stage] = (stages[mark.stage] ?? 0) + (mark.ms ?? 0)
  }
  return { invoices, ms, cpuMs, stages }
}

function depositOf({ name, bytes }: LoadFlow, flow: number) {
  return {
    flow,
    run: 0,
    name,
    depositor: 'OPE001',
    receivedAt: RECEIVED,
    content: contentOf(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}
