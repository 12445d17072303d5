import type { FastifyInstance } from 'fastify'
import { readableHtml } from '../../formats/readable/html.ts'
import { nothingBefore } from '../../pipeline/ask.ts'
import type { Deposit } from '../../pipeline/outcome.ts'
import type { Traced } from '../../pipeline/trace.ts'
import { archivedContent } from '../../record/archived-content.ts'
import { KeptExplanations } from '../../support/kept-explanations.ts'
import type { DeskTools } from '../desk-tools.ts'
import { type Answer, type Asked, onGet } from '../routes.ts'
import type { Visit } from '../visit.ts'
import { type AskedFlow, askedFlow, numberOf } from './flow/asked-flow.ts'
import { depositRead, isThere } from './flow/fault-lines.ts'
import { invoicePage } from './flow/invoice-page.ts'

/** One invoice of a flow: readable, pivot and XML side by side, each pivot field led back to its line. */
export function invoicePages(server: FastifyInstance, tools: DeskTools): void {
  const explanations = new KeptExplanations()
  const path = '/flows/:flow/invoices/:index'
  onGet(server, { path, verb: 'see-flows' }, async (visit, asked) => {
    const found = await askedInvoice(visit, asked, tools)
    return found && invoicePage(visit, { ...found, query: asked.query, explanations }, tools)
  })
  onGet(server, { path: `${path}/readable`, verb: 'see-documents' }, (visit, asked) =>
    readable(visit, asked, tools),
  )
  onGet(server, { path: `${path}/original.pdf`, verb: 'see-documents' }, (visit, asked) =>
    original(visit, asked, tools),
  )
}

interface AskedInvoice {
  asked: AskedFlow
  index: number
}

async function askedInvoice(visit: Visit, asked: Asked, tools: DeskTools): Promise<AskedInvoice | undefined> {
  const index = numberOf(asked.params['index'])
  const flow = await askedFlow(visit, asked, tools)
  if (flow === undefined || index === undefined) return undefined
  return flow.view.invoices.some((each) => each.index === index) ? { asked: flow, index } : undefined
}

async function readable(visit: Visit, asked: Asked, tools: DeskTools): Promise<Answer> {
  const found = await tracedInvoice(visit, asked, tools)
  if (found === undefined) return undefined
  const { traced, deposit } = found
  const { structureName, serviceName } = traced.route
  const names = { structureName, ...(serviceName === undefined ? {} : { serviceName }) }
  return {
    sandboxed: readableHtml(traced.invoice, {
      receivedAt: deposit.receivedAt,
      flowName: deposit.name,
      ...names,
    }),
  }
}

/** E2: the PDF that is the invoice, as received. */
async function original(visit: Visit, asked: Asked, tools: DeskTools): Promise<Answer> {
  const found = await tracedInvoice(visit, asked, tools)
  const file = found?.traced.invoice.original
  return file && { download: file.fileName, type: 'application/pdf', bytes: file.bytes }
}

/** The invoice as its deposit has it, judged again today; `undefined` when it is refused, or expired. */
async function tracedInvoice(
  visit: Visit,
  asked: Asked,
  tools: DeskTools,
): Promise<{ traced: Traced; deposit: Deposit } | undefined> {
  const found = await askedInvoice(visit, asked, tools)
  if (found === undefined || !isThere(found.asked.dossier)) return undefined
  const { dossier, view } = found.asked
  const { flow, versions } = dossier
  const { sha256 } = depositRead(dossier, view.run)
  const size = versions.find((each) => each.sha256 === sha256)?.size ?? flow.size
  const { name, depositor, receivedAt } = flow
  const content = await archivedContent(tools.archive, { sha256, size })
  const deposit = { flow: flow.flow, run: view.run, name, depositor, receivedAt, sha256, content }
  const { traced } = await tools.pipeline.trace(deposit, found.index, { ask: nothingBefore })
  return traced && { traced, deposit }
}
