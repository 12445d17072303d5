import { FACTOR, type Recipient, SUPPLIERS_ACCOUNT } from './parties.ts'

/** What is in an invoice of ours. */
export interface Written {
  number: string
  supplier: { siret: string; name: string }
  recipient: Pick<Recipient, 'siret' | 'name'>
  /** Price of each line, in cents. */
  prices: readonly number[]
  /** The supplier's account, the factor's, or none. */
  account: 'own' | 'factor' | 'none'
  /** A schema or a rule it breaks. */
  breaks?: 'schema' | 'rule'
}

export interface Totals {
  ht: string
  vat: string
  ttc: string
}

const RATE = 20n

export function totalsOf({ prices }: Pick<Written, 'prices'>): Totals {
  const ht = prices.reduce((sum, price) => sum + BigInt(price), 0n)
  const vat = (ht * RATE + 50n) / 100n
  return { ht: euros(ht), vat: euros(vat), ttc: euros(ht + vat) }
}

/** A UBL invoice, complete enough to be accepted, of the day there is nothing to say against. */
export function ublText(of: Written): string {
  const { ht, vat, ttc } = totalsOf(of)
  const said = of.breaks === 'schema' ? ht.replace('.', ',') : ht
  // A rule: without VAT and with it do not differ by the VAT.
  const wrong = of.breaks === 'rule' ? euros(cents(ttc) + 100_00n) : ttc
  return `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="${UBL}:Invoice-2" xmlns:cac="${UBL}:CommonAggregateComponents-2" xmlns:cbc="${UBL}:CommonBasicComponents-2">
  <cbc:UBLVersionID>2.1</cbc:UBLVersionID>
  <cbc:ID>${of.number}</cbc:ID>
  <cbc:IssueDate>2025-11-20</cbc:IssueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
${party('AccountingSupplierParty', of.supplier)}
${party('AccountingCustomerParty', of.recipient)}
${of.account === 'factor' ? PAYEE : ''}${means(of.account)}
  <cac:TaxTotal>
    <cbc:TaxAmount currencyID="EUR">${vat}</cbc:TaxAmount>
    <cac:TaxSubtotal>
      <cbc:TaxableAmount currencyID="EUR">${ht}</cbc:TaxableAmount>
      <cbc:TaxAmount currencyID="EUR">${vat}</cbc:TaxAmount>
      <cac:TaxCategory><cbc:Percent>20</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>
    </cac:TaxSubtotal>
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="EUR">${ht}</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">${said}</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">${wrong}</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount currencyID="EUR">${wrong}</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
${of.prices.map(line).join('\n')}
</Invoice>
`
}

const UBL = 'urn:oasis:names:specification:ubl:schema:xsd'

function party(role: string, { siret, name }: { siret: string; name: string }): string {
  return `  <cac:${role}>
    <cac:Party>
      <cac:PartyIdentification><cbc:ID schemeName="1">${siret}</cbc:ID></cac:PartyIdentification>
      <cac:PartyName><cbc:Name>${name.replaceAll('&', '&amp;')}</cbc:Name></cac:PartyName>
    </cac:Party>
  </cac:${role}>`
}

const PAYEE = `  <cac:PayeeParty>
    <cac:PartyIdentification><cbc:ID schemeName="1">${FACTOR.siret}</cbc:ID></cac:PartyIdentification>
    <cac:PartyName><cbc:Name>${FACTOR.name}</cbc:Name></cac:PartyName>
    <cac:PartyLegalEntity><cbc:RegistrationName>${FACTOR.name}</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:PayeeParty>
`

function means(account: Written['account']): string {
  if (account === 'none') return PAID_WITHOUT_ACCOUNT
  const iban = account === 'factor' ? FACTOR.account : SUPPLIERS_ACCOUNT
  return `  <cac:PaymentMeans>
    <cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
    <cbc:PaymentChannelCode>IBAN</cbc:PaymentChannelCode>
    <cac:PayeeFinancialAccount><cbc:ID>${iban}</cbc:ID></cac:PayeeFinancialAccount>
  </cac:PaymentMeans>${account === 'factor' ? NOTICE : ''}`
}

const PAID_WITHOUT_ACCOUNT = `  <cac:PaymentMeans>
    <cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
  </cac:PaymentMeans>`

const NOTICE = `
  <cac:PaymentTerms>
    <cbc:Note>Règlement à l’ordre de ${FACTOR.name}, subrogée dans nos droits par un contrat d’affacturage.</cbc:Note>
  </cac:PaymentTerms>`

function line(price: number, index: number): string {
  return `  <cac:InvoiceLine>
    <cbc:ID>${index + 1}</cbc:ID>
    <cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">${euros(BigInt(price))}</cbc:LineExtensionAmount>
    <cac:Item>
      <cbc:Name>Fourniture ${index + 1}</cbc:Name>
      <cac:ClassifiedTaxCategory><cbc:Percent>20</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory>
    </cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="EUR">${euros(BigInt(price))}</cbc:PriceAmount></cac:Price>
  </cac:InvoiceLine>`
}

function euros(amount: bigint): string {
  return `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`
}

function cents(amount: string): bigint {
  return BigInt(amount.replace('.', ''))
}
