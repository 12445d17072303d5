import { frenchDay } from '../../../invoice/paris.ts'
import type { FlowView, InvoiceView } from '../../../support/show.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { icon } from '../../parts/icon.ts'
import { changed, type Visit } from '../../visit.ts'
import { factorWords } from './factor.ts'
import { type FlowAt, invoiceHref } from './hrefs.ts'

/** Invoices on one page of the list. */
const PAGE = 100

/** The number of an invoice, or what stands for it. */
export function invoiceName({ t }: Pick<Visit, 't'>, { number }: Pick<InvoiceView, 'number'>): string {
  return number ?? t('(numéro illisible)', '(number unreadable)')
}

/** 3 370.80 EUR */
export function amountText({ amounts, currency }: InvoiceView): string | undefined {
  const { ttc } = amounts
  if (ttc === undefined) return undefined
  const [whole = '', cents] = ttc.split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, '\u00a0')
  return `${grouped}${cents === undefined ? '' : `,${cents}`} ${currency === 'EUR' ? '€' : (currency ?? '')}`.trim()
}

/** A mark with its word: accepted or rejected. */
export function invoiceMark({ t }: Visit, { accepted }: Pick<InvoiceView, 'accepted'>): Markup {
  return accepted
    ? html`<span class="state state-integrated">${icon('integrated')}${t('Acceptée', 'Accepted')}</span>`
    : html`<span class="state state-rejected">${icon('rejected')}${t('Rejetée', 'Rejected')}</span>`
}

/** Who, to whom, how much: what one knows an invoice by. */
export function invoiceFacts(visit: Visit, of: InvoiceView): Markup {
  const { t } = visit
  const { supplier, recipient, pivot } = of
  const rows: (readonly [string, Markup | string | undefined])[] = [
    [t('Fournisseur', 'Supplier'), party(supplier.name, supplier.id)],
    [t('Destinataire', 'Recipient'), party(recipient.name, recipient.siret)],
    [t('Service', 'Service'), recipient.service],
    [
      t('Application', 'Application'),
      recipient.application && `${recipient.application.label} (${recipient.application.code})`,
    ],
    [t('Montant TTC', 'Total'), amountText(of)],
    [t('Émise le', 'Issued'), day(of.issueDate)],
    [
      t('Type et cadre', 'Type and frame'),
      [of.type, of.frame].filter((each) => each !== undefined).join(' · ') || undefined,
    ],
    [t('Engagement', 'Engagement'), of.engagement],
    [
      'Pivot',
      pivot &&
        html`<span class="mono">${pivot.name}</span>${pivot.run > 0 && html` <span class="soft">${t(`passage ${pivot.run}`, `run ${pivot.run}`)}</span>`}`,
    ],
    ['IdCPRO', of.idCpro && html`<span class="mono">${of.idCpro}</span>`],
  ]
  if (rows.every(([, value]) => value === undefined))
    return html`<p class="soft">${t('Rien n’a pu en être lu.', 'Nothing of it could be read.')}</p>`
  return html`<dl class="facts">${rows.map(([label, value]) => value !== undefined && html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`
}

function party(name: string | undefined, id: string | undefined): Markup | undefined {
  if (name === undefined && id === undefined) return undefined
  return html`${name ?? ''}${id !== undefined && html` <span class="soft mono nowrap">${id}</span>`}`
}

function day(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? frenchDay(text) : text
}

/** Which of the invoices a list shows. */
export interface InvoiceChoice {
  only: 'all' | 'rejected' | 'remarks'
  code: string | undefined
  from: number
}

export function invoiceChoice(query: URLSearchParams): InvoiceChoice {
  const only = query.get('only')
  const from = Number(query.get('from'))
  return {
    only: only === 'rejected' || only === 'remarks' ? only : 'all',
    code: query.get('code')?.toUpperCase() ?? undefined,
    from: Number.isSafeInteger(from) && from > 0 ? from : 0,
  }
}

