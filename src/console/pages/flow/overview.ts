import { ArchiveTrouble } from '../../../record/archive.ts'
import type { FlowView, InvoiceView } from '../../../support/show.ts'
import { counted, countedEn } from '../../../support/words.ts'
import type { DeskTools } from '../../desk-tools.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { icon } from '../../parts/icon.ts'
import { notice } from '../../parts/notice.ts'
import type { Visit } from '../../visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { deliveryList, paperList } from './deliveries.ts'
import { factorPanel } from './factor-panel.ts'
import { faultLines, invoiceText, isThere, linesIn, type PlaceLines } from './fault-lines.ts'
import { faultCards, type FaultsAround } from './faults.ts'
import { type FlowAt, flowHref, invoiceHref, rowHref } from './hrefs.ts'
import { invoiceFacts, invoiceMark, invoiceName } from './invoices.ts'
import { isLong, timeLine } from './journey.ts'

/** Invoices with faults that are told in full on the flow's own page. */
const IN_FULL = 3

/** What is wrong and where, who will be paid; what happened, what left, what there is. */
export async function overview(visit: Visit, asked: AskedFlow, tools: DeskTools): Promise<Markup> {
  const { view } = asked
  const at = { flow: view.flow.flow, run: asked.run }
  const isBare = view.invoices.length + view.faults.length + view.remarks.length === 0
  const journey = journeyPanel(visit, view, at)
  return html`<div class="flow-columns"><div class="chief">
${isBare ? journey : await chief(visit, { asked, at }, tools)}
</div><div class="beside">
${!isBare && journey}
<section class="panel" aria-labelledby="deliveries-title"><header><h2 id="deliveries-title">${visit.t('Remises', 'Deliveries')}</h2></header>${deliveryList(visit, view)}</section>
<section class="panel" aria-labelledby="papers-title"><header><h2 id="papers-title">${visit.t('Documents', 'Documents')}</h2></header>${paperList(visit, view)}</section>
</div></div>`
}

function journeyPanel(visit: Visit, view: FlowView, at: FlowAt): Markup {
  const { t } = visit
  const all = t(`Les ${view.journey.length} moments`, `All ${view.journey.length} moments`)
  return html`<section class="panel" aria-labelledby="journey-title"><header><h2 id="journey-title">${t('Trajet', 'Journey')}</h2></header>
${timeLine(visit, view)}${isLong(view) && html`<p class="small"><a href="${flowHref(at, { tab: 'journey' })}">${all}</a></p>`}</section>`
}

interface Shown {
  asked: AskedFlow
  at: FlowAt
}

async function chief(visit: Visit, of: Shown, tools: DeskTools): Promise<Markup> {
  const { view } = of.asked
  const own = [...view.faults, ...view.remarks]
  const [only] = view.invoices
  return html`${own.length > 0 && faultPanel(visit, faultCards(visit, own, { lines: new Map() }), view)}
${only !== undefined && view.invoices.length === 1 ? await oneInvoice(visit, only, { ...of, tools }) : await manyInvoices(visit, of, tools)}`
}

function faultPanel({ t }: Visit, cards: Markup, { faults }: Pick<FlowView, 'faults'>): Markup {
  const title = faults.length > 0 ? t('Ce qui ne va pas', 'What is wrong') : t('À remarquer', 'To be noted')
  return html`<section class="panel" id="faults" aria-labelledby="faults-title"><header><h2 id="faults-title">${title}</h2></header>${cards}</section>`
}

/** What is in the archive may be missing or altered: that is said, and the rest of the page stands. */
async function tried<T>(
  visit: Visit,
  read: () => Promise<T>,
): Promise<{ found: T | undefined; trouble: Markup }> {
  try {
    return { found: await read(), trouble: NOTHING }
  } catch (error) {
    if (!(error instanceof ArchiveTrouble)) throw error
    const words = visit.t('Le dépôt ne peut pas être relu :', 'The deposit cannot be read again:')
    return { found: undefined, trouble: notice('stop', html`<p>${words} ${error.message}</p>`) }
  }
}

