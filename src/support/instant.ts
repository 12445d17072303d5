import { parisDateTime } from '../invoice/paris.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const MINUTE = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})$/
const ABSOLUTE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/
const DAY_MS = 86_400_000

/**
 * The instant a person means, ISO 8601 UTC: a day (its midnight in Paris, or with `end` the next one), a day and a minute
 * in Paris, or an instant with its own offset. `undefined` for anything else, and for what is on no calendar.
 */
export function instantOf(text: string, edge: 'start' | 'end'): string | undefined {
  if (DAY.test(text)) return inParis(edge === 'end' ? dayAfter(text) : text, '00:00')
  const [, day, time] = MINUTE.exec(text) ?? []
  if (day !== undefined && time !== undefined) return inParis(day, time)
  if (!ABSOLUTE.test(text)) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** The first instant at which a clock in Paris shows it. */
function inParis(day: string | undefined, time: string): string | undefined {
  for (const offset of ['+02:00', '+01:00']) {
    const date = new Date(`${day}T${time}:00${offset}`)
    if (Number.isNaN(date.getTime())) continue
    const instant = date.toISOString()
    if (parisDateTime(instant) === `${day}T${time}:00.000${offset}`) return instant
  }
  return undefined
}

function dayAfter(day: string): string | undefined {
  const date = new Date(`${day}T00:00:00Z`)
  const isOnCalendar = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
  return isOnCalendar ? new Date(date.getTime() + DAY_MS).toISOString().slice(0, 10) : undefined
}
