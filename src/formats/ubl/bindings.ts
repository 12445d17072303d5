import type { Term } from '../../invoice/terms.ts'

/** Where UBL keeps a term: the first path that holds a value wins. `pivot` is where the pivot puts it. */
export interface Binding {
  readonly paths: readonly string[]
  readonly pivot?: string
}

const SUPPLIER = 'cac:AccountingSupplierParty/cac:Party'
const DEBTOR = 'cac:AccountingCustomerParty/cac:Party'
const EXTENSION = 'ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent'
const TYPE = 'translate(cbc:DocumentTypeCode, "ABCDEFGHIJKLMNOPQRSTUVWXYZÉ", "abcdefghijklmnopqrstuvwxyzé")'

/** The terms of the document's head, relative to its root. Printed in docs/mapping.md. */
export const HEAD = {
  number: { paths: ['cbc:ID'], pivot: 'DonneesFacture/Id' },
  issueDate: { paths: ['cbc:IssueDate'], pivot: 'DonneesFacture/DateEmissionFacture' },
  typeCode: { paths: ['cbc:InvoiceTypeCode', 'cbc:CreditNoteTypeCode'], pivot: 'DonneesFacture/Type' },
  currency: { paths: ['cbc:DocumentCurrencyCode'], pivot: 'DonneesFacture/Devise' },
  frame: {
    paths: [
      `${EXTENSION}/aife:FactureExtension/aife:CategoryCode`,
      `${EXTENSION}/*[local-name()="CategoryCode"]`,
      'cbc:ProfileID',
    ],
    pivot: 'DonneesFacture/Cadre',
  },
  note: { paths: ['cbc:Note'] },
  periodStart: { paths: ['cac:InvoicePeriod/cbc:StartDate'] },
  periodEnd: { paths: ['cac:InvoicePeriod/cbc:EndDate'] },
  periodDescription: { paths: ['cac:InvoicePeriod/cbc:Description'] },
  originInvoice: {
    paths: ['cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID'],
    pivot: 'DonneesFacture/IdFactureOrigine',
  },
  engagement: {
    paths: [
      'cac:OrderReference/cbc:ID',
      `cac:ContractDocumentReference[${TYPE}="bon de commande" or ${TYPE}="engagement"]/cbc:ID`,
    ],
    pivot: 'DonneesFacture/Engagement/NumeroEngagement',
  },
  market: {
    paths: [
      `cac:ContractDocumentReference[${TYPE}="marché public" or ${TYPE}="marché"]/cbc:ID`,
      `cac:ContractDocumentReference[${TYPE}="contrat"]/cbc:ID`,
      'cac:ContractDocumentReference[not(cbc:DocumentTypeCode)]/cbc:ID',
    ],
    pivot: 'DonneesFacture/Engagement/NumeroMarche',
  },
  supplierIdentifier: {
    paths: [`${SUPPLIER}/cac:PartyIdentification/cbc:ID`],
    pivot: 'Fournisseur/TypeIdentifiant, Fournisseur/Identifiant',
  },
  supplierName: {
    paths: [`${SUPPLIER}/cac:PartyLegalEntity/cbc:RegistrationName`, `${SUPPLIER}/cac:PartyName/cbc:Name`],
    pivot: 'Fournisseur/RaisonSociale',
  },
  supplierTradeName: { paths: [`${SUPPLIER}/cac:PartyName/cbc:Name`] },
  supplierCountry: {
    paths: [
      `${SUPPLIER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode`,
      `${SUPPLIER}/cac:PartyLegalEntity/cac:RegistrationAddress/cac:Country/cbc:IdentificationCode`,
    ],
    pivot: 'Fournisseur/CodePays',
  },
  supplierServiceCode: { paths: [`${SUPPLIER}/cac:Contact/cbc:ID`] },
  supplierServiceName: { paths: [`${SUPPLIER}/cac:Contact/cbc:Name`] },
  supplierVatNumber: { paths: [`${SUPPLIER}/cac:PartyTaxScheme/cbc:CompanyID`] },
  supplierVatRegime: { paths: [`${SUPPLIER}/cac:PartyTaxScheme/cac:TaxScheme/cbc:TaxTypeCode`] },
  supplierRegistration: { paths: [`${SUPPLIER}/cac:PartyLegalEntity/cbc:CompanyID`] },
  debtorIdentifier: { paths: [`${DEBTOR}/cac:PartyIdentification/cbc:ID`], pivot: 'Debiteur/Identifiant' },
  debtorName: {
    paths: [`${DEBTOR}/cac:PartyName/cbc:Name`, `${DEBTOR}/cac:PartyLegalEntity/cbc:RegistrationName`],
    pivot: 'Debiteur/Nom (unless the directory has the name)',
  },
  serviceCode: {
    paths: ['cac:AccountingCustomerParty/cac:AccountingContact/cbc:ID', `${DEBTOR}/cac:Contact/cbc:ID`],
    pivot: 'Debiteur/CodeService',
  },
  serviceName: {
    paths: ['cac:AccountingCustomerParty/cac:AccountingContact/cbc:Name', `${DEBTOR}/cac:Contact/cbc:Name`],
    pivot: 'Debiteur/NomService (unless the directory has the name)',
  },
  validatorIdentifier: { paths: [`${SUPPLIER}/cac:AgentParty/cac:PartyIdentification/cbc:ID`] },
  validatorName: {
    paths: [
      `${SUPPLIER}/cac:AgentParty/cac:PartyLegalEntity/cbc:RegistrationName`,
      `${SUPPLIER}/cac:AgentParty/cac:PartyName/cbc:Name`,
    ],
  },
  paymentCode: {
    paths: ['cac:PaymentMeans/cbc:PaymentMeansCode'],
    pivot: 'DonneesFacture/ModePaiement/Code',
  },
  paymentDueDate: { paths: ['cac:PaymentMeans/cbc:PaymentDueDate', 'cbc:DueDate'] },
  account: {
    paths: ['cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID'],
    pivot: 'Fournisseur/ReferenceBancaire/Compte',
  },
  accountType: {
    paths: ['cac:PaymentMeans/cbc:PaymentChannelCode'],
    pivot: 'Fournisseur/ReferenceBancaire/@Type (IBAN, else RIB)',
  },
  bank: {
    paths: [
      'cac:PaymentMeans/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cac:FinancialInstitution/cbc:ID',
      'cac:PaymentMeans/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID',
    ],
    pivot: 'Fournisseur/ReferenceBancaire/Etablissement',
  },
  payeeName: {
    paths: [
      'cac:PayeeParty/cac:PartyName/cbc:Name',
      'cac:PayeeParty/cac:PartyLegalEntity/cbc:RegistrationName',
    ],
    pivot: 'Fournisseur/ReferenceBancaire/RaisonSocialeEncaisseur (with an account only)',
  },
  paymentTerms: { paths: ['cac:PaymentTerms/cbc:Note'] },
  taxExclusive: {
    paths: ['cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount'],
    pivot: 'DonneesFacture/Montants/MontantHT',
  },
  taxInclusive: {
    paths: ['cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount'],
    pivot: 'DonneesFacture/Montants/MontantTTC',
  },
  payable: {
    paths: ['cac:LegalMonetaryTotal/cbc:PayableAmount'],
    pivot: 'DonneesFacture/Montants/MontantNetAPayer',
  },
  tax: { paths: ['cac:TaxTotal/cbc:TaxAmount'] },
  prepaid: { paths: ['cac:LegalMonetaryTotal/cbc:PrepaidAmount'] },
  allowance: { paths: ['cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount'] },
  charge: { paths: ['cac:LegalMonetaryTotal/cbc:ChargeTotalAmount'] },
  taxRate: {
    paths: [
      'cac:TaxTotal/cac:TaxSubtotal/cbc:Percent',
      'cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent',
    ],
    pivot: 'DonneesFacture/TVAs/TVA/Taux',
  },
  taxBase: {
    paths: ['cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount'],
    pivot: 'DonneesFacture/TVAs/TVA/BaseHt',
  },
  taxAmount: {
    paths: ['cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount'],
    pivot: 'DonneesFacture/TVAs/TVA/MontantTVA',
  },
  lineQuantity: {
    paths: ['cac:InvoiceLine/cbc:InvoicedQuantity', 'cac:CreditNoteLine/cbc:CreditedQuantity'],
    pivot: 'DonneesFacture/Lignes/Ligne/Quantite',
  },
  linePrice: {
    paths: ['cac:InvoiceLine/cac:Price/cbc:PriceAmount', 'cac:CreditNoteLine/cac:Price/cbc:PriceAmount'],
    pivot: 'DonneesFacture/Lignes/Ligne/PrixUnitaire',
  },
  lineAmount: {
    paths: ['cac:InvoiceLine/cbc:LineExtensionAmount', 'cac:CreditNoteLine/cbc:LineExtensionAmount'],
    pivot: 'DonneesFacture/Lignes/Ligne/MontantHT',
  },
  original: {
    paths: [
      'cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject[@mimeCode="application/pdf"]',
    ],
    pivot: 'PJ with TypePJ 01 (FSO1110A only)',
  },
  deliveryDate: {
    paths: ['cac:Delivery/cbc:ActualDeliveryDate'],
    pivot: 'DonneesFacture/DateLivraison (else the latest of the lines’, else the issue date)',
  },
} as const satisfies Record<Term, Binding>