async function oneInvoice(
  visit: Visit,
  of: InvoiceView,
  { asked, at, tools }: Shown & { tools: DeskTools },
): Promise<Markup> {
  const { t } = visit
  const told = [...of.faults, ...of.remarks]
  const { found, trouble } = await tried(visit, async () => {
    const read = isThere(asked.dossier)
      ? await invoiceText(asked.dossier, { run: asked.view.run, index: of.index }, tools)
      : undefined
    const text = typeof read === 'function' ? read : undefined
    const lines = text === undefined ? undefined : await linesIn(text, told)
    return { lines, factor: await factorPanel(visit, of, { asked, at, text }) }
  })
  const lineHref: FaultsAround['lineHref'] = (row) => rowHref(at, of.index, row)
  const cards = faultCards(visit, told, { lines: found?.lines ?? new Map(), lineHref })
  const factor = found?.factor ?? (await factorPanel(visit, of, { asked, at, text: undefined }))
  const facts = html`<section class="panel" aria-labelledby="invoice-title"><header><h2 id="invoice-title">${t('Facture', 'Invoice')} ${invoiceName(visit, of)}</h2>${sideBySide(visit, of, at)}</header>${invoiceFacts(visit, of)}</section>`
  const isOfInterest = of.factor !== undefined && of.factor.status !== 'none'
  return html`${trouble}${told.length > 0 && faultPanel(visit, cards, of)}
${isOfInterest ? [factor, facts] : [facts, factor]}`
}

function sideBySide({ t }: Visit, { index, accepted }: InvoiceView, at: FlowAt): Markup {
  const words = accepted
    ? t('Lisible, pivot et XML côte à côte', 'Readable, pivot and XML side by side')
    : t('La facture et son XML', 'The invoice and its XML')
  return html`<a href="${invoiceHref(at, index)}">${words} ${icon('arrow')}</a>`
}

async function manyInvoices(visit: Visit, { asked, at }: Shown, tools: DeskTools): Promise<Markup> {
  const { view } = asked
  const told = view.invoices.filter(({ faults, remarks }) => faults.length > 0 || remarks.length > 0)
  if (view.invoices.length === 0) return NOTHING
  const first = told.toSorted((one, other) => Number(one.accepted) - Number(other.accepted)).slice(0, IN_FULL)
  const placed = first.map(({ index, faults, remarks }) => ({ index, faults: [...faults, ...remarks] }))
  const { found, trouble } = await tried(visit, () =>
    faultLines(asked.dossier, { run: view.run, invoices: placed }, tools),
  )
  const lines: PlaceLines = found ?? new Map()
  return html`${trouble}${codeTable(visit, view, at)}
${first.map((each) => {
  const cards = faultCards(visit, [...each.faults, ...each.remarks], {
    lines,
    lineHref: (row) => rowHref(at, each.index, row),
  })
  return html`<section class="panel" aria-labelledby="invoice-${each.index}"><header><h2 id="invoice-${each.index}"><a href="${invoiceHref(at, each.index)}">${invoiceName(visit, each)}</a> ${invoiceMark(visit, each)}</h2><span class="small soft">${each.document}</span></header>${cards}</section>`
})}
${told.length > IN_FULL && html`<p><a href="${flowHref(at, { tab: 'invoices', only: view.invoices.some(({ accepted }) => !accepted) ? 'rejected' : 'remarks' })}">${visit.t(`Toutes les factures dont il y a quelque chose à dire (${told.length})`, `All invoices with something to be said of them (${told.length})`)}</a></p>`}`
}

/** How many invoices each fault stands in, each a link to them. */
function codeTable(visit: Visit, { invoices }: FlowView, at: FlowAt): Markup {
  const { t, say } = visit
  const accepted = invoices.filter((each) => each.accepted).length
  const all = invoices.flatMap((each) => [
    ...new Map([...each.faults, ...each.remarks].map((of) => [of.code, of])).values(),
  ])
  const byCode = [...Map.groupBy(all, ({ code }) => code)].toSorted(
    (one, other) => other[1].length - one[1].length,
  )
  const counts = t(
    `${counted(accepted, 'acceptée', 'acceptées')} sur ${invoices.length}`,
    `${accepted} of ${countedEn(invoices.length, 'invoice', 'invoices')} accepted`,
  )
  return html`<section class="panel flush" aria-labelledby="codes-title"><header><h2 id="codes-title">${t('Factures', 'Invoices')}</h2><a href="${flowHref(at, { tab: 'invoices' })}">${counts} ${icon('arrow')}</a></header>
${
  byCode.length > 0 &&
  html`<div class="scroll"><table class="rows"><thead><tr><th scope="col">${t('Anomalie', 'Fault')}</th><th scope="col">${t('Ce qu’elle dit, la première fois', 'What it says, the first time')}</th><th scope="col" class="num">${t('Factures', 'Invoices')}</th></tr></thead>
<tbody>${byCode.map(([code, of]) => html`<tr><td><a class="code-tag row-link" href="${flowHref(at, { tab: 'invoices', code })}">${code}</a></td><td>${of[0] !== undefined && say(of[0].sentence)}</td><td class="num">${of.length}</td></tr>`)}</tbody></table></div>`
}
</section>`
}
