import type { EndpointHealth } from '../../support/endpoint-sights.ts'
import type { Words } from '../../support/words.ts'
import { html, type Markup } from '../markup.ts'
import type { Visit } from '../visit.ts'
import { icon, type IconName } from './icon.ts'

const HEALTHS = {
  held: { shape: 'held', state: 'held', words: { fr: 'Retenue', en: 'Held' } },
  failing: { shape: 'rejected', state: 'bad', words: { fr: 'En échec', en: 'Takes nothing' } },
  documents: {
    shape: 'warning',
    state: 'failing',
    words: { fr: 'Documents en échec', en: 'Documents fail' },
  },
  waiting: { shape: 'waiting', state: 'waiting', words: { fr: 'En attente', en: 'Waiting' } },
  idle: { shape: 'integrated', state: 'good', words: { fr: 'Rien n’attend', en: 'Nothing waits' } },
} as const satisfies Record<EndpointHealth, { shape: IconName; state: string; words: Words }>

/** How a destination is: its shape, its words, its colour. */
export function healthMark({ say }: Visit, health: EndpointHealth): Markup {
  const { shape, state, words } = HEALTHS[health]
  return html`<span class="state state-${state}">${icon(shape)}${say(words)}</span>`
}
