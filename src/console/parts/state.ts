import type { FlowState } from '../../record/tables.ts'
import type { Words } from '../../support/words.ts'
import { html, type Markup } from '../markup.ts'
import type { Visit } from '../visit.ts'
import { icon, type IconName } from './icon.ts'

type Shown = FlowState | 'sent' | 'waiting' | 'failing' | 'held'

const STATES = {
  received: { icon: 'received', words: { fr: 'Reçu', en: 'Received' } },
  processing: { icon: 'processing', words: { fr: 'En traitement', en: 'Processing' } },
  integrated: { icon: 'integrated', words: { fr: 'Intégré', en: 'Integrated' } },
  'partially-integrated': {
    icon: 'partially-integrated',
    words: { fr: 'Intégré en partie', en: 'Partly integrated' },
  },
  rejected: { icon: 'rejected', words: { fr: 'Rejeté', en: 'Rejected' } },
  blocked: { icon: 'blocked', words: { fr: 'Bloqué', en: 'Blocked' } },
  sent: { icon: 'integrated', words: { fr: 'Remis', en: 'Sent' } },
  waiting: { icon: 'waiting', words: { fr: 'En attente', en: 'Waiting' } },
  failing: { icon: 'warning', words: { fr: 'En échec', en: 'Failing' } },
  held: { icon: 'held', words: { fr: 'Retenu', en: 'Held' } },
} as const satisfies Record<Shown, { icon: IconName; words: Words }>

export function stateWords(state: Shown): Words {
  return STATES[state].words
}

/** The state of a flow or of a document to send: its shape, its word, its colour. */
export function stateMark({ say }: Visit, state: Shown): Markup {
  const { icon: shape, words } = STATES[state]
  return html`<span class="state state-${state}">${icon(shape)}${say(words)}</span>`
}
