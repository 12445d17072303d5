/**
 * The numbers EN 16931 gives what stands at these places of UBL, by path below the root without conditions. Chorus's
 * own extensions of the format have none.
 */
const BUSINESS_TERMS: Readonly<Record<string, string>> = {
  'cbc:ID': 'BT-1',
  'cbc:IssueDate': 'BT-2',
  'cbc:InvoiceTypeCode': 'BT-3',
  'cbc:CreditNoteTypeCode': 'BT-3',
  'cbc:DocumentCurrencyCode': 'BT-5',
  'cbc:ProfileID': 'BT-23',
  'cac:OrderReference/cbc:ID': 'BT-13',
  'cac:ContractDocumentReference/cbc:ID': 'BT-12',
  'cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID': 'BT-25',
  'cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID': 'BT-29',
  'cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID/@schemeID': 'BT-29-1',
  'cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName': 'BT-27',
  'cac:AccountingSupplierParty/cac:Party/cac:PartyName/cbc:Name': 'BT-28',
  'cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode': 'BT-40',
  'cac:AccountingCustomerParty/cac:Party/cac:PartyIdentification/cbc:ID': 'BT-46',
  'cac:AccountingCustomerParty/cac:Party/cac:PartyName/cbc:Name': 'BT-45',
  'cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName': 'BT-44',
  'cac:PayeeParty/cac:PartyName/cbc:Name': 'BT-59',
  'cac:PaymentMeans/cbc:PaymentMeansCode': 'BT-81',
  'cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID': 'BT-84',
  'cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:Name': 'BT-85',
  'cac:PaymentMeans/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID': 'BT-86',
  'cac:Delivery/cbc:ActualDeliveryDate': 'BT-72',
  'cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount': 'BT-116',
  'cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount': 'BT-117',
  'cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent': 'BT-119',
  'cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount': 'BT-109',
  'cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount': 'BT-112',
  'cac:LegalMonetaryTotal/cbc:PayableAmount': 'BT-115',
  'cac:AdditionalDocumentReference/cbc:ID': 'BT-122',
  'cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject': 'BT-125',
  'cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject/@mimeCode': 'BT-125-1',
  'cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject/@filename': 'BT-125-2',
  'cac:InvoiceLine/cbc:InvoicedQuantity': 'BT-129',
  'cac:CreditNoteLine/cbc:CreditedQuantity': 'BT-129',
  'cac:InvoiceLine/cbc:LineExtensionAmount': 'BT-131',
  'cac:CreditNoteLine/cbc:LineExtensionAmount': 'BT-131',
  'cac:InvoiceLine/cac:Price/cbc:PriceAmount': 'BT-146',
  'cac:CreditNoteLine/cac:Price/cbc:PriceAmount': 'BT-146',
  'cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent': 'BT-152',
  'cac:CreditNoteLine/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent': 'BT-152',
  'cac:InvoiceLine/cac:Item/cac:SellersItemIdentification/cbc:ID': 'BT-155',
  'cac:CreditNoteLine/cac:Item/cac:SellersItemIdentification/cbc:ID': 'BT-155',
  'cac:InvoiceLine/cac:Item/cac:StandardItemIdentification/cbc:ID': 'BT-157',
  'cac:CreditNoteLine/cac:Item/cac:StandardItemIdentification/cbc:ID': 'BT-157',
}

/** The number EN 16931 gives what stands at this XPath of a UBL document (BT-84); `undefined` when it gives none. */
export function businessTerm(xpath: string): string | undefined {
  const [, root, ...steps] = xpath.replaceAll(/\[[^\]]*\]/g, '').split('/')
  return root === 'Invoice' || root === 'CreditNote' ? BUSINESS_TERMS[steps.join('/')] : undefined
}
