import { attachmentFileName, invoiceFileName, shortened } from '../../formats/pivot/attachment-name.ts'
import type { PivotAttachment, PivotInvoice, PivotUnit, Renvoi } from '../../formats/pivot/pivot.ts'
import { joinPivot, withFiles, writePivotUnit } from '../../formats/pivot/writer.ts'
import { readablePdf } from '../../formats/readable/pdf.ts'
import { verifyOwn } from '../../formats/own-document.ts'
import type { Attachment, Invoice } from '../../invoice/invoice.ts'
import { parisDay } from '../../invoice/paris.ts'
import { outgoingName } from '../../reception/flow-name.ts'
import type { Context } from '../context.ts'
import type { Examined } from '../judgement.ts'
import type { Deposit, Route } from '../outcome.ts'
import { idCpro, pivotSequence } from '../sequences.ts'

const PIVOT_INTERFACE = 'FEN0036A'
const SCHEMA = 'cpp-facture-pivot-v2_02'

/** An accepted invoice on its way into a pivot. */
export interface Accepted {
  index: number
  /** The XML as received. */
  bytes: Uint8Array
  invoice: Invoice
  route: Route
  /** Whether the recipient had it before. */
  renvoi: Renvoi
}

/** A pivot file: whose it is, its name, its bytes and the places of the invoices in it. */
export interface PivotFile {
  route: Route
  name: string
  bytes: Uint8Array
  invoices: number[]
}

/** The invoice's part of a pivot, readable and attachments in it; held against the pivot's schema. */
export async function pivotUnit(accepted: Accepted, deposit: Deposit, context: Context): Promise<PivotUnit> {
  const begun = performance.now()
  const invoice = await pivotInvoice(accepted, deposit)
  if (accepted.invoice.original === undefined) context.clock?.('readable', performance.now() - begun)
  const unit = writePivotUnit(invoice)
  const { flowIdentifier, number } = accepted.invoice
  const file = { route: accepted.route, place: 0, units: [[Buffer.from(unit)]], flowIdentifier }
  verifyOwn(
    joined(file, deposit, context).bytes,
    `Pivot de la facture ${number}`,
    context.schemas.get(SCHEMA),
  )
  const zipping = performance.now()
  const withAll = withFiles(unit, invoice.attachments)
  context.clock?.('zip', performance.now() - zipping)
  return withAll
}

/**
 * One pivot file a recipient application, in the order the flow first names them. Each invoice was held against the
 * schema when it was written; what is put around them is the same for every file.
 */
export function pivotFiles(examined: readonly Examined[], deposit: Deposit, context: Context): PivotFile[] {
  const accepted = examined.flatMap(({ outcome, unit }) =>
    outcome.accepted && outcome.route !== undefined && unit !== undefined
      ? [{ index: outcome.index, route: outcome.route, unit, flowIdentifier: outcome.sketch?.flowIdentifier }]
      : [],
  )
  const byApplication = Map.groupBy(accepted, (each) => each.route.application)
  return [...byApplication.values()].map((group, place) => {
    const [{ route }] = group as [(typeof accepted)[number]]
    const flowIdentifier = ownIdentifier(group)
    const units = group.map((each) => each.unit)
    const file = joined({ route, place, units, flowIdentifier }, deposit, context)
    return { ...file, route, invoices: group.map((each) => each.index) }
  })
}

/** The identifier the documents themselves give, when all of the file's give the same: it is kept. */
function ownIdentifier(group: readonly { flowIdentifier: string | undefined }[]): string | undefined {
  const [first, ...others] = new Set(group.map((each) => each.flowIdentifier))
  return others.length === 0 ? first : undefined
}

interface Joined {
  route: Route
  place: number
  units: readonly PivotUnit[]
  flowIdentifier: string | undefined
}

function joined(of: Joined, deposit: Deposit, context: Context) {
  const name = outgoingName(PIVOT_INTERFACE, context.application.code, pivotSequence(deposit, of.place))
  const envelope = {
    producedOn: parisDay(deposit.receivedAt),
    flowIdentifier: of.flowIdentifier ?? name.identifier,
    sender: context.application,
    recipient: { code: of.route.application, label: of.route.applicationLabel },
  }
  return { name: name.text, bytes: joinPivot(envelope, of.units) }
}

async function pivotInvoice(accepted: Accepted, deposit: Deposit): Promise<PivotInvoice> {
  const { invoice, route } = accepted
  return {
    invoice,
    idCpro: idCpro(deposit, accepted.index),
    renvoi: accepted.renvoi,
    receivedOn: parisDay(deposit.receivedAt),
    debtor: {
      siret: route.siret,
      name: route.structureName,
      serviceCode: route.serviceCode ?? '',
      serviceName: route.serviceName ?? '',
    },
    attachments: [
      ...(invoice.original === undefined
        ? await structuredInvoice(accepted, deposit)
        : [originalInvoice(invoice, invoice.original)]),
      ...invoice.attachments.map(pivotAttachment),
    ],
  }
}

/** E1: the invoice is its data, which we make readable; both go along. */
async function structuredInvoice(accepted: Accepted, deposit: Deposit): Promise<PivotAttachment[]> {
  const { invoice, route } = accepted
  const readable = await readablePdf(invoice, {
    receivedAt: deposit.receivedAt,
    flowName: deposit.name,
    structureName: route.structureName,
    ...(route.serviceName === undefined ? {} : { serviceName: route.serviceName }),
  })
  return [
    {
      name: invoiceFileName(invoice, 'pdf'),
      category: 'Facture PDF',
      type: '01',
      mimeType: 'application/pdf',
      bytes: readable,
    },
    {
      name: invoiceFileName(invoice, 'xml'),
      category: 'Facture XML',
      type: '02',
      mimeType: 'text/xml',
      bytes: accepted.bytes,
    },
  ]
}

/** E2: the PDF is the invoice, as received. */
function originalInvoice(invoice: Invoice, { bytes, fileName }: Attachment): PivotAttachment {
  const originalName = shortened(fileName)
  return {
    name: invoiceFileName(invoice, 'pdf'),
    category: 'Facture PDF',
    type: '01',
    mimeType: 'application/pdf',
    bytes,
    ...(originalName === '' ? {} : { originalName }),
  }
}

function pivotAttachment(of: Attachment, index: number): PivotAttachment {
  const { fileName, mimeType, bytes } = of
  const name = attachmentFileName(fileName, index + 1)
  const originalName = shortened(fileName)
  return {
    name,
    category: 'Pièce jointe standard',
    type: '02',
    mimeType,
    bytes,
    ...(originalName === '' ? {} : { originalName }),
  }
}
