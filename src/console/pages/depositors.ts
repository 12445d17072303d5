import type { FastifyInstance } from 'fastify'
import { depositorsTraffic } from '../../support/depositor-traffic.ts'
import { endpointSight } from '../../support/endpoint-sights.ts'
import { depositorEndpoint, type Depositor } from '../../settings.ts'
import type { DeskTools } from '../desk-tools.ts'
import { flowsHref } from '../flow-query.ts'
import { html, type Markup } from '../markup.ts'
import type { Page } from '../page.ts'
import { healthMark } from '../parts/health.ts'
import { ago } from '../parts/instant.ts'
import { onGet } from '../routes.ts'
import type { Visit } from '../visit.ts'
import { depositorPage } from './depositors/one.ts'
import { endpointHref } from './structures/cells.ts'
import { tabs } from './structures/ground.ts'

/** Who drops flows, and how it goes. */
export function depositorsPages(server: FastifyInstance, tools: DeskTools): void {
  const see = { verb: 'see-structures' } as const
  onGet(server, { ...see, path: '/depositors' }, (visit) => listPage(visit, tools))
  onGet(server, { ...see, path: '/depositors/:code' }, (visit, { params }) => {
    const depositor = tools.settings.depositors.find(({ application }) => application === params['code'])
    return depositor && depositorPage(visit, depositor, tools)
  })
}

async function listPage(visit: Visit, { desk, settings }: DeskTools): Promise<Page> {
  const { t } = visit
  const codes = settings.depositors.map(({ application }) => application)
  const traffic = await depositorsTraffic(codes, { desk, now: visit.now })
  const rows = await Promise.all(
    settings.depositors.map(async (depositor) => {
      const sight = await endpointSight(depositorEndpoint(depositor).id, { desk, settings })
      return row(visit, depositor, { traffic: traffic.get(depositor.application), sight })
    }),
  )
  return {
    title: { fr: 'Déposants', en: 'Depositors' },
    section: 'structures',
    body: html`<div class="bar"><div class="lead"><h1>${t('Déposants', 'Depositors')}</h1><p class="soft">${t('Qui dépose des flux, par où, et comment cela se passe.', 'Who drops flows, by which way, and how it goes.')}</p></div></div>
${tabs(visit, '/depositors')}
<section class="panel flush" aria-label="${t('Déposants', 'Depositors')}"><div class="scroll"><table class="rows stacks">
<thead><tr><th scope="col">${t('Déposant', 'Depositor')}</th><th scope="col">${t('Par', 'By')}</th><th scope="col" class="num">${t('Flux 30 j', 'Flows 30 d')}</th><th scope="col" class="num">${t('Rejetés 30 j', 'Rejected 30 d')}</th><th scope="col">${t('Dernier dépôt', 'Last deposit')}</th><th scope="col">${t('Comptes rendus', 'Reports')}</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`,
  }
}

interface Beside {
  traffic: Awaited<ReturnType<typeof depositorsTraffic>> extends Map<string, infer T> ? T | undefined : never
  sight: Awaited<ReturnType<typeof endpointSight>>
}

function row(visit: Visit, { application, name, channel }: Depositor, { traffic, sight }: Beside): Markup {
  const { t, language } = visit
  const { flows = 0, rejected = 0, since, lastAt } = traffic ?? {}
  const link = (count: number, state?: 'rejected') =>
    count === 0 || since === undefined
      ? html`<span class="soft">0</span>`
      : html`<a href="${flowsHref({ depositor: application, since, ...(state === undefined ? {} : { state: [state] }) })}">${count.toLocaleString(language)}</a>`
  return html`<tr>
<td data-label="${t('Déposant', 'Depositor')}"><span><a class="row-link" href="/depositors/${application}">${name}</a><span class="second mono">${application}</span></span></td>
<td data-label="${t('Par', 'By')}">${channel === 'sftp' ? 'SFTP' : t('dossier', 'folder')}</td>
<td class="num" data-label="${t('Flux 30 j', 'Flows 30 d')}">${link(flows)}</td>
<td class="num" data-label="${t('Rejetés 30 j', 'Rejected 30 d')}">${link(rejected, 'rejected')}</td>
<td data-label="${t('Dernier dépôt', 'Last deposit')}">${lastAt === undefined ? html`<span class="soft">${t('jamais', 'never')}</span>` : ago(visit, lastAt)}</td>
<td data-label="${t('Comptes rendus', 'Reports')}">${sight === undefined ? '' : html`<a href="${endpointHref(sight.id)}">${healthMark(visit, sight.health)}</a>`}</td></tr>
`
}
