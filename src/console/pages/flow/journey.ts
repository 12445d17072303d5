import type { EventKind } from '../../../record/tables.ts'
import type { Moment } from '../../../support/show/journey.ts'
import type { FlowView } from '../../../support/show.ts'
import { html, type Markup } from '../../markup.ts'
import { icon, type IconName } from '../../parts/icon.ts'
import { span } from '../../parts/instant.ts'
import type { Visit } from '../../visit.ts'
import { parisText } from '../../../invoice/paris.ts'

/** Moments shown beside the verdict; the others are behind a link. */
const MOST = 14

const KINDS = {
  received: 'received',
  started: 'processing',
  'attempt-failed': 'warning',
  outcome: 'integrated',
  blocked: 'blocked',
  sent: 'out',
  'send-failed': 'warning',
  'replay-asked': 'replay',
  corrected: 'edit',
  expired: 'clock',
} as const satisfies Record<EventKind, IconName>

const TONES = {
  plain: { colour: 'state-received' },
  good: { colour: 'state-integrated', icon: 'integrated' },
  partial: { colour: 'state-partially-integrated', icon: 'partially-integrated' },
  bad: { colour: 'state-rejected', icon: 'rejected' },
  trouble: { colour: 'state-blocked' },
} as const satisfies Record<Moment['tone'], { colour: string; icon?: IconName }>

/** All that happened, one below the other, with how long after the moment before. */
export function timeLine(visit: Visit, { journey }: Pick<FlowView, 'journey'>, most = MOST): Markup {
  const shown = journey.slice(0, most)
  return html`<ol class="steps time-line">${shown.map((moment, index) => step(visit, moment, shown[index - 1]))}</ol>`
}

/** True when the short time line leaves something out. */
export function isLong({ journey }: Pick<FlowView, 'journey'>): boolean {
  return journey.length > MOST
}

function step(visit: Visit, moment: Moment, before: Moment | undefined): Markup {
  const tone = TONES[moment.tone]
  const shape = 'icon' in tone ? tone.icon : KINDS[moment.kind]
  const [day = '', time = ''] = parisText(moment.at).split(' à ')
  const isNewDay = before === undefined || !parisText(before.at).startsWith(day)
  const ms = before === undefined ? 0 : Date.parse(moment.at) - Date.parse(before.at)
  const later = ms > 0 && html` · +${span(ms, visit.language)}`
  return html`<li><span class="${tone.colour}">${icon(shape)}</span><span>${visit.say(moment.text)}</span>
<time datetime="${moment.at}">${isNewDay && `${day} `}${time}${later}</time></li>`
}
