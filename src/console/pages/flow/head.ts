import type { FlowState } from '../../../record/tables.ts'
import type { FlowView } from '../../../support/show.ts'
import { may } from '../../access/permissions.ts'
import { flowsHref } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { icon } from '../../parts/icon.ts'
import { ago } from '../../parts/instant.ts'
import { notice, type Tone } from '../../parts/notice.ts'
import { stateMark } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'
import { bytesText } from './deliveries.ts'
import { type FlowAt, documentHref, flowHref } from './hrefs.ts'
import { whatToDo } from './what-to-do.ts'

export const TABS = ['overview', 'invoices', 'journey', 'deliveries', 'documents', 'runs'] as const
export type Tab = (typeof TABS)[number]

const TONES = {
  received: 'info',
  processing: 'info',
  integrated: 'good',
  'partially-integrated': 'warn',
  rejected: 'bad',
  blocked: 'stop',
} as const satisfies Record<FlowState, Tone>

/** The number of the flow, its name, its state, and what one may do with it. */
export function flowHead(visit: Visit, view: FlowView): Markup {
  const { t } = visit
  const { flow, verdict } = view
  return html`<div class="bar flow-head"><div class="lead">
<nav class="crumbs" aria-label="${t('Chemin', 'Path')}"><a href="/flows">${t('Flux', 'Flows')}</a> <span aria-hidden="true">/</span> <span>${flow.flow}</span></nav>
<h1>${t('Flux', 'Flow')} ${flow.flow} ${stateMark(visit, verdict.state)}</h1>
<p class="about small soft"><span class="mono">${flow.name}</span>
<span>${t('déposé par', 'dropped by')} <a href="${flowsHref({ depositor: flow.depositor })}">${flow.depositor}</a></span>
${flow.interfaceCode !== undefined && html`<span>${flow.interfaceCode}</span>`}
<span>${ago(visit, flow.receivedAt)}</span><span>${bytesText(visit, flow.size)}</span></p></div>
<div class="actions">${actions(visit, view)}</div></div>`
}

function actions({ visitor, t }: Visit, { flow, expiry, papers }: FlowView): Markup {
  const [deposit] = papers
  if (expiry !== undefined) return NOTHING
  return html`${may(visitor, 'see-documents') && deposit !== undefined && html`<a class="button" href="${documentHref(flow.flow, deposit)}" download>${icon('download')}${t('Télécharger le dépôt', 'Download the deposit')}</a>`}
${may(visitor, 'correct') && html`<a class="button" href="/flows/${flow.flow}/correct">${icon('edit')}${t('Corriger', 'Correct')}</a>`}
${may(visitor, 'replay') && html`<a class="button main-action" href="/flows/${flow.flow}/replay">${icon('replay')}${t('Rejouer', 'Replay')}</a>`}`
}

/** What became of it in one sentence, and what to do. */
export function verdictNotice(visit: Visit, view: FlowView): Markup {
  const { say } = visit
  const { verdict, expiry, deliveries } = view
  const isLate = deliveries.some(({ state }) => state === 'failing' || state === 'held')
  return notice(
    isLate && verdict.state === 'integrated' ? 'warn' : TONES[verdict.state],
    html`<p class="verdict">${say(verdict.sentence)}</p><p>${say(whatToDo(view))}</p>${expiry !== undefined && html`<p class="small">${say(expiry)}</p>`}`,
    verdict.state,
  )
}

/** An older run is shown: where the last one is. */
export function olderRunNotice({ t }: Visit, view: FlowView): Markup {
  const last = view.runs.at(-1)
  if (last === undefined || last.run === view.run) return NOTHING
  return html`<p class="small">${t(`Passage ${view.run} ; le dernier est le ${last.run}.`, `Run ${view.run}; the last one is ${last.run}.`)} <a href="${flowHref({ flow: view.flow.flow })}">${t('Le voir', 'See it')}</a></p>`
}

/** The parts of the page, each with its address. */
export function tabs(visit: Visit, view: FlowView, { tab, at }: { tab: Tab; at: FlowAt }): Markup {
  const { t } = visit
  const words = {
    overview: t('Vue d’ensemble', 'Overview'),
    invoices: `${t('Factures', 'Invoices')} ${view.invoices.length}`,
    journey: t('Trajet', 'Journey'),
    deliveries: `${t('Remises', 'Deliveries')} ${view.deliveries.length}`,
    documents: `${t('Documents', 'Documents')} ${view.papers.length}`,
    runs: `${t('Passages', 'Runs')} ${view.runs.length}`,
  } as const satisfies Record<Tab, string>
  return html`<nav class="tabs" aria-label="${t('Parties du flux', 'Parts of the flow')}">${TABS.map(
    (each) => {
      const href = flowHref(at, { tab: each === 'overview' ? undefined : each })
      return html`<a href="${href}"${each === tab && html` aria-current="page"`}>${words[each]}</a>`
    },
  )}</nav>`
}

export function tabOf(query: URLSearchParams): Tab {
  return TABS.find((each) => each === query.get('tab')) ?? 'overview'
}
