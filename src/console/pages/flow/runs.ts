import type { FlowView, RunView } from '../../../support/show.ts'
import { may } from '../../access/permissions.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { instant, span } from '../../parts/instant.ts'
import { stateMark } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'
import { flowHref } from './hrefs.ts'

/** What the flow went through, a row a run: what came of it, who asked for it and why. */
export function runTable(visit: Visit, { runs, run: shown, flow }: FlowView): Markup {
  const { t } = visit
  const heads = [
    t('Passage', 'Run'),
    t('Résultat', 'Result'),
    t('Quand', 'When'),
    t('Demandé par', 'Asked for by'),
    t('Anomalies', 'Faults'),
    t('Jugé par', 'Judged by'),
  ]
  return html`<div class="scroll"><table class="rows stacks"><thead><tr>${heads.map((each) => html`<th scope="col">${each}</th>`)}</tr></thead>
<tbody>${runs.map(
    (
      each,
    ) => html`<tr${each.run === shown && html` aria-current="true"`}><td data-label="${heads[0] ?? ''}"><div class="cell"><a class="row-link" href="${flowHref({ flow: flow.flow, run: each.run })}">${each.run}</a>${each.run === shown && html` <span class="second">${t('montré', 'shown')}</span>`}</div></td>
<td data-label="${heads[1] ?? ''}"><div class="cell">${stateMark(visit, each.state ?? 'waiting')}${each.invoices > 0 && html` <span class="second">${each.accepted} ${t('sur', 'of')} ${each.invoices}</span>`}</div></td>
<td data-label="${heads[2] ?? ''}"><div class="cell">${whenText(visit, each)}</div></td>
<td data-label="${heads[3] ?? ''}"><div class="cell">${askedText(visit, each)}</div></td>
<td data-label="${heads[4] ?? ''}"><div class="cell">${each.codes.map((code) => html`<span class="code-tag">${code}</span> `)}</div></td>
<td data-label="${heads[5] ?? ''}"><div class="cell">${judgedText(visit, each)}</div></td></tr>
`,
  )}</tbody></table></div>`
}

function whenText({ language }: Visit, { startedAt, endedAt, askedAt, ms }: RunView): Markup {
  const at = startedAt ?? endedAt ?? askedAt
  if (at === undefined) return NOTHING
  return html`${instant(at)}${ms !== undefined && html` <span class="second">${span(ms, language)}</span>`}`
}

function askedText(visit: Visit, { author, reason, again, version, replay, run }: RunView): Markup {
  const { t, visitor } = visit
  if (author === undefined)
    return html`<span class="soft">${run === 0 ? t('premier passage', 'first run') : '?'}</span>`
  const parts = [
    ...(again ? [t('tout remettre', 'send all again')] : []),
    ...(version > 0 ? [t(`version ${version} du dépôt`, `version ${version} of the deposit`)] : []),
  ]
  const link =
    replay === undefined
      ? NOTHING
      : may(visitor, 'rehearse')
        ? html` · <a href="/replays/${replay}">${t('le rejeu', 'the replay')}</a>`
        : NOTHING
  return html`${author}${link} <span class="second">${reason ?? ''}</span>${parts.length > 0 && html` <span class="second">${parts.join(' · ')}</span>`}`
}

function judgedText({ t }: Visit, { judgedBy }: RunView): Markup {
  if (judgedBy === undefined) return NOTHING
  const { rules, directory, schemas } = judgedBy
  return html`<span class="small">${t('règles', 'rules')} <span class="mono">${rules}</span> <span class="second">${t('annuaire', 'directory')} <span class="mono" title="${directory}">${directory.slice(0, 12)}</span>${schemas.map(({ id }) => html` · ${id}`)}</span></span>`
}

/** The runs as a choice, where there are several. */
export function runChoice(visit: Visit, { runs, run: shown, flow }: FlowView): Markup {
  if (runs.length < 2) return NOTHING
  const { t } = visit
  return html`<p class="choices">${t('Passage', 'Run')} ${runs
    .slice(-12)
    .map(
      ({ run }) =>
        html`<a class="tag" href="${flowHref({ flow: flow.flow, run })}"${run === shown && html` aria-current="true"`}>${run}</a> `,
    )}</p>`
}
