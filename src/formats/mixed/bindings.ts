import type { Term } from '../../invoice/terms.ts'
import type { Binding } from '../ubl/bindings.ts'

/** The element of each invoice of the file. */
export const UNIT = 'CPPFactures/CPPFactureMixteUnitaire'

/** The flow's own identifier, below the root. */
export const FLOW_IDENTIFIER =
  'Enveloppe/EnveloppeUnitaire/Parametres/ParametreIndiv[Code="IdFlx"]/Valeurparametre'

const BANK = 'Fournisseur/ReferenceBancaire'

/** Where a mixed file keeps each term, below the element of its invoice. Printed in docs/mapping.md. */
export const MIXED = {
  number: { paths: ['DonneesFacture/Id'], pivot: 'DonneesFacture/Id' },
  issueDate: {
    paths: ['DonneesFacture/DateEmissionFacture'],
    pivot: 'DonneesFacture/DateEmissionFacture, DonneesFacture/DateLivraison',
  },
  typeCode: { paths: ['DonneesFacture/Type'], pivot: 'DonneesFacture/Type' },
  currency: { paths: ['DonneesFacture/Devise'], pivot: 'DonneesFacture/Devise' },
  frame: { paths: ['DonneesFacture/Cadre'], pivot: 'DonneesFacture/Cadre' },
  originInvoice: { paths: ['DonneesFacture/IdFactureOrigine'], pivot: 'DonneesFacture/IdFactureOrigine' },
  engagement: {
    paths: ['DonneesFacture/Engagement/NumeroEngagement'],
    pivot: 'DonneesFacture/Engagement/NumeroEngagement',
  },
  market: {
    paths: ['DonneesFacture/Engagement/NumeroMarche'],
    pivot: 'DonneesFacture/Engagement/NumeroMarche',
  },
  supplierIdentifier: {
    paths: ['Fournisseur/Identifiant'],
    pivot: 'Fournisseur/TypeIdentifiant, Fournisseur/Identifiant',
  },
  supplierName: { paths: ['Fournisseur/RaisonSociale'], pivot: 'Fournisseur/RaisonSociale' },
  supplierCountry: { paths: ['Fournisseur/CodePays'], pivot: 'Fournisseur/CodePays' },
  debtorIdentifier: { paths: ['Debiteur/Identifiant'], pivot: 'Debiteur/Identifiant' },
  debtorName: { paths: ['Debiteur/Nom'], pivot: 'Debiteur/Nom (unless the directory has the name)' },
  serviceCode: { paths: ['Debiteur/CodeService'], pivot: 'Debiteur/CodeService' },
  serviceName: {
    paths: ['Debiteur/NomService'],
    pivot: 'Debiteur/NomService (unless the directory has the name)',
  },
  paymentCode: {
    paths: ['DonneesFacture/ModePaiement/Code'],
    pivot: 'DonneesFacture/ModePaiement/Code',
  },
  account: { paths: [`${BANK}/Compte`], pivot: `${BANK}/Compte` },
  accountType: { paths: [`${BANK}/@Type`], pivot: `${BANK}/@Type (IBAN, else RIB)` },
  bank: { paths: [`${BANK}/Etablissement`], pivot: `${BANK}/Etablissement` },
  payeeName: {
    paths: [`${BANK}/RaisonSocialeEncaisseur`],
    pivot: `${BANK}/RaisonSocialeEncaisseur (with an account only)`,
  },
  original: { paths: ['PJ[TypePJ="01"]'], pivot: 'PJ with TypePJ 01' },
  taxExclusive: {
    paths: ['DonneesFacture/Montants/MontantHT'],
    pivot: 'DonneesFacture/Montants/MontantHT',
  },
  taxInclusive: {
    paths: ['DonneesFacture/Montants/MontantTTC'],
    pivot: 'DonneesFacture/Montants/MontantTTC',
  },
  payable: {
    paths: ['DonneesFacture/Montants/MontantNetAPayer'],
    pivot: 'DonneesFacture/Montants/MontantNetAPayer',
  },
  taxRate: {
    paths: ['DonneesFacture/TVAS/TVA/Taux', 'DonneesFacture/TVAs/TVA/Taux'],
    pivot: 'DonneesFacture/TVAs/TVA/Taux',
  },
  taxBase: {
    paths: ['DonneesFacture/TVAS/TVA/BaseHt', 'DonneesFacture/TVAs/TVA/BaseHt'],
    pivot: 'DonneesFacture/TVAs/TVA/BaseHt',
  },
  taxAmount: {
    paths: ['DonneesFacture/TVAS/TVA/MontantTVA', 'DonneesFacture/TVAs/TVA/MontantTVA'],
    pivot: 'DonneesFacture/TVAs/TVA/MontantTVA',
  },
} as const satisfies Partial<Record<Term, Binding>>

/** The parts that may come several times, relative to their own element. */
export const MIXED_GROUPS = {
  tax: {
    path: 'DonneesFacture/TVAS/TVA | DonneesFacture/TVAs/TVA',
    parts: { rate: 'Taux', base: 'BaseHt', tax: 'MontantTVA' },
  },
  attachment: {
    path: 'PJ',
    parts: { name: 'NomPJ', type: 'TypePJ', mimeType: 'MimeTypePJ', content: 'Contenu' },
  },
} as const
