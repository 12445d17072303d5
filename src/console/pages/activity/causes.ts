import type { Blame } from '../../../faults/catalogue-entry.ts'
import type { Activity, Cause } from '../../../support/activity.ts'
import { causeWords } from '../../../support/cause.ts'
import { counted, countedEn, type Words } from '../../../support/words.ts'
import { flowsHref, queryOf } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { shareText } from '../../parts/share-bar.ts'
import type { Visit } from '../../visit.ts'
import { numberText } from '../replays/numbers.ts'

const SHOWN = 15

const BLAMES = {
  depositor: { fr: 'Déposant', en: 'Depositor' },
  recipient: { fr: 'Destinataire', en: 'Recipient' },
  platform: { fr: 'Plateforme', en: 'Platform' },
} as const satisfies Record<Blame, Words>

/** Why flows or invoices of them were rejected: a flow with several faults counts for each. */
export function causesPanel(visit: Visit, { causes, total }: Activity): Markup {
  const { t } = visit
  const rest = causes.length - SHOWN
  return html`<section class="panel flush"><header><h2>${t('Rejets par cause', 'Rejects by cause')}</h2>
<span class="soft small">${t('flux portant l’anomalie', 'flows with the fault')}</span></header>
${
  causes.length === 0
    ? html`<p class="empty small">${t('Aucun rejet.', 'No reject.')}</p>`
    : html`<div class="scroll"><table><thead><tr><th scope="col">${t('Anomalie', 'Fault')}</th><th scope="col" class="wide-only">${t('À corriger par', 'To be mended by')}</th><th scope="col" class="num">${t('Flux', 'Flows')}</th><th scope="col" class="num">${t('Des flux', 'Of flows')}</th></tr></thead>
<tbody>${causes.slice(0, SHOWN).map((cause) => causeRow(visit, cause, total.flows))}</tbody></table></div>
${rest > 0 ? html`<p class="pager">${t(`et ${counted(rest, 'autre anomalie', 'autres anomalies')}`, `and ${countedEn(rest, 'other fault', 'other faults')}`)}</p>` : NOTHING}`
}</section>`
}

function causeRow(visit: Visit, { code, flows, blame, filter }: Cause, all: number): Markup {
  const { say, language } = visit
  return html`<tr><td><span class="code-tag">${code}</span> ${say(causeWords(code))}</td><td class="soft wide-only">${blame === undefined ? '–' : say(BLAMES[blame])}</td><td class="num"><a href="${flowsHref(queryOf(filter))}">${numberText(visit, flows)}</a></td><td class="num">${shareText(flows, all, language)}</td></tr>`
}
