import type { FlowState } from '../record/tables.ts'

export interface StateWords {
  fr: string
  en: string
  colour: 'green' | 'yellow' | 'red' | 'magenta' | 'cyan'
}

/** The states of a flow, for people. */
export const STATE_WORDS = {
  received: { fr: 'reçu', en: 'received', colour: 'cyan' },
  processing: { fr: 'en traitement', en: 'processing', colour: 'cyan' },
  integrated: { fr: 'intégré', en: 'integrated', colour: 'green' },
  'partially-integrated': { fr: 'intégré en partie', en: 'partially integrated', colour: 'yellow' },
  rejected: { fr: 'rejeté', en: 'rejected', colour: 'red' },
  blocked: { fr: 'bloqué', en: 'blocked', colour: 'magenta' },
} as const satisfies Record<FlowState, StateWords>
