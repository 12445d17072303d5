import type { AddressDraft, Draft, IdentifierDraft, PartyDraft } from '../../invoice/draft.ts'
import { given } from '../../invoice/given.ts'
import { hasSiretKey, type Identifier, identifierType, siret } from '../../invoice/identifier.ts'
import { IDENTIFIER_FORMS } from '../../invoice/identifier-forms.ts'
import type { Address, Debtor, Party } from '../../invoice/invoice.ts'
import type { RuleSettings } from '../rule-settings.ts'
import { type Findings, place } from './findings.ts'
import { fitting } from './heading.ts'

/** ICD 0002, a SIREN: it names the company, not the establishment, and stands beside the SIRET. */
const SIREN_SCHEMES = new Set(['0002', 'SIREN'])
const SERVICE_LENGTH = 100

interface Whose {
  fr: string
  en: string
}
const SUPPLIER: Whose = { fr: 'du fournisseur', en: 'supplier' }
const DEBTOR: Whose = { fr: 'du destinataire', en: 'recipient' }

export function supplier(draft: Draft, rules: RuleSettings, findings: Findings): Party | undefined {
  const identifier = supplierIdentifier(draft, rules, findings)
  const name = draft.supplier.name ?? findings.missing('supplierName', draft.paths.supplierName)
  const country = identifier && supplierCountry(draft, identifier, findings)
  if (identifier === undefined || name === undefined || country === undefined) return undefined
  return {
    ...partyDetails(draft.supplier),
    identifier,
    name: name.value,
    address: { ...address(draft.supplier.address), country },
  }
}

function partyDetails(draft: PartyDraft): Omit<Party, 'identifier' | 'name' | 'address'> {
  const service = given({ code: draft.serviceCode?.value, name: draft.serviceName?.value })
  return given({
    tradeName: draft.tradeName?.value === draft.name?.value ? undefined : draft.tradeName?.value,
    contact: Object.keys(draft.contact).length === 0 ? undefined : draft.contact,
    vatNumber: draft.vatNumber?.value,
    vatRegime: draft.vatRegime?.value,
    registration: draft.registration?.value,
    service: Object.keys(service).length === 0 ? undefined : service,
  })
}

/** The identifier with a scheme we know; a SIREN is passed over when a structure's own identifier stands beside it. */
function supplierIdentifier(draft: Draft, rules: RuleSettings, findings: Findings): Identifier | undefined {
  const found = structureIdentifier(draft.supplier.identifiers)
  if (found === undefined) return findings.missing('supplierIdentifier', draft.paths.supplierIdentifier)
  const type = typeOf(found)
  if (type === undefined) {
    return findings.fault('EXT-08', { at: place(found), detail: { value: found.scheme ?? 'absent' } })
  }
  if (type === '1') {
    const value = checkedSiret(found, SUPPLIER, rules, findings)
    return value === undefined ? undefined : { type, value, ...given({ scheme: found.scheme }) }
  }
  const form = IDENTIFIER_FORMS[type]
  if (!form.matches(found.value)) {
    const detail = { value: found.value, label: form.label, problem: form.fr, problemEn: form.en }
    return findings.fault('EXT-12', { at: place(found), detail })
  }
  return { type, value: found.value, ...given({ scheme: found.scheme }) }
}

/** Types that settle the country by themselves: a SIRET is French, a RIDET Caledonian, a TAHITI number Polynesian. */
export const COUNTRY_OF_TYPE: Readonly<Record<string, string>> = { '1': 'FR', '4': 'NC', '5': 'PF' }

/** The country given, else what the identifier itself says (its first two letters outside France). */
function supplierCountry(draft: Draft, identifier: Identifier, findings: Findings): string | undefined {
  const found = draft.supplier.country
  if (found !== undefined) {
    if (/^[A-Za-z]{2}$/.test(found.value)) return found.value.toUpperCase()
    return findings.fault('EXT-21', { at: place(found), detail: { value: found.value } })
  }
  const own = COUNTRY_OF_TYPE[identifier.type]
  if (own !== undefined) return own
  const letters = /^[A-Za-z]{2}/.exec(identifier.value)?.[0]
  const isForeign = identifier.type === '2' || identifier.type === '3'
  if (isForeign && letters !== undefined) return letters.toUpperCase()
  return findings.missing('supplierCountry', draft.paths.supplierCountry)
}

/** The debtor's SIRET: the only identifier a public structure has. */
export function debtor(draft: Draft, rules: RuleSettings, findings: Findings): Debtor | undefined {
  // A public structure has a SIRET and nothing else counts, whatever stands before it.
  const { identifiers } = draft.debtor
  const found = identifiers.find((each) => typeOf(each) === '1') ?? structureIdentifier(identifiers)
  const service = given({
    code: fitting(draft.debtor.serviceCode, 'serviceCode', SERVICE_LENGTH, findings),
    name: draft.debtor.serviceName?.value,
  })
  if (found === undefined) return findings.missing('debtorIdentifier', draft.paths.debtorIdentifier)
  if (typeOf(found) !== '1') {
    return findings.fault('EXT-25', { at: place(found), detail: { value: found.scheme ?? 'absent' } })
  }
  const value = checkedSiret(found, DEBTOR, rules, findings)
  if (value === undefined) return undefined
  return {
    siret: value,
    address: address(draft.debtor.address),
    ...given({ name: draft.debtor.name?.value, service }),
  }
}

/** The valideur is shown to people and goes nowhere else, so what is wrong with it is no fault. */
export function validator(draft: Draft): Party | undefined {
  const found = draft.validator
  const first = found?.identifiers[0]
  if (found?.name === undefined || first === undefined) return undefined
  const identifier = {
    type: typeOf(first) ?? '6',
    value: first.value,
    ...given({ scheme: first.scheme }),
  } as const
  return { identifier, name: found.name.value, address: address(found.address) }
}

export function address(draft: AddressDraft): Address {
  return {
    street: draft.street,
    ...given({ postalCode: draft.postalCode, city: draft.city, country: draft.country }),
  }
}

/** The identifier a party is judged by: the first of a type we know, a SIREN beside it passed over. */
export function structureIdentifier(identifiers: readonly IdentifierDraft[]): IdentifierDraft | undefined {
  const others = identifiers.filter((each) => !SIREN_SCHEMES.has(each.scheme?.trim().toUpperCase() ?? ''))
  return others.find((each) => typeOf(each) !== undefined) ?? others[0] ?? identifiers[0]
}

/** Fourteen digits without a scheme can only be a SIRET. */
function typeOf(found: IdentifierDraft) {
  if (found.scheme !== undefined) return identifierType(found.scheme)
  return /^\d{14}$/.test(found.value.replaceAll(/\s/g, '')) ? '1' : undefined
}

function checkedSiret(found: IdentifierDraft, whose: Whose, rules: RuleSettings, findings: Findings) {
  const detail = { party: whose.fr, partyEn: whose.en, value: found.value }
  const mended = found.value.replaceAll(/\s/g, '')
  if (mended !== found.value && siret(mended) !== undefined) {
    return findings.fault('EXT-09', { at: place(found), detail: { ...detail, mended } })
  }
  const value = siret(found.value)
  if (value === undefined) return findings.fault('EXT-10', { at: place(found), detail })
  if (!hasSiretKey(value)) findings.say(rules.siretKey, 'EXT-11', { at: place(found), detail })
  return value
}
