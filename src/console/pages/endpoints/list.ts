import { type EndpointSight, endpointSights } from '../../../support/endpoint-sights.ts'
import { html, type Markup } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { healthMark } from '../../parts/health.ts'
import { ago } from '../../parts/instant.ts'
import type { Visit } from '../../visit.ts'
import { endpointHref } from '../structures/cells.ts'
import { fileProblems, type Ground, tabs } from '../structures/ground.ts'
import { placeWords } from './place-words.ts'

const GROUPS = {
  application: { fr: 'Applications destinataires (pivots)', en: 'Recipient applications (pivots)' },
  depositor: { fr: 'Déposants (comptes rendus)', en: 'Depositors (reports)' },
} as const satisfies Record<EndpointSight['kind'], { fr: string; en: string }>

/** Every destination and how it is, what needs a person first. */
export async function listPage(visit: Visit, ground: Ground): Promise<Page> {
  const { t } = visit
  const settings = {
    depositors: ground.tools.settings.depositors,
    directory: ground.live.current().directory,
  }
  const sights = await endpointSights({ desk: ground.tools.desk, settings })
  return {
    title: { fr: 'Destinations', en: 'Endpoints' },
    section: 'structures',
    body: html`<div class="bar"><div class="lead"><h1>${t('Destinations', 'Endpoints')}</h1>
<p class="soft">${t('Où partent les pivots et les comptes rendus, et ce qui y attend.', 'Where pivots and reports go, and what waits for them.')}</p></div></div>
${tabs(visit, '/endpoints')}
${fileProblems(visit, ground)}
${(['application', 'depositor'] as const).map((kind) =>
  group(
    visit,
    kind,
    sights.filter((each) => each.kind === kind),
  ),
)}`,
  }
}

function group(visit: Visit, kind: EndpointSight['kind'], sights: readonly EndpointSight[]): Markup {
  const { t, say } = visit
  return html`<section class="panel flush" aria-labelledby="${kind}"><header><h2 id="${kind}">${say(GROUPS[kind])}</h2></header>
<div class="scroll"><table class="rows stacks"><thead><tr><th scope="col">${t('Destination', 'Endpoint')}</th><th scope="col">${t('État', 'State')}</th><th scope="col">${t('Par', 'By')}</th><th scope="col" class="num">${t('En attente', 'Waiting')}</th><th scope="col" class="num">${t('En échec', 'Failing')}</th><th scope="col">${t('Le plus ancien', 'The oldest')}</th><th scope="col">${t('Pourquoi', 'Why')}</th></tr></thead>
<tbody>${sights.map((sight) => row(visit, sight))}</tbody></table></div></section>`
}

function row(visit: Visit, { id, code, name, health, endpoint, lane }: EndpointSight): Markup {
  const { t, say, language } = visit
  const count = (value: number) =>
    value === 0 ? html`<span class="soft">0</span>` : value.toLocaleString(language)
  const why = lane.held?.reason ?? lane.lastError
  return html`<tr>
<td data-label="${t('Destination', 'Endpoint')}"><span><a class="row-link" href="${endpointHref(id)}">${name}</a><span class="second mono">${code}</span></span></td>
<td data-label="${t('État', 'State')}">${healthMark(visit, health)}</td>
<td data-label="${t('Par', 'By')}">${say(placeWords(endpoint))}</td>
<td class="num" data-label="${t('En attente', 'Waiting')}">${count(lane.waiting)}</td>
<td class="num" data-label="${t('En échec', 'Failing')}">${count(lane.failing)}</td>
<td data-label="${t('Le plus ancien', 'The oldest')}">${lane.oldestAt === undefined ? html`<span class="soft">–</span>` : ago(visit, lane.oldestAt)}</td>
<td data-label="${t('Pourquoi', 'Why')}">${why === undefined ? html`<span class="soft">–</span>` : html`<span class="cut" title="${why}">${why}</span>`}</td></tr>
`
}
