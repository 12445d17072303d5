import { parisDateTime, parisDay } from '../../invoice/paris.ts'
import { type UsualHours, WEEKDAYS } from '../../settings/alerts.ts'
import { isPublicHoliday } from './public-holidays.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** A day of usual hours is looked for so many days back: a holiday may make a long weekend. */
const DAYS_BACK = 10

/**
 * Whether a depositor that dropped its last flow then (ISO 8601 UTC) is silent now: the last stretch of its usual hours,
 * the one under way or the one that ended last, held or holds as many minutes at its end without a flow as it is allowed.
 */
export function isSilent(hours: UsualHours, lastReceived: string, now: Date): boolean {
  const allowedMs = hours.silentMinutes * MINUTE_MS
  for (let back = 0; back < DAYS_BACK; back++) {
    const day = parisDay(new Date(now.getTime() - back * DAY_MS).toISOString())
    if (!isUsual(hours, day)) continue
    const opens = instantOf(day, hours.from)
    const end = Math.min(now.getTime(), instantOf(day, hours.to))
    if (end - opens >= allowedMs) return Date.parse(lastReceived) < end - allowedMs
  }
  return false
}

function isUsual({ days }: UsualHours, day: string): boolean {
  const weekday = WEEKDAYS[new Date(`${day}T12:00:00Z`).getUTCDay()]
  return weekday !== undefined && days.includes(weekday) && !isPublicHoliday(day)
}

/** By the clock in Paris at noon of that day: what changes it does so by night. */
function instantOf(day: string, time: string): number {
  const offset = parisDateTime(`${day}T12:00:00Z`).slice(-6)
  return Date.parse(`${day}T${time}:00${offset}`)
}
