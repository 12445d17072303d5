import type { Ask } from '../pipeline/ask.ts'
import type { EarlierInvoice, Outcome } from '../pipeline/outcome.ts'
import type { FlowToRehearse } from '../record/rehearsals.ts'

/**
 * What a rehearsal of many flows would have put in the record by now: of two flows with the same invoice only the first
 * would be accepted, though neither is recorded.
 */
export function withinThisRehearsal() {
  const accepted = new Map<string, EarlierInvoice>()
  return {
    keep(of: FlowToRehearse, { invoices }: Outcome): void {
      const itself = { flow: of.flow, flowName: of.name, acceptedAt: of.receivedAt }
      for (const each of invoices) {
        if (each.accepted && each.key !== undefined && !accepted.has(each.key)) accepted.set(each.key, itself)
      }
    },
    /** Answers of the record, and of the rehearsal where the record knows none. */
    ask(flow: number, record: Ask): Ask {
      return {
        ...record,
        async acceptedBefore(keys) {
          const ours = keys.flatMap((key) => {
            const found = accepted.get(key)
            return found === undefined || found.flow === flow ? [] : [[key, found] as const]
          })
          return new Map([...ours, ...(await record.acceptedBefore(keys))])
        },
      }
    },
  }
}
