import type { Deed } from '../record/audit.ts'
import type { Desk } from '../record/open-desk.ts'

/** What a command did is in the audit log, as what the console does is. */
export function noted(desk: Pick<Desk, 'audit'>, author: string, deed: Deed): Promise<void> {
  return desk.audit.note({ author, role: 'command' }, deed)
}
