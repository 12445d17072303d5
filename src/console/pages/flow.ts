import type { FastifyInstance } from 'fastify'
import { papersOf, paperNamed, type Paper } from '../../support/show/paper.ts'
import { expiryOf } from '../../support/show/expiry.ts'
import type { Dossier } from '../../record/dossier.ts'
import type { DeskTools } from '../desk-tools.ts'
import { flowsHref } from '../flow-query.ts'
import { html, type Markup, NOTHING } from '../markup.ts'
import type { Page } from '../page.ts'
import { notice } from '../parts/notice.ts'
import { type Answer, type Asked, onGet } from '../routes.ts'
import { maySeeFlow } from '../access/scope.ts'
import { changed, type Visit } from '../visit.ts'
import { visitActor } from '../visit-actor.ts'
import { type AskedFlow, askedFlow, dossierFor } from './flow/asked-flow.ts'
import { deliveryTable, paperTable } from './flow/deliveries.ts'
import { flowHead, olderRunNotice, type Tab, tabOf, tabs, verdictNotice } from './flow/head.ts'
import { invoiceChoice, invoiceTable } from './flow/invoices.ts'
import { timeLine } from './flow/journey.ts'
import { overview } from './flow/overview.ts'
import { roomStrip } from './flow/rooms.ts'
import { runChoice, runTable } from './flow/runs.ts'

/** One flow: what became of it and why, where it stands in the deposit, what it gave, what happened, what left. */
export function flowPages(server: FastifyInstance, tools: DeskTools): void {
  onGet(server, { path: '/flows/:flow', verb: 'see-flows' }, (visit, asked) => flowPage(visit, asked, tools))
  onGet(server, { path: '/flows/by-name/:name', verb: 'see-flows' }, (visit, asked) =>
    byName(visit, asked, tools),
  )
  onGet(server, { path: '/flows/:flow/documents/:name', verb: 'see-documents' }, (visit, asked) =>
    documentOf(visit, asked, tools),
  )
}

async function flowPage(visit: Visit, asked: Asked, tools: DeskTools): Promise<Page | undefined> {
  const found = await askedFlow(visit, asked, tools)
  if (found === undefined) return undefined
  const { view } = found
  const tab = tabOf(asked.query)
  const at = { flow: view.flow.flow, run: found.run }
  return {
    title: { fr: `Flux ${view.flow.flow}`, en: `Flow ${view.flow.flow}` },
    section: 'flows',
    body: html`${flowHead(visit, view)}
<div class="flow-body" id="flow"${isPending(view.verdict.state) && live(visit)}>
${verdictNotice(visit, view)}
<div class="bar">${roomStrip(visit, view)}${runChoice(visit, view)}</div>${olderRunNotice(visit, view)}
${tabs(visit, view, { tab, at })}
${await TAB_BODIES[tab](visit, found, { asked, tools })}
</div>`,
  }
}

function isPending(state: AskedFlow['view']['verdict']['state']): boolean {
  return state === 'received' || state === 'processing'
}

/** A flow that is not judged yet is looked at again until it is. */
function live(visit: Visit): Markup {
  return html` hx-get="${changed(visit, {})}" hx-trigger="every 2s" hx-select="#flow" hx-swap="outerMorph"`
}

interface Around {
  asked: Asked
  tools: DeskTools
}

const TAB_BODIES = {
  overview: (visit, found, { tools }) => overview(visit, found, tools),
  invoices: (visit, { view, run }, { asked }) =>
    invoiceTable(visit, view, { flow: { flow: view.flow.flow, run }, choice: invoiceChoice(asked.query) }),
  journey: (visit, { view }) =>
    panel(visit.t('Trajet', 'Journey'), timeLine(visit, view, view.journey.length)),
  deliveries: (visit, { view }) =>
    panel(visit.t('Remises', 'Deliveries'), deliveryTable(visit, view), 'flush'),
  documents: (visit, { view }) =>
    panel(
      visit.t('Documents', 'Documents'),
      html`${view.expiry === undefined ? NOTHING : notice('info', html`<p>${visit.say(view.expiry)}</p>`)}${paperTable(visit, view)}`,
      'flush',
    ),
  runs: (visit, { view }) => panel(visit.t('Passages', 'Runs'), runTable(visit, view), 'flush'),
} as const satisfies Record<Tab, (visit: Visit, found: AskedFlow, around: Around) => Markup | Promise<Markup>>

function panel(title: string, body: Markup, kind = ''): Markup {
  return html`<section class="panel ${kind}" aria-label="${title}"><header><h2>${title}</h2></header>${body}</section>`
}

/** A flow told by its file name or by its identifier; several of one name are a search. */
async function byName(visit: Visit, { params }: Asked, { desk }: DeskTools): Promise<Answer> {
  const name = params['name'] ?? ''
  const found = (await desk.dossiers.meant(name, 20)).filter((each) => maySeeFlow(visit.visitor, each))
  const [only] = found
  return { to: only !== undefined && found.length === 1 ? `/flows/${only.flow}` : flowsHref({ q: name }) }
}

const TYPES = {
  deposit: 'application/octet-stream',
  correction: 'application/octet-stream',
  pivot: 'application/xml',
  report: 'application/xml',
  'report-text': 'text/plain; charset=utf-8',
} as const satisfies Record<Paper['kind'], string>

/** A document of the dossier, by its hash or its name: nothing else is looked for, in the archive or anywhere. */
async function documentOf(visit: Visit, { params }: Asked, { desk, archive }: DeskTools): Promise<Answer> {
  const dossier = await dossierFor(visit, params['flow'], desk)
  const paper = dossier && paperAsked(dossier, params['name'] ?? '')
  if (dossier === undefined || paper === undefined) return undefined
  const expiry = expiryOf(dossier)
  if (expiry !== undefined) return expired(visit, dossier, visit.say(expiry))
  await desk.audit.note(visitActor(visit), {
    action: 'document-taken',
    kind: 'flow',
    subject: String(dossier.flow.flow),
    after: { name: paper.name, sha256: paper.sha256 },
  })
  const name = paper.kind === 'correction' ? `${dossier.flow.name}_${paper.name}` : paper.name
  return { download: name, type: TYPES[paper.kind], bytes: archive.pieces(paper.sha256) }
}

function paperAsked(dossier: Dossier, name: string): Paper | undefined {
  return papersOf(dossier).find(({ sha256 }) => sha256 === name) ?? paperNamed(dossier, name)
}

function expired({ t }: Visit, { flow }: Dossier, sentence: string): Page {
  return {
    status: 410,
    title: { fr: 'Document expiré', en: 'Document expired' },
    section: 'flows',
    body: html`<h1>${t('Document expiré', 'Document expired')}</h1>${notice('info', html`<p>${sentence}</p><p><a href="/flows/${flow.flow}">${t(`Le flux ${flow.flow}`, `Flow ${flow.flow}`)}</a></p>`, 'clock')}`,
  }
}
