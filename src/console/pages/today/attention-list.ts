import type { LaneSight } from '../../../record/lane-desk.ts'
import type { Attention, WaitingFigure } from '../../../support/attention.ts'
import { counted, countedEn } from '../../../support/words.ts'
import { may } from '../../access/permissions.ts'
import { flowsHref, queryOf } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { icon, type IconName } from '../../parts/icon.ts'
import { ago } from '../../parts/instant.ts'
import type { Tone } from '../../parts/notice.ts'
import type { Visit } from '../../visit.ts'
import { endpointHref } from '../structures/cells.ts'

/** One thing that wants a person, or may soon. */
interface Concern {
  tone: Tone
  shape: IconName
  body: Markup
  detail?: Markup
}

/** A flow that is under way longer than this is not as it should be, in ms. */
const SLOW_FLOW_MS = 15 * 60_000
/** A document that waits longer than this, in ms. */
const SLOW_DOCUMENT_MS = 3_600_000

/** What needs a person, the gravest first; when nothing does, that. */
export function attentionList(visit: Visit, attention: Attention): Markup {
  const { t } = visit
  const found = concerns(visit, attention)
  const isCalm = found.every(({ tone }) => tone === 'info')
  const calm: Concern = {
    tone: 'good',
    shape: 'integrated',
    body: html`<strong>${t('Rien ne demande d’intervention.', 'Nothing needs anybody.')}</strong> ${t('Aucun flux bloqué, aucune destination en échec ou retenue.', 'No flow blocked, no endpoint failing or held.')}`,
  }
  return html`<section id="attention" class="attention" aria-label="${t('À traiter', 'To be dealt with')}"><ul>
${[...(isCalm ? [calm] : []), ...found].map(concernItem)}
</ul></section>`
}

function concernItem({ tone, shape, body, detail }: Concern): Markup {
  const more = detail === undefined ? NOTHING : html`<span class="detail">${detail}</span>`
  return html`<li class="${tone}">${icon(shape)}<span class="body">${body}</span>${more}</li>`
}

function concerns(visit: Visit, attention: Attention): Concern[] {
  return [
    ...blocked(visit, attention.blocked),
    ...attention.lanes.map((lane) => laneConcern(visit, lane)),
    ...pending(visit, attention.pending),
    ...(isAllInTrouble(attention) ? [] : undelivered(visit, attention.undelivered)),
  ]
}

function blocked(visit: Visit, { count, oldest, filter }: WaitingFigure): Concern[] {
  if (count === 0) return []
  const { t } = visit
  const body = html`<a href="${flowsHref(queryOf(filter))}"><strong>${t(counted(count, 'flux bloqué', 'flux bloqués'), countedEn(count, 'flow blocked', 'flows blocked'))}</strong></a> ${t(count < 2 ? 'attend le support' : 'attendent le support', count === 1 ? 'waits for support' : 'wait for support')}`
  return [{ tone: 'stop', shape: 'blocked', body, ...oldestOf(visit, oldest) }]
}

function pending(visit: Visit, { count, oldest, filter }: WaitingFigure): Concern[] {
  if (count === 0) return []
  const { t } = visit
  const isSlow = oldest !== undefined && isOlder(visit, oldest.since, SLOW_FLOW_MS)
  const body = html`<a href="${flowsHref(queryOf(filter))}"><strong>${t(`${counted(count, 'flux', 'flux')} en cours`, `${countedEn(count, 'flow', 'flows')} under way`)}</strong></a>${isSlow ? t(', l’un depuis longtemps', ', one for a long time') : NOTHING}`
  return [
    {
      tone: isSlow ? 'warn' : 'info',
      shape: isSlow ? 'warning' : 'waiting',
      body,
      ...oldestOf(visit, oldest),
    },
  ]
}

function oldestOf(visit: Visit, oldest: WaitingFigure['oldest']): { detail?: Markup } {
  if (oldest === undefined) return {}
  const { t } = visit
  return {
    detail: html`${t('le plus ancien :', 'the oldest:')} <a href="/flows/${oldest.flow}" class="mono">${oldest.name}</a>, ${ago(visit, oldest.since)}`,
  }
}

function laneConcern(visit: Visit, lane: LaneSight): Concern {
  const { t } = visit
  const { endpoint, waiting, held, lastError, oldestAt } = lane
  const wait =
    waiting === 0
      ? t('rien n’attend', 'nothing waits')
      : t(
          counted(waiting, 'document attend', 'documents attendent'),
          countedEn(waiting, 'document waits', 'documents wait'),
        )
  const since =
    oldestAt === undefined ? NOTHING : html`, ${t('le plus ancien', 'the oldest')} ${ago(visit, oldestAt)}`
  if (held !== undefined) {
    return {
      tone: 'warn',
      shape: 'held',
      body: html`${endpointName(visit, endpoint)} ${t(`retenue par ${held.by}`, `held back by ${held.by}`)} ${ago(visit, held.at)} : ${held.reason}`,
      detail: html`${wait}${since}`,
    }
  }
  return {
    tone: 'bad',
    shape: 'warning',
    body: html`${endpointName(visit, endpoint)} ${failure(visit, lane)}${lastError === undefined ? NOTHING : html` <span class="error">${lastError}</span>`}`,
    detail: html`${wait}${since}`,
  }
}

/** Its page, for who may see it. */
function endpointName({ visitor }: Visit, endpoint: string): Markup {
  const name = html`<span class="mono">${endpoint}</span>`
  return may(visitor, 'see-structures') ? html`<a href="${endpointHref(endpoint)}">${name}</a>` : name
}

/** The endpoint itself, or only some documents for it. */
function failure({ t }: Visit, { tries, failing }: LaneSight): string {
  if (tries > 0)
    return t(
      `ne prend rien (${counted(tries, 'essai', 'essais')}).`,
      `takes nothing (${countedEn(tries, 'try', 'tries')}).`,
    )
  return t(
    `refuse ${counted(failing, 'document', 'documents')}.`,
    `refuses ${countedEn(failing, 'document', 'documents')}.`,
  )
}

/** Every document that waits does so for an endpoint that is told of already. */
function isAllInTrouble({ lanes, undelivered: { documents } }: Attention): boolean {
  return documents === lanes.reduce((sum, lane) => sum + lane.waiting, 0)
}

function undelivered(visit: Visit, { documents, endpoints, oldest }: Attention['undelivered']): Concern[] {
  if (documents === 0) return []
  const { t } = visit
  const isSlow = oldest !== undefined && isOlder(visit, oldest.since, SLOW_DOCUMENT_MS)
  const body = html`<strong>${t(counted(documents, 'document', 'documents'), countedEn(documents, 'document', 'documents'))}</strong> ${t(`à remettre, vers ${counted(endpoints, 'destination', 'destinations')}`, `to be sent, to ${countedEn(endpoints, 'endpoint', 'endpoints')}`)}`
  const detail =
    oldest === undefined
      ? {}
      : {
          detail: html`${t('le plus ancien pour', 'the oldest for')} ${endpointName(visit, oldest.endpoint)}, ${ago(visit, oldest.since)}`,
        }
  return [{ tone: isSlow ? 'warn' : 'info', shape: isSlow ? 'warning' : 'out', body, ...detail }]
}

function isOlder({ now }: Visit, since: string, ms: number): boolean {
  return Date.parse(now) - Date.parse(since) > ms
}
