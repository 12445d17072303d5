import type { Delivery } from '../../../support/show/delivery.ts'
import type { Paper } from '../../../support/show/paper.ts'
import type { FlowView } from '../../../support/show.ts'
import { counted, countedEn, figure } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { icon } from '../../parts/icon.ts'
import { ago, instant } from '../../parts/instant.ts'
import { stateMark } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'
import { documentHref } from './hrefs.ts'

/** Who was sent what, and how far that is: pivots to recipients, reports to the depositor. */
export function deliveryTable(visit: Visit, { deliveries, runs }: FlowView): Markup {
  const { t, say } = visit
  if (deliveries.length === 0)
    return html`<p class="empty">${t('Rien n’est à remettre encore.', 'Nothing is to be sent yet.')}</p>`
  const hasRuns = runs.length > 1
  const heads = [t('Document', 'Document'), t('À', 'To'), t('État', 'State'), t('Quand', 'When')]
  return html`<div class="scroll"><table class="rows stacks"><thead><tr>${heads.map((each) => html`<th scope="col">${each}</th>`)}${hasRuns && html`<th scope="col" class="num">${t('Passage', 'Run')}</th>`}</tr></thead>
<tbody>${deliveries.map(
    (
      each,
    ) => html`<tr><td data-label="${heads[0] ?? ''}"><div class="cell">${say(each.label)} <span class="second mono">${each.name}</span></div></td>
<td data-label="${heads[1] ?? ''}"><div class="cell">${toText(visit, each)}</div></td><td data-label="${heads[2] ?? ''}"><div class="cell">${stateMark(visit, each.state)}</div></td>
<td data-label="${heads[3] ?? ''}"><div class="cell">${whenText(visit, each)}</div></td>${hasRuns && html`<td class="num" data-label="${t('Passage', 'Run')}">${each.run}</td>`}</tr>
`,
  )}</tbody></table></div>`
}

const WHEN = {
  sent: (_, { sentAt }) => (sentAt === undefined ? NOTHING : instant(sentAt)),
  waiting: ({ t }, { nextAt }) =>
    nextAt === undefined
      ? html`${t('dès que son tour vient', 'as soon as its turn comes')}`
      : html`${t('pas avant', 'not before')} ${instant(nextAt)}`,
  failing: ({ t }, { tries, nextAt, lastError }) =>
    html`${t(counted(tries, 'essai manqué', 'essais manqués'), countedEn(tries, 'failed try', 'failed tries'))}${
      nextAt === undefined ? NOTHING : html`, ${t('prochain le', 'next at')} ${instant(nextAt)}`
    }${lastError !== undefined && html` <span class="second">${lastError}</span>`}`,
  held: ({ t }, { held }) =>
    html`${t('par', 'by')} ${held?.by ?? 'support'}${held?.at !== undefined && html` ${instant(held.at)}`}${held?.reason !== undefined && html` <span class="second">${held.reason}</span>`}`,
} as const satisfies Record<Delivery['state'], (visit: Visit, of: Delivery) => Markup>

function whenText(visit: Visit, of: Delivery): Markup {
  return WHEN[of.state](visit, of)
}

/** The deliveries in few lines, beside the verdict. */
export function deliveryList(visit: Visit, { deliveries }: FlowView, most = 8): Markup {
  const { t, say } = visit
  if (deliveries.length === 0)
    return html`<p class="soft small">${t('Rien n’est à remettre encore.', 'Nothing is to be sent yet.')}</p>`
  return html`<ul class="deliveries">${deliveries
    .slice(-most)
    .map(
      (each) =>
        html`<li><span>${say(each.label)} <span class="soft">→ ${toText(visit, each)}</span></span><span>${stateMark(visit, each.state)}${each.sentAt !== undefined && html` <span class="small soft">${ago(visit, each.sentAt)}</span>`}</span>${each.state !== 'sent' && html`<span class="small soft wide">${say(each.sentence)}</span>`}</li>`,
    )}</ul>`
}

/** What the archive has of the flow. */
export function paperTable(visit: Visit, { papers, runs, flow, expiry }: FlowView): Markup {
  const { t, say } = visit
  const hasRuns = runs.length > 1
  const heads = [t('Document', 'Document'), t('Nom', 'Name')]
  return html`<div class="scroll"><table class="rows stacks"><thead><tr>${heads.map((each) => html`<th scope="col">${each}</th>`)}${hasRuns && html`<th scope="col" class="num">${t('Passage', 'Run')}</th>`}<th scope="col" class="num">${t('Octets', 'Bytes')}</th><th scope="col">SHA-256</th><th scope="col"><span class="unseen">${t('Télécharger', 'Download')}</span></th></tr></thead>
<tbody>${papers.map(
    (
      each,
    ) => html`<tr><td data-label="${heads[0] ?? ''}"><div class="cell">${say(each.label)}</div></td><td data-label="${heads[1] ?? ''}"><div class="cell"><span class="mono">${each.name}</span></div></td>${hasRuns && html`<td class="num" data-label="${t('Passage', 'Run')}">${each.run ?? ''}</td>`}
<td class="num" data-label="${t('Octets', 'Bytes')}">${figure(each.size)}</td><td data-label="SHA-256"><span class="mono soft" title="${each.sha256}">${each.sha256.slice(0, 12)}</span></td>
<td>${expiry === undefined ? downloadLink(visit, flow.flow, each) : html`<span class="soft">${t('expiré', 'expired')}</span>`}</td></tr>
`,
  )}</tbody></table></div>`
}

function downloadLink({ t, say }: Visit, flow: number, paper: Paper): Markup {
  return html`<a href="${documentHref(flow, paper)}" download>${icon('download')} ${t('Télécharger', 'Download')}<span class="unseen"> ${say(paper.label)} ${paper.name}</span></a>`
}

/** The documents in few lines, each a link. */
export function paperList(visit: Visit, { papers, flow, expiry }: FlowView): Markup {
  const { say } = visit
  if (expiry !== undefined) return html`<p class="soft small">${say(expiry)}</p>`
  return html`<ul class="papers">${papers.map(
    (each) =>
      html`<li><a href="${documentHref(flow.flow, each)}" download>${icon('download')}${say(each.label)}</a> <span class="soft small">${each.run !== undefined && each.run > 0 && visit.t(`passage ${each.run} · `, `run ${each.run} · `)}${bytesText(visit, each.size)}</span></li>`,
  )}</ul>`
}

/** 14,2 ko */
export function bytesText({ language, t }: Visit, bytes: number): string {
  const written = (number: number) => number.toLocaleString(language, { maximumFractionDigits: 1 })
  if (bytes < 1_000) return `${bytes} ${t('o', 'B')}`
  if (bytes < 1_000_000) return `${written(bytes / 1_000)} ${t('ko', 'kB')}`
  return `${written(bytes / 1_000_000)} ${t('Mo', 'MB')}`
}

/** The record names a depositor in French. */
function toText({ t }: Visit, { endpoint, to }: Pick<Delivery, 'endpoint' | 'to'>): string {
  const [kind, code = ''] = endpoint.split(':')
  return kind === 'depositor' ? t(`déposant ${code}`, `depositor ${code}`) : to
}