/** The invoices of a flow of many, a page at a time. */
export function invoiceTable(
  visit: Visit,
  view: FlowView,
  at: { flow: FlowAt; choice: InvoiceChoice },
): Markup {
  const { t } = visit
  const { choice } = at
  const chosen = view.invoices.filter((each) => isChosen(each, choice))
  const shown = chosen.slice(choice.from, choice.from + PAGE)
  const heads = [
    t('Facture', 'Invoice'),
    t('État', 'State'),
    t('Anomalies', 'Faults'),
    t('Affactureur', 'Factor'),
    t('Fournisseur', 'Supplier'),
    t('Destinataire', 'Recipient'),
  ]
  return html`<section class="panel flush" id="invoices" aria-labelledby="invoices-title">
<header><h2 id="invoices-title">${t('Factures', 'Invoices')} <span class="soft">${chosen.length}</span></h2>${choices(visit, view, choice)}</header>
<div class="scroll"><table class="rows stacks">
<thead><tr>${heads.map((each) => html`<th scope="col">${each}</th>`)}<th scope="col" class="num">${t('Montant TTC', 'Total')}</th></tr></thead>
<tbody>${shown.map((each) => invoiceRow(visit, each, { flow: at.flow, heads }))}</tbody>
</table></div>
${pager(visit, { from: choice.from, total: chosen.length })}
</section>`
}

function isChosen(of: InvoiceView, { only, code }: InvoiceChoice): boolean {
  if (code !== undefined && ![...of.faults, ...of.remarks].some((each) => each.code === code)) return false
  if (only === 'rejected') return !of.accepted
  return only === 'all' || of.remarks.length > 0
}

function choices(visit: Visit, { invoices }: FlowView, { only, code }: InvoiceChoice): Markup {
  const { t } = visit
  const rejected = invoices.filter(({ accepted }) => !accepted).length
  const remarked = invoices.filter(({ remarks }) => remarks.length > 0).length
  const entries = [
    ['all', t('toutes', 'all'), invoices.length],
    ['rejected', t('rejetées', 'rejected'), rejected],
    ['remarks', t('avec remarque', 'with a remark'), remarked],
  ] as const
  const href = (query: Record<string, string | undefined>) =>
    `${changed(visit, { tab: 'invoices', from: undefined, ...query })}#invoices`
  return html`<p class="choices">${entries.map(([name, words, count]) => {
    const isThis = name === only && code === undefined
    return html`<a class="tag" href="${href({ only: name === 'all' ? undefined : name, code: undefined })}"${isThis && html` aria-current="true"`}>${words} ${count}</a> `
  })}${code !== undefined && html`<a class="tag" aria-current="true" href="${href({ code: undefined })}">${code} ${icon('close')}<span class="unseen">${t('ne plus filtrer', 'no longer filter')}</span></a>`}</p>`
}

function invoiceRow(
  visit: Visit,
  of: InvoiceView,
  { flow, heads }: { flow: FlowAt; heads: readonly string[] },
): Markup {
  const { supplier, recipient } = of
  const codes = [...new Set([...of.faults, ...of.remarks].map(({ code }) => code))]
  return html`<tr>
<td data-label="${heads[0] ?? ''}"><div class="cell"><a class="row-link" href="${invoiceHref(flow, of.index)}">${invoiceName(visit, of)}</a> <span class="second">${of.document}</span></div></td>
<td data-label="${heads[1] ?? ''}"><div class="cell">${invoiceMark(visit, of)}</div></td>
<td data-label="${heads[2] ?? ''}"><div class="cell">${codes.map((code) => html`<span class="code-tag">${code}</span> `)}</div></td>
<td data-label="${heads[3] ?? ''}"><div class="cell">${factorWords(visit, of)}</div></td>
<td data-label="${heads[4] ?? ''}"><div class="cell"><span class="cut">${supplier.name ?? supplier.id ?? '?'}</span></div></td>
<td data-label="${heads[5] ?? ''}"><div class="cell"><span class="cut">${recipient.name ?? recipient.siret ?? '?'}</span></div></td>
<td class="num" data-label="${visit.t('Montant TTC', 'Total')}">${amountText(of) ?? ''}</td></tr>
`
}

function pager(visit: Visit, { from, total }: { from: number; total: number }): Markup {
  if (total <= PAGE) return NOTHING
  const { t } = visit
  const last = Math.min(from + PAGE, total)
  const to = (place: number) =>
    `${changed(visit, { tab: 'invoices', from: place <= 0 ? undefined : String(place) })}#invoices`
  return html`<nav class="pager" aria-label="${t('Pages de factures', 'Pages of invoices')}">${from > 0 ? html`<a href="${to(from - PAGE)}" rel="prev">${t('Précédentes', 'Previous')}</a>` : html`<span></span>`}
<span>${from + 1}–${last} ${t('sur', 'of')} ${total}</span>
${last < total ? html`<a href="${to(last)}" rel="next">${t('Suivantes', 'Next')}</a>` : html`<span></span>`}</nav>`
}
