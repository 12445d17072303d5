import type { Activity, RecipientShare } from '../../../support/activity.ts'
import { may } from '../../access/permissions.ts'
import { flowsHref, queryOf } from '../../flow-query.ts'
import { html, type Markup } from '../../markup.ts'
import { shareText } from '../../parts/share-bar.ts'
import type { Visit } from '../../visit.ts'
import { numberText } from '../replays/numbers.ts'

const SHOWN = 15

/** Who most invoices were accepted for. */
export function recipientsPanel(visit: Visit, { recipients, total }: Activity): Markup {
  const { t } = visit
  const of = numberText(visit, recipients.all)
  return html`<section class="panel flush"><header><h2>${t('Premiers destinataires', 'Main recipients')}</h2>
<span class="soft small">${t(`sur ${of}`, `of ${of}`)}</span></header>
${
  recipients.top.length === 0
    ? html`<p class="empty small">${t('Aucune facture acceptée.', 'No invoice accepted.')}</p>`
    : html`<div class="scroll"><table><thead><tr><th scope="col">${t('Structure', 'Structure')}</th><th scope="col" class="num">${t('Factures', 'Invoices')}</th><th scope="col" class="num">${t('Part', 'Share')}</th></tr></thead>
<tbody>${recipients.top.slice(0, SHOWN).map((each) => recipientRow(visit, each, total.accepted))}</tbody></table></div>`
}</section>`
}

function recipientRow(visit: Visit, { siret, name, invoices, filter }: RecipientShare, all: number): Markup {
  const number = html`<span class="mono">${siret}</span>`
  const told = name === undefined ? number : html`${name} <span class="soft small">${number}</span>`
  const structure = may(visit.visitor, 'see-structures')
    ? html`<a href="/structures/${siret}">${told}</a>`
    : told
  return html`<tr><td>${structure}</td><td class="num"><a href="${flowsHref(queryOf(filter))}">${numberText(visit, invoices)}</a></td><td class="num">${shareText(invoices, all, visit.language)}</td></tr>`
}
