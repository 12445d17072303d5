import type { ReplayProgress } from '../../../record/replays.ts'
import type { ReplayState } from '../../../record/tables.ts'
import type { Words } from '../../../support/words.ts'
import { html, type Markup } from '../../markup.ts'
import { icon, type IconName } from '../../parts/icon.ts'
import type { Visit } from '../../visit.ts'

/** `ending`: every run was begun, or no more will be; some are still under way. */
type Shown = ReplayState | 'ending'

const STATES = {
  running: { icon: 'processing', look: 'processing', words: { fr: 'En cours', en: 'Running' } },
  ending: { icon: 'processing', look: 'processing', words: { fr: 'S’achève', en: 'Ending' } },
  stopped: { icon: 'held', look: 'warn', words: { fr: 'Arrêté', en: 'Stopped' } },
  done: { icon: 'integrated', look: 'good', words: { fr: 'Terminé', en: 'Done' } },
} as const satisfies Record<Shown, { icon: IconName; look: string; words: Words }>

export function shownState({ state, begun, ended }: ReplayProgress): Shown {
  return state !== 'running' && ended < begun ? 'ending' : state
}

export function replayStateMark({ say }: Visit, replay: ReplayProgress): Markup {
  const { icon: shape, look, words } = STATES[shownState(replay)]
  return html`<span class="state state-${look}">${icon(shape)}${say(words)}</span>`
}
