import { GROUPS } from '../../formats/ubl/bindings.ts'
import type { Draft } from '../../invoice/draft.ts'
import { identifierType } from '../../invoice/identifier.ts'
import { IDENTIFIER_FORMS } from '../../invoice/identifier-forms.ts'
import { COUNTRY_OF_TYPE, structureIdentifier } from '../../pipeline/rules/parties.ts'
import { KEPT_FOR } from '../../pipeline/rules/payment.ts'
import {
  asWritten,
  type Evidence,
  firstOrigin,
  made,
  originOf,
  present,
  type Reason,
  type Row,
} from './evidence.ts'

/** Who sends, who is paid, who owes. */
export const PARTY_ROWS: Readonly<Record<string, Row>> = {
  'Fournisseur/TypeIdentifiant': supplierType,
  'Fournisseur/Identifiant': (of) => asWritten(of, supplierIdentifier(of), 'supplierIdentifier'),
  'Fournisseur/RaisonSociale': (of) => asWritten(of, draftOf(of).supplier.name, 'supplierName'),
  'Fournisseur/CodePays': supplierCountry,
  'Fournisseur/ReferenceBancaire/@Type': accountType,
  'Fournisseur/ReferenceBancaire/Compte': account,
  'Fournisseur/ReferenceBancaire/Etablissement': (of) => asWritten(of, of.decision.means?.bic, 'bank'),
  'Fournisseur/ReferenceBancaire/RaisonSocialeEncaisseur': payee,
  'Fournisseur/ModeEmission': () => ({ rule: 'emission-mode', gives: 'flux' }),
  'Debiteur/TypeIdentifiant': () => ({ rule: 'recipient-type', gives: '1' }),
  'Debiteur/Identifiant': recipient,
  'Debiteur/Nom': recipientName,
  'Debiteur/CodeService': (of) => asWritten(of, draftOf(of).debtor.serviceCode, 'serviceCode') ?? NONE_GIVEN,
  'Debiteur/NomService': serviceName,
}

const NONE_GIVEN: Reason = { rule: 'none-given', gives: '' }

function draftOf({ traced }: Evidence): Draft {
  return traced.survey.draft
}

function supplierIdentifier(of: Evidence) {
  return structureIdentifier(draftOf(of).supplier.identifiers)
}

/** UBL has the scheme on the identifier itself, a mixed file beside it. */
function supplierType(of: Evidence): Reason | undefined {
  const found = supplierIdentifier(of)
  if (found === undefined) return undefined
  const { xpath } = found.source
  const beside = xpath.replace(/\/Identifiant$/, '/TypeIdentifiant')
  const { schemeName, schemeId } = GROUPS.identifier.parts
  const on = [schemeName, schemeId].map((attribute) => `${xpath}/${attribute}`)
  const schemes = [...on, ...(beside === xpath ? [] : [beside])]
  const scheme = firstOrigin(of, schemes, 'supplierIdentifier')
  if (scheme !== undefined) {
    const type = identifierType(scheme.whole)
    return type && made('identifier-scheme', scheme, type)
  }
  const itself = originOf(of, found, 'supplierIdentifier')
  return itself && made('siret-by-its-form', itself, '1')
}

function supplierCountry(of: Evidence): Reason | undefined {
  const country = originOf(of, draftOf(of).supplier.country, 'supplierCountry')
  if (country !== undefined) {
    const capitals = country.whole.toUpperCase()
    return made(capitals === country.whole ? 'as-written' : 'capitals', country, capitals)
  }
  const { type } = of.traced.invoice.supplier.identifier
  const identifier = originOf(of, supplierIdentifier(of), 'supplierIdentifier')
  if (identifier === undefined) return undefined
  const own = COUNTRY_OF_TYPE[type]
  if (own === undefined)
    return made('country-of-identifier', identifier, identifier.whole.slice(0, 2).toUpperCase())
  const detail = { type, label: IDENTIFIER_FORMS[type].label }
  return { ...made('country-of-type', identifier, own), detail }
}

function accountType(of: Evidence): Reason | undefined {
  const { means } = of.decision
  const channel = originOf(of, means?.channel, 'accountType')
  if (channel !== undefined)
    return made('account-channel', channel, channel.whole.toUpperCase() === 'IBAN' ? 'IBAN' : 'RIB')
  const itself = originOf(of, means?.account, 'account')
  const type = of.decision.account?.type
  return itself && type && made('account-form', itself, type)
}

function account(of: Evidence): Reason | undefined {
  const { means, accounts, keptFor, account: kept } = of.decision
  const from = originOf(of, means?.account, 'account')
  if (from === undefined || kept === undefined) return undefined
  const gives = kept.type === 'IBAN' ? from.whole.replaceAll(/\s/g, '').toUpperCase() : from.whole
  const isAsWritten = gives === from.whole
  if (accounts.length < 2) return made(isAsWritten ? 'as-written' : 'bare-iban', from, gives)
  const detail = {
    accounts: String(accounts.length),
    why: KEPT_FOR[keptFor].fr,
    whyEn: KEPT_FOR[keptFor].en,
  }
  const others = accounts.filter((each) => each.id !== kept.id)
  const passedOver = present(
    ...others.map(({ id, source }) => originOf(of, { value: id, source }, 'account')),
  )
  return { ...made(isAsWritten ? 'kept-account' : 'kept-iban', from, gives), detail, passedOver }
}

function payee(of: Evidence): Reason | undefined {
  const { name } = of.decision.factor
  const from = originOf(of, name, 'payeeName')
  return from && made(name?.from === 'AccountName' ? 'holder-as-payee' : 'as-written', from, from.whole)
}

/** The structure's own SIRET, unless the deposit means the State by one of its services. */
function recipient(of: Evidence): Reason | undefined {
  const { traced } = of
  const { identifiers, serviceCode } = draftOf(of).debtor
  const named = identifiers.find((each) => each.value === traced.invoice.debtor.siret)
  const from = originOf(of, named, 'debtorIdentifier')
  if (from === undefined || from.whole === traced.route.siret)
    return from && made('as-written', from, from.whole)
  const service = originOf(of, serviceCode, 'serviceCode')
  return { rule: 'state-of-service', origins: present(from, service), gives: traced.route.siret }
}

function recipientName(of: Evidence): Reason | undefined {
  const { siret } = of.traced.route
  const known = of.context.directory.findStructure(siret)?.name
  const said = originOf(of, draftOf(of).debtor.name, 'debtorName')
  if (known !== undefined)
    return { rule: 'directory-name', detail: { siret }, passedOver: present(said), gives: known }
  return said === undefined ? { rule: 'siret-as-name', gives: siret } : made('as-written', said, said.whole)
}

function serviceName(of: Evidence): Reason | undefined {
  const { siret, serviceCode: service } = of.traced.route
  const services = of.context.directory.findStructure(siret)?.services ?? []
  const known = services.find((each) => each.code === service)?.name
  const said = originOf(of, draftOf(of).debtor.serviceName, 'serviceName')
  if (known !== undefined && service !== undefined)
    return { rule: 'directory-service-name', detail: { service }, passedOver: present(said), gives: known }
  return said === undefined ? NONE_GIVEN : made('as-written', said, said.whole)
}
