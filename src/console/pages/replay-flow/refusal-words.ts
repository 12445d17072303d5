import type { CorrectionRefusal } from '../../../record/corrections.ts'
import type { Refusal } from '../../../record/replay-refusal.ts'
import type { Words } from '../../../support/words.ts'

/** Why a flow is not replayed: in a few words, and as a sentence that says what can be done. */
export const REFUSALS = {
  unknown: {
    short: { fr: 'inconnu', en: 'unknown' },
    sentence: { fr: 'Le registre n’a pas ce flux.', en: 'The record has no such flow.' },
  },
  pending: {
    short: { fr: 'en cours', en: 'pending' },
    sentence: {
      fr: 'Il attend encore le résultat de son traitement : il n’y a rien à rejouer.',
      en: 'It still waits for its outcome: there is nothing to replay.',
    },
  },
  integrated: {
    short: { fr: 'intégré', en: 'integrated' },
    sentence: {
      fr: 'Il est intégré, son pivot est chez le destinataire ou part vers lui. « Envoyer à nouveau » lui en envoie un second, marqué « Recyclée ».',
      en: 'It is integrated, its recipient has its pivot or will. “Send again” sends a second one, marked as recycled.',
    },
  },
  expired: {
    short: { fr: 'expiré', en: 'expired' },
    sentence: {
      fr: 'Ses documents ont dépassé leur durée de conservation et ne sont plus dans l’archive.',
      en: 'Its documents have expired and are no longer in the archive.',
    },
  },
  'too-many-runs': {
    short: { fr: 'trop de rejeux', en: 'too many runs' },
    sentence: {
      fr: 'Il a déjà été rejoué 99 fois, ses documents n’ont plus de noms : qu’il soit déposé à nouveau.',
      en: 'It was replayed 99 times, its documents have no more names: have it deposited anew.',
    },
  },
  'several-sent': {
    short: { fr: 'plusieurs factures, déjà remises', en: 'several invoices, sent' },
    sentence: {
      fr: 'Il contient plusieurs factures dont certaines sont déjà chez leurs destinataires : faites déposer la correction comme un nouveau flux.',
      en: 'It holds several invoices and some were sent: have the correction deposited as a flow of its own.',
    },
  },
} as const satisfies Record<Refusal | CorrectionRefusal, { short: Words; sentence: Words }>
