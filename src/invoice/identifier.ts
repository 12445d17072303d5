/**
 * Types of a supplier's identifier, as the pivot numbers them: 1 SIRET, 2 European structure outside France,
 * 3 structure outside the EU, 4 RIDET, 5 TAHITI number, 6 being registered, 7 private person.
 */
export type IdentifierType = '1' | '2' | '3' | '4' | '5' | '6' | '7'

export interface Identifier {
  type: IdentifierType
  value: string
  /** The scheme as the deposit spelt it, when it gave one. */
  scheme?: string
}

declare const siretBrand: unique symbol

/** Fourteen digits. Whether its Luhn key holds is another question: see `hasSiretKey`. */
export type Siret = string & { readonly [siretBrand]: true }

export function siret(text: string): Siret | undefined {
  return /^\d{14}$/.test(text) ? (text as Siret) : undefined
}

/** La Poste: its establishments follow another rule, their digits add up to a multiple of five. */
const LA_POSTE = '356000000'

/** True when the SIRET's key holds: Luhn over its fourteen digits, or La Poste's own rule for SIREN 356000000. */
export function hasSiretKey(value: Siret): boolean {
  if (luhn(value) % 10 === 0) return true
  return value.startsWith(LA_POSTE) && digitSum(value) % 5 === 0
}

function luhn(text: string): number {
  let sum = 0
  for (let i = 0; i < text.length; i++) {
    const digit = Number(text[text.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum
}

function digitSum(text: string): number {
  return [...text].reduce((sum, digit) => sum + Number(digit), 0)
}

/** Every spelling of a scheme seen in real flows: the old digits and words, and the reform's ICD numbers. */
const SCHEMES: Readonly<Record<string, IdentifierType>> = {
  '1': '1',
  SIRET: '1',
  '0009': '1',
  '2': '2',
  UE_HORS_FRANCE: '2',
  '0223': '2',
  '3': '3',
  HORS_UE: '3',
  ETR: '3',
  '0227': '3',
  '4': '4',
  RIDET: '4',
  '0228': '4',
  '5': '5',
  TAHITI: '5',
  '0229': '5',
  '6': '6',
  AUTRE: '6',
  '7': '7',
  PARTICULIER: '7',
  '0226': '7',
}

/** The type a scheme stands for; `undefined` when the spelling is not known. `0002` is a SIREN, no structure's identifier. */
export function identifierType(scheme: string): IdentifierType | undefined {
  return SCHEMES[scheme.trim().toUpperCase().replaceAll(/[ -]/g, '_')]
}
