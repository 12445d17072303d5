import type { FoundFlow } from '../../record/found-flows.ts'

/** The stable form for programs: one object, one line. What is not known is null, never left out; instants are UTC. */
export function flowLine(flow: FoundFlow): string {
  const { invoice } = flow
  return JSON.stringify({
    flow: flow.flow,
    name: flow.name,
    depositor: flow.depositor,
    interface: flow.interfaceCode ?? null,
    receivedAt: flow.receivedAt,
    state: flow.state,
    run: flow.run,
    invoices: flow.invoices,
    accepted: flow.accepted,
    faults: flow.faults,
    remarks: flow.remarks,
    invoice:
      invoice === undefined
        ? null
        : {
            number: invoice.number ?? null,
            supplier: { id: invoice.supplierId ?? null, name: invoice.supplierName ?? null },
            recipient: { siret: invoice.recipient ?? null, name: invoice.recipientName ?? null },
            amount: invoice.amount ?? null,
            currency: invoice.currency ?? null,
          },
    documentsExpiredAt: flow.documentsExpiredAt ?? null,
    expiredAt: flow.expiredAt ?? null,
  })
}
