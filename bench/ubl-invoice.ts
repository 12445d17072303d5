/** An invented, valid UBL invoice of as many lines as asked for, about half a kilobyte a line. */
export function ublInvoice(lines: number): string {
  const total = (lines * 100).toFixed(2)
  const tax = (lines * 20).toFixed(2)
  const withTax = (lines * 120).toFixed(2)
  return `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:UBLVersionID>2.1</cbc:UBLVersionID>
  <cbc:ID>F-2026-0001</cbc:ID>
  <cbc:IssueDate>2026-03-02</cbc:IssueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
${party('AccountingSupplierParty', '29900009100015', 'Papeterie de l’Exemple')}
${party('AccountingCustomerParty', '29900001800018', 'Commune de Valmorte-sur-Exemple')}
  <cac:TaxTotal>
    <cbc:TaxAmount currencyID="EUR">${tax}</cbc:TaxAmount>
    <cac:TaxSubtotal>
      <cbc:TaxableAmount currencyID="EUR">${total}</cbc:TaxableAmount>
      <cbc:TaxAmount currencyID="EUR">${tax}</cbc:TaxAmount>
      <cac:TaxCategory><cbc:Percent>20</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>
    </cac:TaxSubtotal>
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="EUR">${total}</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">${total}</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">${withTax}</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount currencyID="EUR">${withTax}</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
${Array.from({ length: lines }, (_, i) => line(i + 1)).join('\n')}
</Invoice>
`
}

function party(role: string, siret: string, name: string): string {
  return `  <cac:${role}>
    <cac:Party>
      <cac:PartyIdentification><cbc:ID schemeName="1">${siret}</cbc:ID></cac:PartyIdentification>
      <cac:PartyName><cbc:Name>${name}</cbc:Name></cac:PartyName>
    </cac:Party>
  </cac:${role}>`
}

function line(number: number): string {
  return `  <cac:InvoiceLine>
    <cbc:ID>${number}</cbc:ID>
    <cbc:InvoicedQuantity unitCode="C62">10</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
    <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">20.00</cbc:TaxAmount></cac:TaxTotal>
    <cac:Item>
      <cbc:Description>Ramettes de papier recyclé, format A4, lot ${number}</cbc:Description>
      <cbc:Name>Papier A4</cbc:Name>
    </cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="EUR">10.00</cbc:PriceAmount></cac:Price>
  </cac:InvoiceLine>`
}
