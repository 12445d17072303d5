import type { CorrectionRefusal } from '../../record/corrections.ts'
import type { Refusal } from '../../record/replay-refusal.ts'

/** Why a flow is not replayed: in a few words, and as a sentence that says what can be done. */
const WORDS = {
  unknown: {
    short: 'inconnu (unknown)',
    fr: 'le registre n’a pas de flux de ce numéro',
    en: 'the record has no flow of this number',
  },
  pending: {
    short: 'en cours (pending)',
    fr: 'il attend encore le résultat de son traitement : il n’y a rien à rejouer',
    en: 'it still waits for its outcome, there is nothing to replay',
  },
  integrated: {
    short: 'intégré, sans --force (integrated)',
    fr: 'il est intégré, son pivot est chez le destinataire ; --force lui en envoie un second, marqué « Recyclée »',
    en: 'it is integrated; --force sends its recipient a second pivot, marked as recycled',
  },
  expired: {
    short: 'expiré (expired)',
    fr: 'ses documents ont dépassé leur durée de conservation et ne sont plus dans l’archive',
    en: 'its documents have expired',
  },
  'too-many-runs': {
    short: 'trop de rejeux (too many runs)',
    fr: 'il a déjà été rejoué 99 fois, ses documents n’ont plus de noms : qu’il soit déposé à nouveau',
    en: 'it was replayed 99 times, its documents have no more names: deposit it anew',
  },
  'several-sent': {
    short: 'plusieurs factures, déjà remises (several invoices, sent)',
    fr: 'il contient plusieurs factures dont certaines sont déjà chez leurs destinataires : déposez la correction comme un nouveau flux',
    en: 'it holds several invoices and some were sent: deposit the correction as a flow of its own',
  },
} as const satisfies Record<Refusal | CorrectionRefusal, { short: string; fr: string; en: string }>

export function refusalText(flow: number, refusal: Refusal | CorrectionRefusal): string {
  return `Flux ${flow} : ${refusalSentence(refusal)}`
}

export function refusalSentence(refusal: Refusal | CorrectionRefusal): string {
  const { fr, en } = WORDS[refusal]
  return `${fr} (${en}).`
}

export function refusalShort(refusal: Refusal): string {
  return WORDS[refusal].short
}
