import { drawLine, euros, type Line, lineXml, RATES } from './e1-lines.ts'
import { ACCOUNT, FACTOR, NOTICE, type Recipient, type Supplier } from './parties.ts'
import type { Random } from './random.ts'

/** A file in an invoice. */
export interface Enclosed {
  name: string
  mimeType: string
  bytes: Buffer
}

export interface E1Invoice {
  /** At most 20 characters, unique. */
  number: string
  supplier: Supplier
  recipient: Recipient
  lines: number
  isFactored: boolean
  /** What makes it be rejected. */
  wrong?: 'total' | 'schema'
  attachments?: readonly Enclosed[]
}

const ISSUED = '2025-11-20'
const UBL = 'urn:oasis:names:specification:ubl:schema:xsd'

/** A UBL invoice: about 15 KB with six lines, about 1.6 KB a line. Its words are invented, its sums are right. */
export function e1Invoice(of: E1Invoice, random: Random): string {
  const lines = Array.from({ length: of.lines }, (_, index) => drawLine(index + 1, random))
  return `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="${UBL}:Invoice-2" xmlns:cac="${UBL}:CommonAggregateComponents-2" xmlns:cbc="${UBL}:CommonBasicComponents-2" xmlns:ext="${UBL}:CommonExtensionComponents-2">
  <ext:UBLExtensions>
    <ext:UBLExtension>
      <ext:ExtensionContent>
        <aife:FactureExtension xmlns:aife="urn:AIFE:Facture:Extension">
          <aife:CategoryCode>A1</aife:CategoryCode>
        </aife:FactureExtension>
      </ext:ExtensionContent>
    </ext:UBLExtension>
  </ext:UBLExtensions>
  <cbc:UBLVersionID>2.1</cbc:UBLVersionID>
  <cbc:ID>${of.number}</cbc:ID>
  <cbc:IssueDate>${ISSUED}</cbc:IssueDate>
  <cbc:InvoiceTypeCode listID="UN/ECE 1001 Subset" listAgencyID="6">380</cbc:InvoiceTypeCode>
  <cbc:Note>Travaux et fournitures selon le devis accepté, livrés en une fois et reçus sans réserve. Les prix sont fermes et non révisables pendant la durée du marché.</cbc:Note>
  <cbc:DocumentCurrencyCode listID="ISO 4217 Alpha">EUR</cbc:DocumentCurrencyCode>
${references(of)}${(of.attachments ?? []).map(attachment).join('')}${supplier(of.supplier)}${customer(of.recipient)}${payment(of.isFactored)}${totals(lines, of)}${lines.map(lineXml).join('')}</Invoice>
`
}

function references({ recipient }: E1Invoice): string {
  const order = recipient.engagement ?? 'BC-2025-0412'
  return `  <cac:OrderReference>
    <cbc:ID>${order}</cbc:ID>
  </cac:OrderReference>
  <cac:ContractDocumentReference>
    <cbc:ID>M-2025-014</cbc:ID>
    <cbc:DocumentTypeCode>Marché public</cbc:DocumentTypeCode>
  </cac:ContractDocumentReference>
`
}

function attachment({ name, mimeType, bytes }: Enclosed): string {
  return `  <cac:AdditionalDocumentReference>
    <cbc:ID>${name}</cbc:ID>
    <cac:Attachment>
      <cbc:EmbeddedDocumentBinaryObject mimeCode="${mimeType}">${bytes.toString('base64')}</cbc:EmbeddedDocumentBinaryObject>
    </cac:Attachment>
  </cac:AdditionalDocumentReference>
`
}

function supplier({ siret, name, street, city }: Supplier): string {
  const address = postal(street, city)
  return `  <cac:AccountingSupplierParty>
    <cac:Party>
      <cac:PartyIdentification><cbc:ID schemeName="1">${siret}</cbc:ID></cac:PartyIdentification>
      <cac:PartyName><cbc:Name>${name}</cbc:Name></cac:PartyName>
      <cac:PostalAddress>${address}</cac:PostalAddress>
      <cac:PartyTaxScheme>
        <cbc:CompanyID>FR00${siret.slice(0, 9)}</cbc:CompanyID>
        <cac:TaxScheme><cbc:TaxTypeCode>TVA DEBIT</cbc:TaxTypeCode></cac:TaxScheme>
      </cac:PartyTaxScheme>
      <cac:PartyLegalEntity>
        <cbc:RegistrationName>${name}</cbc:RegistrationName>
        <cbc:CompanyID>RCS Exempleville ${siret.slice(0, 9)}</cbc:CompanyID>
        <cac:RegistrationAddress>${address}</cac:RegistrationAddress>
      </cac:PartyLegalEntity>
    </cac:Party>
    <cac:AccountingContact>
      <cbc:Name>Hélène Marchegay</cbc:Name>
      <cbc:Telephone>01 99 00 12 31</cbc:Telephone>
      <cbc:ElectronicMail>facturation@fournisseur.example.org</cbc:ElectronicMail>
    </cac:AccountingContact>
  </cac:AccountingSupplierParty>
`
}

