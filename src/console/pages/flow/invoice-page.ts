import { ArchiveTrouble } from '../../../record/archive.ts'
import { chosenInvoice } from '../../../support/explain/chosen-invoice.ts'
import type { Explanation, Unexplained } from '../../../support/explain.ts'
import type { KeptExplanations } from '../../../support/kept-explanations.ts'
import type { InvoiceView } from '../../../support/show.ts'
import type { Words } from '../../../support/words.ts'
import type { DocumentText } from '../../../support/deposit-lines/document.ts'
import type { DeskTools } from '../../desk-tools.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { icon } from '../../parts/icon.ts'
import { notice } from '../../parts/notice.ts'
import type { Visit } from '../../visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { invoiceText, isThere, linesIn, type PlaceLines } from './fault-lines.ts'
import { faultCards } from './faults.ts'
import { type FlowAt, flowHref, invoiceHref, rowHref } from './hrefs.ts'
import { invoiceFacts, invoiceMark, invoiceName } from './invoices.ts'
import { factorPanel } from './factor-panel.ts'
import { isTooLarge, largeNotice } from './large-document.ts'
import { pivotPane } from './pivot-pane.ts'
import { fieldsOf, lineAsked, pickedOf, traceLinks } from './trace-links.ts'
import { xmlPane } from './xml-pane.ts'

export interface InvoiceAsked {
  asked: AskedFlow
  index: number
  query: URLSearchParams
  explanations: KeptExplanations
}

/** One invoice, whole. */
export async function invoicePage(
  visit: Visit,
  of: InvoiceAsked,
  tools: DeskTools,
): Promise<Page | undefined> {
  const { asked, index } = of
  const { flow } = asked.view.flow
  const at = { flow, run: asked.run }
  const invoice = asked.view.invoices.find((each) => each.index === index)
  if (invoice === undefined) return undefined
  const name = invoiceName(visit, invoice)
  return {
    title: { fr: `Facture ${name}, flux ${flow}`, en: `Invoice ${name}, flow ${flow}` },
    section: 'flows',
    needs: ['trace.js'],
    body: html`${head(visit, { ...of, invoice, at })}
${isThere(asked.dossier) ? await content(visit, { ...of, invoice, at }, tools) : expired(visit, of, invoice)}`,
  }
}

interface Shown extends InvoiceAsked {
  invoice: InvoiceView
  at: FlowAt
}

function head(visit: Visit, { asked, invoice, at, index }: Shown): Markup {
  const { t } = visit
  const { invoices, flow } = asked.view
  const place = invoices.findIndex((each) => each.index === index)
  const [before, after] = [invoices[place - 1], invoices[place + 1]]
  const beside = (of: InvoiceView | undefined, words: string, rel: string) =>
    of !== undefined && html`<a class="button" rel="${rel}" href="${invoiceHref(at, of.index)}">${words}</a>`
  return html`<div class="bar flow-head"><div class="lead">
<nav class="crumbs" aria-label="${t('Chemin', 'Path')}"><a href="/flows">${t('Flux', 'Flows')}</a> <span aria-hidden="true">/</span> <a href="${flowHref(at)}">${flow.flow}</a> <span aria-hidden="true">/</span> <span>${invoiceName(visit, invoice)}</span></nav>
<h1>${t('Facture', 'Invoice')} ${invoiceName(visit, invoice)} ${invoiceMark(visit, invoice)}</h1>
${invoice.document !== flow.name && html`<p class="about small soft"><span class="mono">${invoice.document}</span></p>`}</div>
<div class="actions">${invoices.length > 1 && html`<span class="soft small">${place + 1} ${t('sur', 'of')} ${invoices.length}</span>`}${beside(before, t('Précédente', 'Previous'), 'prev')}${beside(after, t('Suivante', 'Next'), 'next')}</div></div>`
}

function expired(visit: Visit, { asked }: InvoiceAsked, invoice: InvoiceView): Markup {
  const { expiry } = asked.view
  return html`${expiry !== undefined && notice('info', html`<p>${visit.say(expiry)}</p>`, 'clock')}
<section class="panel">${invoiceFacts(visit, invoice)}</section>
${faultSection(visit, invoice, faultCards(visit, [...invoice.faults, ...invoice.remarks], { lines: new Map() }))}`
}

