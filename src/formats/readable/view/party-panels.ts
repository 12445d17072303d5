import { type Identifier, identifierType } from '../../../invoice/identifier.ts'
import type { Address, Contact, Debtor, Invoice, Party } from '../../../invoice/invoice.ts'
import { IDENTIFIER_LABELS } from './labels.ts'
import { oneLine, plainText } from './plain-text.ts'
import type { Field, Panel, ReadableContext } from './readable-view.ts'

/** Supplier, recipient, and the valideur when there is one. */
export function partyPanels(invoice: Invoice, context: ReadableContext): Panel[] {
  const panels = [supplierPanel(invoice.supplier), recipientPanel(invoice.debtor, context)]
  if (invoice.validator !== undefined) panels.push(partyPanel('Valideur', invoice.validator))
  return panels
}

export function deliveryPanel(invoice: Invoice): Panel | undefined {
  const site = invoice.deliverySite
  if (site === undefined) return undefined
  return {
    title: 'Livraison',
    name: plainText(site.description ?? ''),
    address: addressLines(site.address),
    fields: present([['Identifiant du site', site.id]]),
    prominent: false,
  }
}

/** The fields that have something to say, cleaned. */
export function present(pairs: [label: string, value: string | undefined][]): Field[] {
  const fields: Field[] = []
  for (const [label, text] of pairs) {
    const value = text === undefined ? '' : plainText(text)
    if (value !== '') fields.push({ label, value })
  }
  return fields
}

/** The label of a scheme and the value beside it; a scheme that is not known labels itself. */
export function schemedIdentifier(scheme: string | undefined, value: string): Field[] {
  const type = scheme === undefined ? undefined : identifierType(scheme)
  if (type !== undefined) return identifierFields({ type, value })
  return present([[scheme === undefined ? 'Identifiant' : `Identifiant (${oneLine(scheme)})`, value]])
}

function identifierFields(identifier: Identifier): Field[] {
  return present([[IDENTIFIER_LABELS[identifier.type], identifier.value]])
}

function supplierPanel(supplier: Party): Panel {
  const panel = partyPanel('Fournisseur', supplier)
  panel.fields.splice(
    1,
    0,
    ...present([
      ['N° TVA', supplier.vatNumber],
      ['Régime de TVA', supplier.vatRegime],
      ['Immatriculation', supplier.registration],
    ]),
  )
  return panel
}

function partyPanel(title: string, party: Party): Panel {
  const trade = party.tradeName === party.name ? undefined : party.tradeName
  return {
    title,
    name: plainText(party.name),
    address: addressLines(party.address),
    fields: [
      ...identifierFields(party.identifier),
      ...present([
        ['Nom commercial', trade],
        ['Service', serviceText(party.service)],
        ['Contact', contactText(party.contact)],
      ]),
    ],
    prominent: false,
  }
}

/** The directory's names come first: the deposit may spell the structure as it likes. */
function recipientPanel(debtor: Debtor, context: ReadableContext): Panel {
  const service = { ...debtor.service, ...(context.serviceName ? { name: context.serviceName } : {}) }
  return {
    title: 'Destinataire',
    name: plainText(context.structureName ?? debtor.name ?? ''),
    address: addressLines(debtor.address),
    fields: present([
      [IDENTIFIER_LABELS['1'], debtor.siret],
      ['Service', serviceText(service)],
    ]),
    prominent: false,
  }
}

export function addressLines(address: Address | undefined): string[] {
  if (address === undefined) return []
  const town = [address.postalCode, address.city].filter((part) => part !== undefined).join(' ')
  return shownLines([...address.street, town, countryName(address.country)])
}

/** Lines with nothing to show left out. */
export function shownLines(lines: readonly string[]): string[] {
  return lines.map(plainText).filter((line) => line !== '')
}

let countries: Intl.DisplayNames | undefined

/** Country in French; France itself is left out, as on an envelope, and what is no country code is shown as sent. */
function countryName(code: string | undefined): string {
  if (code === undefined || code === 'FR') return ''
  if (!/^[A-Z]{2}$/.test(code)) return code
  countries ??= new Intl.DisplayNames('fr', { type: 'region' })
  return countries.of(code) ?? code
}

function serviceText(service: { code?: string; name?: string } | undefined): string {
  return [service?.code, service?.name].filter((part) => part !== undefined && part !== '').join(' – ')
}

function said(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ')
}

function contactText(contact: Contact | undefined): string {
  if (contact === undefined) return ''
  const { name, telephone, fax, email } = contact
  const lines = [said(name, telephone && `tél. ${telephone}`, fax && `fax ${fax}`), said(email)]
  return lines.filter((line) => line !== '').join('\n')
}
