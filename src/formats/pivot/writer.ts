import type { Invoice, Line } from '../../invoice/invoice.ts'
import { PAYMENT_MODES } from '../../invoice/payment-mode.ts'
import { type Envelope, envelopeXml } from '../envelope.ts'
import { type XmlMembers, writeElements, writeXml } from '../xml-writer.ts'
import { oneFileZip, type ZipLevel } from './one-file-zip.ts'
import type { PivotAttachment, PivotInvoice, PivotUnit } from './pivot.ts'

/** What stands before each line of an invoice in a file. */
const MARGIN = '    '
const AFTER_UNITS = '\n  </CPPFactures>'

/**
 * One invoice as it stands in a pivot, its files still apart: the `CPPFacturePivotUnitaire` of CPPFacturePivot V2_02,
 * elements in the order of its schema, with all that the readers of pivots demand. Written alone, so that the invoices of a
 * flow can be written by several workers.
 */
export function writePivotUnit(of: PivotInvoice): string {
  return writeElements({ CPPFacturePivotUnitaire: unit(of) }, MARGIN).trimEnd()
}

/** What stands for the content of a file until it is put in. Text of an invoice cannot look like it: its `<` is escaped. */
const CONTENT = /(?<=<Contenu>)\d+(?=<\/Contenu>)/

/**
 * The unit with its files in it, each as base64 of a zip that holds it alone. The schema asks nothing of their text, so
 * that the unit is held against it without them; megabytes then pass through no parser and no string twice.
 */
export function withFiles(unit: string, files: readonly PivotAttachment[]): PivotUnit {
  const parts = unit.split(CONTENT)
  if (parts.length !== files.length + 1)
    throw new Error(`a pivot has room for ${parts.length - 1} files, not ${files.length}`)
  return parts.flatMap((part, index) => {
    const file = files[index]
    const text = Buffer.from(part)
    return file === undefined ? [text] : [text, base64(oneFileZip(file, levelOf(file)))]
  })
}

function base64(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64'), 'latin1')
}

/** The whole file: these invoices, numbered in their order, in one envelope. */
export function joinPivot(envelope: Envelope, units: readonly PivotUnit[]): Uint8Array {
  const empty = emptyPivot(envelope)
  const [before, after] = splitAtUnits(empty, units.length)
  const numbered = units.flatMap((each, index) => [
    ...(index === 0 ? [] : [NEW_LINE]),
    ...withNumber(each, index + 1),
  ])
  return Buffer.concat([Buffer.from(before), ...numbered, Buffer.from(after)])
}

const NEW_LINE = Buffer.from('\n')
const FIRST = Buffer.from('NumOrdre="1"')

/** The number of a unit is the first thing in it. */
function withNumber([first, ...others]: PivotUnit, number: number): Uint8Array[] {
  if (first === undefined) throw new Error('a unit of a pivot is empty')
  const bytes = Buffer.from(first.buffer, first.byteOffset, first.byteLength)
  const at = bytes.indexOf(FIRST)
  const numbered = [
    bytes.subarray(0, at),
    Buffer.from(`NumOrdre="${number}"`),
    bytes.subarray(at + FIRST.length),
  ]
  return [...numbered, ...others]
}

function splitAtUnits(empty: string, count: number): [string, string] {
  const mark = '<CPPFactures Compteur="0"/>'
  const at = empty.indexOf(mark)
  if (at === -1) throw new Error('an empty pivot has no place for its invoices')
  return [
    `${empty.slice(0, at)}<CPPFactures Compteur="${count}">\n`,
    `${AFTER_UNITS}${empty.slice(at + mark.length)}`,
  ]
}

function emptyPivot(envelope: Envelope): string {
  return writeXml({
    CPPFacturePivot: {
      '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      '@xsi:noNamespaceSchemaLocation': 'CPPFacturePivot_V2_02.xsd',
      Enveloppe: envelopeXml(envelope),
      CPPFactures: { '@Compteur': '0' },
    },
  })
}

function unit(of: PivotInvoice): XmlMembers {
  return {
    '@NumOrdre': '1',
    Fournisseur: supplier(of.invoice),
    Debiteur: debtor(of),
    DonneesFacture: data(of),
    PJ: of.attachments.map(attachment),
  }
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
    Contenu: String(index),
    NomPJ: of.name,
    NomPJOrigine: of.originalName,
    CategoriePJ: of.category,
    TypePJ: of.type,
    MimeTypePJ: of.mimeType,
  }
}

/** Larger files are packed in haste: the largest invoice allowed took 30 s to judge with all at level 6, 12 s so. */
const LARGE = 1024 * 1024

/** A PDF is compressed already. */
function levelOf(of: PivotAttachment): ZipLevel {
  if (of.mimeType === 'application/pdf') return 0
  return of.bytes.length > LARGE ? 1 : 3
}