/** Documents that cannot be had are said to be so. */
async function content(visit: Visit, of: Shown, tools: DeskTools): Promise<Markup> {
  const { asked, invoice, index, at } = of
  try {
    const runs = [asked.view.run, runExplained(of)]
    if (await isTooLarge(asked, { runs, index }, tools)) return withoutLines(visit, of)
    const explanation = await explained(of, tools)
    const run = 'refusal' in explanation ? asked.view.run : explanation.run
    const read = await invoiceText(asked.dossier, { run, index }, tools)
    const text = typeof read === 'function' ? read : undefined
    const told = [...invoice.faults, ...invoice.remarks]
    const lines: PlaceLines = text === undefined ? new Map() : await linesIn(text, told)
    const cards = faultCards(visit, told, { lines, lineHref: (row) => rowHref(at, index, row) })
    const faults = faultSection(visit, invoice, cards)
    const factor = await factorPanel(visit, invoice, { asked, at, text })
    const sides =
      text === undefined ? noText(visit, invoice) : await panes(visit, { ...of, explanation, text })
    return html`${!invoice.accepted && faults}${sides}${invoice.accepted && faults}${factor}`
  } catch (error) {
    if (!(error instanceof ArchiveTrouble)) throw error
    const words = visit.t('Un document ne peut pas être relu :', 'A document cannot be read again:')
    return html`${notice('stop', html`<p>${words} ${error.message}</p>`)}<section class="panel">${invoiceFacts(visit, invoice)}</section>`
  }
}

/** The run whose pivot would be explained; the one shown when none is. */
function runExplained({ asked, index }: Shown): number {
  const chosen = chosenInvoice(asked.dossier, questionOf({ asked, index }))
  return 'refusal' in chosen ? asked.view.run : chosen.run.run
}

function questionOf({ asked, index }: Pick<Shown, 'asked' | 'index'>): { index: number; run?: number } {
  return { index, ...(asked.run === undefined ? {} : { run: asked.run }) }
}

/** What the record has of an invoice whose document is too large for a page. */
function withoutLines(visit: Visit, { asked, invoice, index }: Shown): Markup {
  const told = [...invoice.faults, ...invoice.remarks]
  return html`${largeNotice(visit, asked.view.flow.flow, index)}<section class="panel">${invoiceFacts(visit, invoice)}</section>
${faultSection(visit, invoice, faultCards(visit, told, { lines: new Map() }))}`
}

function noText(visit: Visit, invoice: InvoiceView): Markup {
  const words = visit.t(
    'Ce document n’est pas un texte : il n’a pas de lignes à montrer.',
    'This document is no text: it has no lines to show.',
  )
  return html`${notice('info', html`<p>${words}</p>`)}<section class="panel">${invoiceFacts(visit, invoice)}</section>`
}

async function explained(
  { asked, index, explanations }: Shown,
  { desk, archive, pipeline, settings }: DeskTools,
): Promise<Explanation | Unexplained> {
  const question = questionOf({ asked, index })
  const { directory } = settings
  return explanations.of(asked.dossier, question, { dossiers: desk.dossiers, archive, pipeline, directory })
}

function faultSection({ t }: Visit, { faults, remarks }: InvoiceView, cards: Markup): Markup {
  if (faults.length + remarks.length === 0) return NOTHING
  const title = faults.length > 0 ? t('Ce qui ne va pas', 'What is wrong') : t('À remarquer', 'To be noted')
  return html`<section class="panel" id="faults" aria-labelledby="faults-title"><header><h2 id="faults-title">${title}</h2></header>${cards}</section>`
}

interface SideBySide extends Shown {
  explanation: Explanation | Unexplained
  text: DocumentText
}