function customer({ siret, name, service }: Recipient): string {
  const contact =
    service === undefined
      ? ''
      : `
    <cac:AccountingContact><cbc:ID>${service}</cbc:ID></cac:AccountingContact>`
  return `  <cac:AccountingCustomerParty>
    <cac:Party>
      <cac:PartyIdentification><cbc:ID schemeName="1">${siret}</cbc:ID></cac:PartyIdentification>
      <cac:PartyName><cbc:Name>${name}</cbc:Name></cac:PartyName>
      <cac:PostalAddress>${postal('1, place de la Mairie', 'Grand-Exemple')}</cac:PostalAddress>
      <cac:PartyLegalEntity><cbc:RegistrationName>${name}</cbc:RegistrationName></cac:PartyLegalEntity>
    </cac:Party>${contact}
  </cac:AccountingCustomerParty>
`
}

function postal(street: string, city: string): string {
  return `
        <cbc:StreetName>${street}</cbc:StreetName>
        <cbc:AdditionalStreetName>Zone artisanale du Pré-Long</cbc:AdditionalStreetName>
        <cbc:CityName>${city}</cbc:CityName>
        <cbc:PostalZone>99210</cbc:PostalZone>
        <cac:Country><cbc:IdentificationCode listID="ISO3166-1">FR</cbc:IdentificationCode></cac:Country>
      `
}

function payment(isFactored: boolean): string {
  const payee = isFactored
    ? `  <cac:PayeeParty>
    <cac:PartyIdentification><cbc:ID schemeName="1">${FACTOR.siret}</cbc:ID></cac:PartyIdentification>
    <cac:PartyName><cbc:Name>${FACTOR.name}</cbc:Name></cac:PartyName>
    <cac:PartyLegalEntity><cbc:RegistrationName>${FACTOR.name}</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:PayeeParty>
`
    : ''
  const notice = isFactored ? `  <cac:PaymentTerms><cbc:Note>${NOTICE}</cbc:Note></cac:PaymentTerms>\n` : ''
  return `${payee}  <cac:PaymentMeans>
    <cbc:PaymentMeansCode listID="UN/ECE 4461 Subset" listAgencyID="NES" listName="Payment Means">30</cbc:PaymentMeansCode>
    <cbc:PaymentDueDate>2025-12-20</cbc:PaymentDueDate>
    <cbc:PaymentChannelCode>IBAN</cbc:PaymentChannelCode>
    <cac:PayeeFinancialAccount>
      <cbc:ID>${isFactored ? FACTOR.account : ACCOUNT}</cbc:ID>
      <cac:FinancialInstitutionBranch>
        <cac:FinancialInstitution><cbc:ID>EXEMFRP0XXX</cbc:ID></cac:FinancialInstitution>
      </cac:FinancialInstitutionBranch>
    </cac:PayeeFinancialAccount>
  </cac:PaymentMeans>
${notice}  <cac:PaymentTerms>
    <cbc:Note>Paiement à 30 jours à réception. En cas de retard : intérêts moratoires au taux légal majoré et indemnité forfaitaire de 40 euros pour frais de recouvrement.</cbc:Note>
  </cac:PaymentTerms>
`
}

function totals(lines: readonly Line[], { wrong }: E1Invoice): string {
  const taxes = RATES.flatMap((rate) => {
    const base = lines.filter((each) => each.rate === rate).reduce((sum, each) => sum + each.amount, 0)
    return base === 0 ? [] : [{ rate, base, tax: Math.round((base * rate) / 100) }]
  })
  const net = taxes.reduce((sum, each) => sum + each.base, 0)
  const tax = taxes.reduce((sum, each) => sum + each.tax, 0)
  const gross = wrong === 'total' ? net + tax + 100_00 : net + tax
  const netText = wrong === 'schema' ? euros(net).replace('.', ',') : euros(net)
  return `  <cac:TaxTotal>
    <cbc:TaxAmount currencyID="EUR">${euros(tax)}</cbc:TaxAmount>${taxes.map(subtotal).join('')}
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="EUR">${euros(net)}</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">${netText}</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">${euros(gross)}</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount currencyID="EUR">${euros(gross)}</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
`
}

function subtotal({ rate, base, tax }: { rate: number; base: number; tax: number }): string {
  return `
    <cac:TaxSubtotal>
      <cbc:TaxableAmount currencyID="EUR">${euros(base)}</cbc:TaxableAmount>
      <cbc:TaxAmount currencyID="EUR">${euros(tax)}</cbc:TaxAmount>
      <cbc:Percent>${rate}</cbc:Percent>
      <cac:TaxCategory><cac:TaxScheme><cbc:TaxTypeCode>TVA</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory>
    </cac:TaxSubtotal>`
}
