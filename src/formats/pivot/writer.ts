import { zipSync } from 'fflate'
import type { Invoice, Line } from '../../invoice/invoice.ts'
import { PAYMENT_MODES } from '../../invoice/payment-mode.ts'
import { envelopeXml } from '../envelope.ts'
import { type XmlMembers, writeXml } from '../xml-writer.ts'
import type { Pivot, PivotAttachment, PivotInvoice } from './pivot.ts'

/** CPPFacturePivot V2_02, elements in the order of its schema, with all that the readers of pivots demand. */
export function writePivot(pivot: Pivot): string {
  return writeXml({
    CPPFacturePivot: {
      '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      '@xsi:noNamespaceSchemaLocation': 'CPPFacturePivot_V2_02.xsd',
      Enveloppe: envelopeXml(pivot),
      CPPFactures: {
        '@Compteur': String(pivot.invoices.length),
        CPPFacturePivotUnitaire: pivot.invoices.map((each, index) => ({
          '@NumOrdre': String(index + 1),
          Fournisseur: supplier(each.invoice),
          Debiteur: debtor(each),
          DonneesFacture: data(each),
          PJ: each.attachments.map(attachment),
        })),
      },
    },
  })
}

function supplier(invoice: Invoice): XmlMembers {
  return {
    TypeIdentifiant: invoice.supplier.identifier.type,
    Identifiant: invoice.supplier.identifier.value,
    RaisonSociale: invoice.supplier.name,
    CodePays: invoice.supplier.address?.country,
    ReferenceBancaire: bankReference(invoice),
    ModeEmission: 'flux',
  }
}

/** No account, no reference; the factor's name stands inside it, so that without an account it is not written at all. */
function bankReference(invoice: Invoice): XmlMembers | undefined {
  const account = invoice.payment.account
  if (account === undefined) return undefined
  return {
    '@Type': account.type,
    Compte: account.id,
    Etablissement: account.bic,
    RaisonSocialeEncaisseur: invoice.factor.status === 'present' ? invoice.factor.name?.value : undefined,
  }
}

function debtor(of: PivotInvoice): XmlMembers {
  return {
    TypeIdentifiant: '1',
    Identifiant: of.debtor.siret,
    Nom: of.debtor.name,
    CodeService: of.debtor.serviceCode,
    NomService: of.debtor.serviceName,
  }
}

function data(of: PivotInvoice): XmlMembers {
  const { invoice } = of
  return {
    Id: invoice.number,
    IdCPRO: of.idCpro,
    Renvoi: of.renvoi,
    IdFactureOrigine: invoice.type === '381' ? invoice.originInvoice : undefined,
    Type: invoice.type,
    Cadre: invoice.frame,
    DateEmissionFacture: invoice.issueDate,
    DateLivraison: invoice.deliveryDate ?? invoice.issueDate,
    ModePaiement: { Code: invoice.payment.mode, Libelle: PAYMENT_MODES[invoice.payment.mode] },
    DateReception: of.receivedOn,
    Devise: invoice.currency,
    Montants: {
      MontantHT: invoice.totals.taxExclusive,
      MontantTTC: invoice.totals.taxInclusive,
      MontantNetAPayer: invoice.totals.payable,
    },
    TVAs: taxes(invoice),
    Engagement: commitment(invoice),
    Lignes: { Ligne: invoice.lines.filter((line) => line.kind === 'DETAIL').map(line) },
  }
}

function taxes(invoice: Invoice): XmlMembers | undefined {
  if (invoice.taxes.length === 0) return undefined
  return { TVA: invoice.taxes.map((each) => ({ Taux: each.rate, BaseHt: each.base, MontantTVA: each.tax })) }
}

function commitment(invoice: Invoice): XmlMembers | undefined {
  if (invoice.market === undefined && invoice.engagement === undefined) return undefined
  return { NumeroMarche: invoice.market, NumeroEngagement: invoice.engagement }
}

function line(of: Line, index: number): XmlMembers {
  return {
    '@NumOrdre': String(index + 1),
    ReferenceProduit: of.reference,
    PrixUnitaire: of.unitPrice,
    Quantite: of.quantity,
    MontantHT: of.amount,
    TauxTVA: of.taxRate,
  }
}

function attachment(of: PivotAttachment, index: number): XmlMembers {
  return {
    '@NumOrdre': String(index + 1),
    Contenu: zipped(of),
    NomPJ: of.name,
    NomPJOrigine: of.originalName,
    CategoriePJ: of.category,
    TypePJ: of.type,
    MimeTypePJ: of.mimeType,
  }
}

/** A PDF is compressed already; a zip's clock is set by hand, so that the same file is the same bytes on every day. */
function zipped(of: PivotAttachment): string {
  const level = of.mimeType === 'application/pdf' ? 0 : 6
  const zip = zipSync({ [of.name]: of.bytes }, { level, mtime: new Date(1980, 0, 1) })
  return Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength).toString('base64')
}
