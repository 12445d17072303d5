import type { Dossier } from '../../record/dossier.ts'
import type { ExpiredDetail } from '../../record/expiry.ts'
import { expiryWords } from '../expired-document.ts'
import type { Words } from '../words.ts'

/** What retention took of the flow, when and by which rule; `undefined` while all is there. */
export function expiryOf({ flow, events }: Dossier): Words | undefined {
  const { documentsExpiredAt, expiredAt } = flow
  if (expiredAt !== undefined)
    return expiryWords(flow.flow, { what: 'record', at: expiredAt, rule: 'recordsDays' })
  if (documentsExpiredAt === undefined) return undefined
  const told = events.findLast((each) => each.kind === 'expired')
  if (told === undefined) throw new Error(`flow ${flow.flow} lost its documents without an event`)
  const { rule, days } = told.detail as unknown as ExpiredDetail
  return expiryWords(flow.flow, { what: 'documents', at: documentsExpiredAt, rule, days })
}
