import type { FastifyInstance } from 'fastify'
import { readableHtml } from '../../formats/readable/html.ts'
import { nothingBefore } from '../../pipeline/ask.ts'
import type { Deposit } from '../../pipeline/outcome.ts'
import type { Traced } from '../../pipeline/trace.ts'
import { archivedContent } from '../../record/archived-content.ts'
import { KeptExplanations } from '../../support/kept-explanations.ts'
import { Turns } from '../access/turns.ts'
import type { DeskTools } from '../desk-tools.ts'
import { html } from '../markup.ts'
import { numberOf } from '../number-asked.ts'
import type { Page } from '../page.ts'
import { type Answer, type Asked, onGet } from '../routes.ts'
import type { Visit } from '../visit.ts'
import { type AskedFlow, askedFlow } from './flow/asked-flow.ts'
import { depositRead, isThere } from './flow/fault-lines.ts'
import { invoicePage } from './flow/invoice-page.ts'
import { isTooLarge, largeNotice } from './flow/large-document.ts'

/** Computing an invoice again is work of one piece, of this process: one at a time, and so many may wait. */
const WAITING = 8

/** One invoice of a flow: readable, pivot and XML side by side, each pivot field led back to its line. */
export function invoicePages(server: FastifyInstance, tools: DeskTools): void {
  const explanations = new KeptExplanations()
  const turns = new Turns({ atOnce: 1, waiting: WAITING })
  const path = '/flows/:flow/invoices/:index'
  onGet(server, { path, verb: 'see-flows' }, async (visit, asked) => {
    const found = await askedInvoice(visit, asked, tools)
    const of = found && { ...found, query: asked.query, explanations }
    return of && (await turns.take(() => invoicePage(visit, of, tools)))
  })
  onGet(server, { path: `${path}/readable`, verb: 'see-documents' }, (visit, asked) =>
    traced(visit, asked, { tools, turns, shown: readable }),
  )
  onGet(server, { path: `${path}/original.pdf`, verb: 'see-documents' }, (visit, asked) =>
    traced(visit, asked, { tools, turns, shown: original }),
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

interface Around {
  tools: DeskTools
  turns: Turns
  /** What of the invoice is answered. */
  shown: (of: TracedInvoice) => Answer
}

interface TracedInvoice {
  traced: Traced
  deposit: Deposit
}

/** What is made of the invoice computed again; a document too large for that is said to be. @throws TooManyWait */
async function traced(visit: Visit, asked: Asked, { tools, turns, shown }: Around): Promise<Answer> {
  const found = await askedInvoice(visit, asked, tools)
  if (found === undefined || !isThere(found.asked.dossier)) return undefined
  return await turns.take(async () => {
    const runs = [found.asked.view.run]
    if (await isTooLarge(found.asked, { runs, index: found.index }, tools)) return tooLarge(visit, found)
    const of = await tracedInvoice(found, tools)
    return of && shown(of)
  })
}

function tooLarge(visit: Visit, { asked: { view }, index }: AskedInvoice): Page {
  const title = { fr: 'Document trop grand', en: 'Document too large' }
  return {
    status: 413,
    title,
    section: 'flows',
    body: html`<h1>${visit.say(title)}</h1>${largeNotice(visit, view.flow.flow, index)}`,
  }
}

function readable({ traced, deposit }: TracedInvoice): Answer {
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
function original({ traced }: TracedInvoice): Answer {
  const file = traced.invoice.original
  return file && { download: file.fileName, type: 'application/pdf', bytes: file.bytes }
}

/** The invoice as its deposit has it, judged again today; `undefined` when it is refused, or expired. */
async function tracedInvoice(found: AskedInvoice, tools: DeskTools): Promise<TracedInvoice | undefined> {
  const { dossier, view } = found.asked
  const { flow } = dossier
  const { sha256, size } = depositRead(dossier, view.run)
  const { name, depositor, receivedAt } = flow
  const content = await archivedContent(tools.archive, { sha256, size })
  const deposit = { flow: flow.flow, run: view.run, name, depositor, receivedAt, sha256, content }
  const { traced: again } = await tools.pipeline.trace(deposit, found.index, { ask: nothingBefore })
  return again && { traced: again, deposit }
}