/** The parts that may come several times, relative to their own element. */
export const GROUPS = {
  identifier: {
    path: 'cac:PartyIdentification/cbc:ID',
    parts: { schemeName: '@schemeName', schemeId: '@schemeID' },
  },
  paymentMeans: {
    path: 'cac:PaymentMeans',
    parts: {
      code: 'cbc:PaymentMeansCode',
      dueDate: 'cbc:PaymentDueDate',
      channel: 'cbc:PaymentChannelCode',
      account: 'cac:PayeeFinancialAccount/cbc:ID',
      holder: 'cac:PayeeFinancialAccount/cbc:Name',
      bic: 'cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cac:FinancialInstitution/cbc:ID',
      branch: 'cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID',
      note: 'cbc:InstructionNote',
    },
  },
  payee: {
    path: 'cac:PayeeParty',
    parts: {
      partyName: 'cac:PartyName/cbc:Name',
      registrationName: 'cac:PartyLegalEntity/cbc:RegistrationName',
      legalEntity: 'cac:PartyLegalEntity',
      legalId: 'cac:PartyLegalEntity/cbc:CompanyID',
      contactNote: 'cac:Contact/cbc:Note',
    },
  },
  taxTotal: {
    path: 'cac:TaxTotal',
    parts: { amount: 'cbc:TaxAmount', currency: 'cbc:TaxAmount/@currencyID', subtotal: 'cac:TaxSubtotal' },
  },
  taxSubtotal: {
    path: 'cac:TaxTotal/cac:TaxSubtotal',
    parts: {
      rate: 'cbc:Percent',
      categoryRate: 'cac:TaxCategory/cbc:Percent',
      base: 'cbc:TaxableAmount',
      tax: 'cbc:TaxAmount',
      exemption: 'cac:TaxCategory/cbc:TaxExemptionReason',
    },
  },
  adjustment: {
    path: 'cac:AllowanceCharge',
    parts: { isCharge: 'cbc:ChargeIndicator', amount: 'cbc:Amount', reason: 'cbc:AllowanceChargeReason' },
  },
  line: {
    path: 'cac:InvoiceLine | cac:CreditNoteLine',
    parts: {
      id: 'cbc:ID',
      note: 'cbc:Note',
      quantity: 'cbc:InvoicedQuantity | cbc:CreditedQuantity',
      unit: 'cbc:InvoicedQuantity/@unitCode | cbc:CreditedQuantity/@unitCode',
      amount: 'cbc:LineExtensionAmount',
      price: 'cac:Price/cbc:PriceAmount',
      name: 'cac:Item/cbc:Name',
      description: 'cac:Item/cbc:Description',
      sellerReference: 'cac:Item/cac:SellersItemIdentification/cbc:ID',
      standardReference: 'cac:Item/cac:StandardItemIdentification/cbc:ID',
      rate: 'cac:Item/cac:ClassifiedTaxCategory/cbc:Percent',
      kind: 'cac:Item/cac:AdditionalItemProperty[cbc:Name="TYPE_LIGNE"]/cbc:Value',
      deliveryDate: 'cac:Delivery/cbc:ActualDeliveryDate',
      deliveryNote: 'cac:Delivery/cbc:TrackingID',
    },
  },
  address: {
    path: 'cac:PostalAddress',
    parts: {
      street: 'cbc:StreetName',
      moreStreet: 'cbc:AdditionalStreetName',
      building: 'cbc:BuildingName',
      line: 'cac:AddressLine/cbc:Line',
      postalCode: 'cbc:PostalZone',
      city: 'cbc:CityName',
      country: 'cac:Country/cbc:IdentificationCode',
    },
  },
  contact: {
    path: 'cac:AccountingContact',
    parts: {
      name: 'cbc:Name',
      telephone: 'cbc:Telephone',
      fax: 'cbc:Telefax',
      email: 'cbc:ElectronicMail',
    },
  },
  deliverySite: {
    path: 'cac:Delivery/cac:DeliveryLocation',
    parts: { id: 'cbc:ID', description: 'cbc:Description' },
  },
  attachment: {
    path: 'cac:AdditionalDocumentReference[cac:Attachment/cbc:EmbeddedDocumentBinaryObject]',
    parts: {
      name: 'cbc:ID',
      fileName: 'cac:Attachment/cbc:EmbeddedDocumentBinaryObject/@filename',
      mimeType: 'cac:Attachment/cbc:EmbeddedDocumentBinaryObject/@mimeCode',
      content: 'cac:Attachment/cbc:EmbeddedDocumentBinaryObject',
    },
  },
} as const
