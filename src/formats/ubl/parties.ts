import type { AddressDraft, Draft, IdentifierDraft, PartyDraft } from '../../invoice/draft.ts'
import { given } from '../../invoice/given.ts'
import type { Contact } from '../../invoice/invoice.ts'
import { GROUPS, HEAD } from './bindings.ts'
import { all, inner, one, type Scope, scopes, text } from '../scope.ts'

const SUPPLIER = 'cac:AccountingSupplierParty'
const DEBTOR = 'cac:AccountingCustomerParty'

export function supplier(root: Scope): PartyDraft {
  return {
    ...party(inner(root, `${SUPPLIER}/cac:Party`)),
    contact: contact(inner(root, `${SUPPLIER}/${GROUPS.contact.path}`)),
    ...given({
      name: one(root, ...HEAD.supplierName.paths),
      tradeName: one(root, ...HEAD.supplierTradeName.paths),
      country: one(root, ...HEAD.supplierCountry.paths),
      vatNumber: one(root, ...HEAD.supplierVatNumber.paths),
      vatRegime: one(root, ...HEAD.supplierVatRegime.paths),
      registration: one(root, ...HEAD.supplierRegistration.paths),
      serviceCode: one(root, ...HEAD.supplierServiceCode.paths),
      serviceName: one(root, ...HEAD.supplierServiceName.paths),
    }),
  }
}

export function debtor(root: Scope): PartyDraft {
  return {
    ...party(inner(root, `${DEBTOR}/cac:Party`)),
    contact: {},
    ...given({
      name: one(root, ...HEAD.debtorName.paths),
      serviceCode: one(root, ...HEAD.serviceCode.paths),
      serviceName: one(root, ...HEAD.serviceName.paths),
    }),
  }
}

export function validator(root: Scope): PartyDraft | undefined {
  const agent = inner(root, `${SUPPLIER}/cac:Party/cac:AgentParty`)
  if (agent === undefined) return undefined
  return { ...party(agent), contact: {}, ...given({ name: one(root, ...HEAD.validatorName.paths) }) }
}

export function deliverySite(root: Scope): Draft['deliverySite'] {
  const { path, parts } = GROUPS.deliverySite
  const site = inner(root, path)
  if (site === undefined) return undefined
  return {
    address: addressAt(site, 'cac:Address'),
    ...given({ id: one(site, parts.id), description: one(site, parts.description) }),
  }
}

/** Identifiers with their scheme, in document order: a party may carry several (a SIREN beside its SIRET). */
export function identifiers(scope: Scope): IdentifierDraft[] {
  const { path, parts } = GROUPS.identifier
  return scopes(scope, path).flatMap((each) => {
    const found = one(each, '.')
    if (found === undefined) return []
    const scheme = text(each, parts.schemeName) ?? text(each, parts.schemeId)
    return [{ value: found.value, source: { ...found.source, xpath: each.path }, ...given({ scheme }) }]
  })
}

function party(scope: Scope | undefined): { identifiers: IdentifierDraft[]; address: AddressDraft } {
  if (scope === undefined) return { identifiers: [], address: { street: [] } }
  const postal = addressAt(scope, GROUPS.address.path)
  const isBare = postal.street.length === 0 && postal.city === undefined
  return {
    identifiers: identifiers(scope),
    address: isBare ? addressAt(scope, 'cac:PartyLegalEntity/cac:RegistrationAddress') : postal,
  }
}

/** The address at a path, a line of the street each; empty when there is none. */
export function addressAt(scope: Scope, path: string): AddressDraft {
  const at = inner(scope, path)
  if (at === undefined) return { street: [] }
  const { parts } = GROUPS.address
  const street = [parts.street, parts.moreStreet, parts.building].flatMap((part) => text(at, part) ?? [])
  return {
    street: [...street, ...all(at, parts.line).map((line) => line.value)],
    ...given({
      postalCode: text(at, parts.postalCode),
      city: text(at, parts.city),
      country: text(at, parts.country),
    }),
  }
}

function contact(scope: Scope | undefined): Contact {
  if (scope === undefined) return {}
  const { parts } = GROUPS.contact
  return given({
    name: text(scope, parts.name),
    telephone: text(scope, parts.telephone),
    fax: text(scope, parts.fax),
    email: text(scope, parts.email),
  })
}
