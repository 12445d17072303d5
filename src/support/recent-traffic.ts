import type { Desk } from '../record/open-desk.ts'
import type { RecipientTraffic } from '../record/traffic.ts'
import { instantBefore } from './age.ts'

/** Flows counted, whoever they are for: of a busy recipient a list says « 200+ », and the link behind it finds them all. */
const COUNTED = 5_000

/** What came for these recipients in seven and in thirty days before `now` (ISO 8601 UTC). */
export function recentTraffic(
  recipients: readonly string[],
  { desk, now }: { desk: Pick<Desk, 'traffic'>; now: string },
): Promise<Map<string, RecipientTraffic>> {
  const at = Date.parse(now)
  const before = (days: number) => instantBefore(at, `${days}j`) ?? now
  return desk.traffic.ofRecipients({
    recipients,
    week: before(7),
    month: before(30),
    atMost: Math.ceil(COUNTED / Math.max(recipients.length, 1)),
  })
}
