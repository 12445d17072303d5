import type { FaultView } from '../../support/show/fault-view.ts'
import type { FlowView, InvoiceView, RunView } from '../../support/show.ts'

/** The stable form for programs: one object, one line. What is not known is null, never left out; instants are UTC. */
export function flowJson(view: FlowView): string {
  const { flow, verdict, expiry } = view
  return JSON.stringify({
    flow: flow.flow,
    name: flow.name,
    identifier: flow.flowIdentifier ?? null,
    depositor: flow.depositor,
    interface: flow.interfaceCode ?? null,
    sha256: flow.sha256,
    size: flow.size,
    receivedAt: flow.receivedAt,
    settledAt: flow.settledAt ?? null,
    state: flow.state,
    admissible: flow.admissible ?? null,
    documentsExpiredAt: flow.documentsExpiredAt ?? null,
    expiredAt: flow.expiredAt ?? null,
    expiry: expiry?.fr ?? null,
    verdict: {
      state: verdict.state,
      fr: verdict.sentence.fr,
      en: verdict.sentence.en,
      advice: verdict.advice?.fr ?? null,
    },
    run: view.run,
    faults: view.faults.map(faultJson),
    remarks: view.remarks.map(faultJson),
    invoices: view.invoices.map(invoiceJson),
    journey: view.journey.map(({ at, run, kind, text }) => ({ at, run, kind, fr: text.fr, en: text.en })),
    deliveries: view.deliveries.map((each) => ({
      run: each.run,
      kind: each.kind,
      name: each.name,
      endpoint: each.endpoint,
      state: each.state,
      sentAt: each.sentAt ?? null,
      tries: each.tries,
      nextAt: each.nextAt ?? null,
      lastError: each.lastError ?? null,
      heldBy: each.held?.by ?? null,
      heldAt: each.held?.at ?? null,
      heldReason: each.held?.reason ?? null,
    })),
    documents: view.papers.map(({ name, kind, run, sha256, size }) => ({
      name,
      kind,
      run: run ?? null,
      sha256,
      size,
    })),
    runs: view.runs.map(runJson),
    replays: view.replays,
  })
}

function faultJson(of: FaultView) {
  return {
    code: of.code,
    official: of.official ?? null,
    blame: of.blame,
    rule: of.rule ?? null,
    message: of.sentence.fr,
    messageEn: of.sentence.en,
    advice: of.advice.fr,
    adviceEn: of.advice.en,
    places: of.places.map(({ xpath, line, value }) => ({
      at: xpath ?? null,
      line: line ?? null,
      value: value ?? null,
    })),
  }
}

function invoiceJson(of: InvoiceView) {
  const { supplier, recipient, amounts, factor, pivot } = of
  return {
    index: of.index,
    document: of.document,
    number: of.number ?? null,
    accepted: of.accepted,
    type: of.type ?? null,
    frame: of.frame ?? null,
    issueDate: of.issueDate ?? null,
    currency: of.currency ?? null,
    amounts: { ht: amounts.ht ?? null, ttc: amounts.ttc ?? null, net: amounts.net ?? null },
    supplier: { type: supplier.type ?? null, id: supplier.id ?? null, name: supplier.name ?? null },
    recipient: {
      siret: recipient.siret ?? null,
      service: recipient.service ?? null,
      name: recipient.name ?? null,
      application: recipient.application?.code ?? null,
      applicationLabel: recipient.application?.label ?? null,
    },
    engagement: of.engagement ?? null,
    idCpro: of.idCpro ?? null,
    pivot: pivot?.name ?? null,
    pivotRun: pivot?.run ?? null,
    factor:
      factor === undefined
        ? null
        : {
            status: factor.status,
            reason: factor.reason,
            fr: factor.sentence.fr,
            en: factor.sentence.en,
            sources: factor.sources.map(({ what, value, source }) => ({
              what,
              value,
              at: source?.xpath ?? null,
              line: source?.line ?? null,
            })),
          },
    faults: of.faults.map(faultJson),
    remarks: of.remarks.map(faultJson),
  }
}

function runJson(of: RunView) {
  return {
    run: of.run,
    state: of.state ?? null,
    startedAt: of.startedAt ?? null,
    endedAt: of.endedAt ?? null,
    author: of.author ?? null,
    reason: of.reason ?? null,
    askedAt: of.askedAt ?? null,
    version: of.version,
    replay: of.replay ?? null,
    again: of.again,
    invoices: of.invoices,
    accepted: of.accepted,
    codes: of.codes,
    stages: of.journey,
    judgedBy: of.judgedBy ?? null,
  }
}
