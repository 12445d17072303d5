import { attachmentFileName, invoiceFileName, shortened } from '../../formats/pivot/attachment-name.ts'
import type { Pivot, PivotAttachment, PivotInvoice } from '../../formats/pivot/pivot.ts'
import { writePivot } from '../../formats/pivot/writer.ts'
import { readablePdf } from '../../formats/readable/pdf.ts'
import { verifyOwn } from '../../formats/own-document.ts'
import type { Attachment, Invoice } from '../../invoice/invoice.ts'
import { parisDay } from '../../invoice/paris.ts'
import { outgoingName } from '../../reception/flow-name.ts'
import type { Context } from '../context.ts'
import type { Deposit, Route } from '../outcome.ts'
import { idCpro, pivotSequence } from '../sequences.ts'

const PIVOT_INTERFACE = 'FEN0036A'

/** An accepted invoice on its way into a pivot. */
export interface Accepted {
  index: number
  /** The XML as received. */
  bytes: Uint8Array
  invoice: Invoice
  route: Route
}

/** A pivot file: whose it is, its name, its bytes and the places of the invoices in it. */
export interface PivotFile {
  route: Route
  name: string
  bytes: Uint8Array
  invoices: number[]
}

/** One pivot file a recipient application, in the order the flow first names them. */
export async function pivot(
  accepted: readonly Accepted[],
  deposit: Deposit,
  context: Context,
): Promise<PivotFile[]> {
  const byApplication = Map.groupBy(accepted, (each) => each.route.application)
  return Promise.all(
    [...byApplication.values()].map(async (group, place) => {
      const [first] = group as [Accepted]
      const name = outgoingName(PIVOT_INTERFACE, context.application.code, pivotSequence(deposit, place))
      const file: Pivot = {
        producedOn: parisDay(deposit.receivedAt),
        flowIdentifier: name.identifier,
        sender: context.application,
        recipient: { code: first.route.application, label: first.route.applicationLabel },
        invoices: await Promise.all(group.map((each) => pivotInvoice(each, deposit))),
      }
      const bytes = Buffer.from(writePivot(file))
      verifyOwn(bytes, name.text, context.schemas.get('cpp-facture-pivot-v2_02'))
      return { route: first.route, name: name.text, bytes, invoices: group.map((each) => each.index) }
    }),
  )
}

async function pivotInvoice(accepted: Accepted, deposit: Deposit): Promise<PivotInvoice> {
  const { invoice, route } = accepted
  const readable = await readablePdf(invoice, {
    receivedAt: deposit.receivedAt,
    flowName: deposit.name,
    structureName: route.structureName,
    ...(route.serviceName === undefined ? {} : { serviceName: route.serviceName }),
  })
  return {
    invoice,
    idCpro: idCpro(deposit, accepted.index),
    renvoi: 'Non',
    receivedOn: parisDay(deposit.receivedAt),
    debtor: {
      siret: route.siret,
      name: route.structureName,
      serviceCode: route.serviceCode ?? '',
      serviceName: route.serviceName ?? '',
    },
    attachments: [
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
      ...invoice.attachments.map(pivotAttachment),
    ],
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
