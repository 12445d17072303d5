import type { FinalState } from '../../../pipeline/outcome.ts'
import type { FlowState } from '../../../record/tables.ts'
import { causeWords } from '../../../support/cause.ts'
import type { DryRunTally } from '../../../support/dry-run-tally.ts'
import { counted as countedWords } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { icon } from '../../parts/icon.ts'
import { stateMark } from '../../parts/state.ts'
import { changed, type Visit } from '../../visit.ts'
import { flowsText, numberText } from '../replays/numbers.ts'
import { REFUSALS } from './refusal-words.ts'
import type { Shown } from './shown-lines.ts'

/** What the flows tried so far would come to: each count leads to the flows behind it. */
export function tallyView(visit: Visit, tally: DryRunTally): Markup {
  const { t } = visit
  return html`<div class="two">
<section class="panel"><h2>${t('Ce que les flux deviendraient', 'What the flows would become')}</h2>${verdicts(visit, tally)}</section>
<section class="panel"><h2>${t('Ce qui changerait', 'What would change')}</h2>${codes(visit, tally)}${pivots(visit, tally)}</section>
</div>`
}

function counted(visit: Visit, show: Shown, flows: number): Markup {
  return html`<a href="${changed(visit, { show, page: undefined })}#flows">${numberText(visit, flows)}</a>`
}

function verdicts(visit: Visit, tally: DryRunTally): Markup {
  const { t, say } = visit
  const changes = [...tally.verdicts].toSorted(([, a], [, b]) => b - a)
  const refused = [...tally.refused].toSorted(([, a], [, b]) => b - a)
  return html`<table><thead><tr><th scope="col">${t('Aujourd’hui', 'Now')}</th><th scope="col">${t('Après le rejeu', 'After the replay')}</th><th scope="col" class="num">${t('Flux', 'Flows')}</th></tr></thead><tbody>
${changes.map(([key, flows]) => {
  const [before, after] = key.split(' ') as [FlowState, FinalState]
  return html`<tr><td>${stateMark(visit, before)}</td><td>${stateMark(visit, after)}</td><td class="num">${counted(visit, `to:${key}`, flows)}</td></tr>`
})}
${refused.map(([refusal, flows]) => html`<tr><td colspan="2">${t('Non rejoués :', 'Not replayed:')} ${say(REFUSALS[refusal].short)}</td><td class="num">${counted(visit, `refused:${refusal}`, flows)}</td></tr>`)}
${tally.trouble === 0 ? NOTHING : html`<tr><td colspan="2"><span class="state state-blocked">${icon('blocked')}${t('Incidents qui les bloqueraient', 'Trouble that would block them')}</span></td><td class="num">${counted(visit, 'trouble', tally.trouble)}</td></tr>`}
</tbody></table>`
}

function codes(visit: Visit, tally: DryRunTally): Markup {
  const { t } = visit
  const row = (kind: 'gone' | 'new', look: string, sign: string) =>
    [...tally[kind]]
      .toSorted(([, a], [, b]) => b - a)
      .map(
        ([code, flows]) =>
          html`<li class="${look}"><span class="sign">${sign}</span><span class="code-tag">${code}</span><span>${visit.say(causeWords(code))}</span><span class="num">${counted(visit, `${kind}:${code}`, flows)}</span></li>`,
      )
  const all = [
    ...row('gone', 'gone', `− ${t('disparaît', 'gone')}`),
    ...row('new', 'new', `+ ${t('apparaît', 'new')}`),
  ]
  if (all.length > 0) return html`<ul class="fault-changes counted">${all}</ul>`
  return html`<p class="soft">${t('Aucune anomalie ni remarque n’apparaît ni ne disparaît.', 'No fault or remark appears or goes.')}</p>`
}

function pivots(visit: Visit, { pivots: of, factorChanged, routeChanged }: DryRunTally): Markup {
  const { t } = visit
  const n = (number: number) => numberText(visit, number)
  return html`<dl class="facts"><dt>${t('Pivots des factures', 'Invoices’ pivots')}</dt>
<dd>${t(
    [
      countedWords(of.new, 'nouveau', 'nouveaux'),
      countedWords(of.changed, 'changé', 'changés'),
      countedWords(of.same, 'inchangé', 'inchangés'),
      `${n(of.gone)} sans suite`,
    ].join(', '),
    `${n(of.new)} new, ${n(of.changed)} changed, ${n(of.same)} the same, ${n(of.gone)} not sent again`,
  )}</dd>
<dt>${t('Affactureur changé', 'Factor changed')}</dt><dd>${flowsText(visit, factorChanged)}</dd>
<dt>${t('Destination changée', 'Destination changed')}</dt><dd>${flowsText(visit, routeChanged)}</dd></dl>`
}
