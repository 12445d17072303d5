import { FRAMES, isFrame } from '../../../invoice/frame.ts'
import { interfaceOf } from '../../../reception/interfaces.ts'
import type { Activity, FrameShare, Share } from '../../../support/activity.ts'
import { flowsHref, queryOf } from '../../flow-query.ts'
import { html, type Markup } from '../../markup.ts'
import { shareBar, shareText } from '../../parts/share-bar.ts'
import type { Visit } from '../../visit.ts'
import { numberText } from '../replays/numbers.ts'

/** Accepted invoices by frame, works told apart. */
export function framesPanel(visit: Visit, { frames, works, total }: Activity): Markup {
  const { t, language } = visit
  const all = total.accepted
  const words = ({ code, isWorks }: FrameShare) =>
    html`<span class="code-tag">${code}</span> ${isFrame(code) ? FRAMES[code] : code}${isWorks ? html` <span class="tag">${t('travaux', 'works')}</span>` : ''}`
  return html`<section class="panel flush"><header><h2>${t('Cadres de facturation', 'Billing frames')}</h2>
<span class="soft small">${t(`travaux : ${shareText(works, all, language)}`, `works: ${shareText(works, all, language)}`)}</span></header>
${shareTable(visit, { rows: frames.map((each) => ({ ...each, words: words(each) })), all, of: t('Cadre', 'Frame') })}</section>`
}

/** Accepted invoices by the interface they came through. */
export function interfacesPanel(visit: Visit, { interfaces, total }: Activity): Markup {
  const { t } = visit
  const words = ({ code }: Share) =>
    html`<span class="code-tag">${code}</span> ${interfaceOf(code)?.label ?? code}`
  return html`<section class="panel flush"><header><h2>${t('Formats de dépôt', 'Formats of deposits')}</h2></header>
${shareTable(visit, { rows: interfaces.map((each) => ({ ...each, words: words(each) })), all: total.accepted, of: t('Interface', 'Interface') })}</section>`
}

/** Accepted invoices of a format, E1 or E2, whatever its syntax. */
export function formatShare({ interfaces }: Activity, format: 'E1' | 'E2'): number {
  return interfaces
    .filter(({ code }) => interfaceOf(code)?.label.startsWith(format))
    .reduce((sum, { invoices }) => sum + invoices, 0)
}

interface SharesShown {
  rows: readonly (Share & { words: Markup })[]
  /** What they are shares of. */
  all: number
  of: string
}

function shareTable(visit: Visit, { rows, all, of }: SharesShown): Markup {
  const { t, language } = visit
  if (rows.length === 0) return html`<p class="empty small">${t('Aucune facture.', 'No invoice.')}</p>`
  return html`<div class="scroll"><table><thead><tr><th scope="col">${of}</th><th scope="col" class="num">${t('Factures', 'Invoices')}</th><th scope="col" class="num">${t('Part', 'Share')}</th><td class="wide-only" aria-hidden="true"></td></tr></thead>
<tbody>${rows.map(({ words, invoices, filter }) => html`<tr><td>${words}</td><td class="num"><a href="${flowsHref(queryOf(filter))}">${numberText(visit, invoices)}</a></td><td class="num">${shareText(invoices, all, language)}</td><td class="wide-only">${shareBar(all === 0 ? 0 : invoices / all)}</td></tr>`)}</tbody></table></div>`
}
