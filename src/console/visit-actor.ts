import type { Actor } from '../record/audit.ts'
import type { Visit } from './visit.ts'

/** Who the audit log says did it. */
export function visitActor({ visitor, address }: Pick<Visit, 'visitor' | 'address'>): Actor {
  return { author: visitor.account, role: visitor.role, ...(address === undefined ? {} : { address }) }
}
