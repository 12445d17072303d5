import type { IdentifierType } from './identifier.ts'

export interface IdentifierForm {
  label: string
  matches: (value: string) => boolean
  /** What the form asks, as the end of a sentence. */
  fr: string
  en: string
}

const upTo = (limit: number) => (value: string) => value.length <= limit

/** The form of each type of identifier, as the platform documents it; a type "being registered" has none. */
export const IDENTIFIER_FORMS = {
  '1': {
    label: 'SIRET',
    matches: (value) => /^\d{14}$/.test(value),
    fr: 'il a 14 chiffres',
    en: 'it has 14 digits',
  },
  '2': {
    label: 'structure européenne hors France',
    matches: (value) => /^[A-Za-z]{2}.{1,16}$/u.test(value),
    fr: 'c’est un numéro de TVA intracommunautaire, 18 caractères au plus',
    en: 'it is a European VAT number, 18 characters at most',
  },
  '3': {
    label: 'structure hors Union européenne',
    matches: (value) => /^[A-Za-z]{2}.{1,16}$/u.test(value),
    fr: 'c’est le code du pays suivi des 16 premiers caractères du nom, 18 au plus',
    en: 'it is the country code followed by the name’s first 16 characters, 18 at most',
  },
  '4': {
    label: 'RIDET',
    matches: (value) => /^\d{9,10}$/.test(value),
    fr: 'il a 9 ou 10 chiffres',
    en: 'it has 9 or 10 digits',
  },
  '5': {
    label: 'numéro TAHITI',
    matches: (value) => /^[A-Za-z0-9]{9}$/.test(value),
    fr: 'il a 9 caractères',
    en: 'it has 9 characters',
  },
  '6': {
    label: 'en cours d’immatriculation',
    matches: upTo(80),
    fr: '80 caractères au plus',
    en: '80 at most',
  },
  '7': { label: 'particulier', matches: upTo(80), fr: '80 caractères au plus', en: '80 at most' },
} as const satisfies Record<IdentifierType, IdentifierForm>