async function panes(visit: Visit, of: SideBySide): Promise<Markup> {
  const { explanation, text, query } = of
  const { t } = visit
  const fields = 'refusal' in explanation ? [] : fieldsOf(explanation)
  const links = await traceLinks(text, fields, lineAsked(query)[0])
  const picked = pickedOf(query, { fields, links })
  const value = fields[picked.fields[0] ?? -1]?.origins[0]?.raw.trim()
  const deposit = t('Le dépôt, tel que reçu', 'The deposit, as received')
  const xml = pane(deposit, await xmlPane(visit, { text, links, picked, value }), 'xml')
  if ('refusal' in explanation)
    return html`<div class="trace two-panes">${readPane(visit, of, explanation)}${xml}</div>`
  const how = t(
    'Choisissez un champ du pivot : la ligne du dépôt d’où il vient est marquée. Choisissez une ligne : les champs qu’elle nourrit le sont.',
    'Choose a field of the pivot: the line of the deposit it came from is marked. Choose a line: the fields it feeds are.',
  )
  const pivot = pane(
    t('Le pivot remis', 'The pivot delivered'),
    pivotPane(visit, { explanation, links, picked }),
    'pivot',
  )
  const isMixed = fields.some(({ rule }) => rule === 'original-as-received')
  return html`<p class="small soft">${how}</p>
<div class="trace" data-said="${t('ligne', 'line')}">${readablePane(visit, of, isMixed)}${pivot}${xml}<p class="unseen" aria-live="polite"></p></div>`
}

function pane(title: string, body: Markup, kind: 'readable' | 'pivot' | 'xml'): Markup {
  return html`<div class="panel flush pane ${kind}"><header><h2 id="pane-${kind}">${title}</h2></header><div class="scroller" tabindex="0" role="region" aria-labelledby="pane-${kind}">${body}</div></div>`
}

function readablePane(visit: Visit, { at, index }: Shown, isMixed: boolean): Markup {
  const { t } = visit
  const title = t('Lisible', 'Readable')
  const src = invoiceHref(at, index).replace(/(\?|$)/, '/readable$1')
  const pdf = invoiceHref(at, index).replace(/(\?|$)/, '/original.pdf$1')
  return html`<section class="panel flush pane readable" aria-labelledby="pane-readable"><header><h2 id="pane-readable">${title}</h2>${isMixed && html`<a href="${pdf}" download>${icon('download')} ${t('Le PDF original', 'The PDF original')}</a>`}</header><iframe title="${title}" src="${src}" sandbox loading="lazy"></iframe></section>`
}

const REFUSALS = {
  expired: { fr: 'Les documents du flux ont expiré.', en: 'The flow’s documents have expired.' },
  'unknown-run': { fr: 'Le flux n’a pas ce passage.', en: 'The flow has no such run.' },
  'no-outcome': { fr: 'Le flux n’est pas encore jugé : pas de pivot.', en: 'Not yet judged: no pivot.' },
  blocked: { fr: 'Le flux est bloqué : pas de pivot.', en: 'The flow is blocked: no pivot.' },
  'no-invoice': {
    fr: 'Le flux a été refusé avant qu’on en lise les factures.',
    en: 'The flow was refused as a whole.',
  },
  'unknown-invoice': { fr: 'Le flux n’a pas cette facture.', en: 'The flow has no such invoice.' },
  'several-invoices': {
    fr: 'Plusieurs factures répondent à ce nom.',
    en: 'Several invoices answer to this name.',
  },
  rejected: {
    fr: 'La facture est rejetée : elle n’est dans aucun pivot.',
    en: 'The invoice is rejected: it is in no pivot.',
  },
  'refused-now': {
    fr: 'Ce qui juge aujourd’hui refuserait cette facture : le pivot remis ne peut pas être recalculé.',
    en: 'What judges today would refuse this invoice: the pivot delivered cannot be computed again.',
  },
} as const satisfies Record<Unexplained['refusal'], Words>

/** Without a pivot: why, and what could be read. */
function readPane(visit: Visit, { invoice }: Shown, { refusal }: Unexplained): Markup {
  const { t, say } = visit
  const title = t('Ce qui a pu être lu', 'What could be read')
  return html`<section class="panel pane read" aria-labelledby="pane-read"><header><h2 id="pane-read">${title}</h2></header><p>${say(REFUSALS[refusal])}</p>${invoiceFacts(visit, invoice)}</section>`
}
