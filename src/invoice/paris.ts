import type { Day } from './invoice.ts'

const ZONE = 'Europe/Paris'

/** The parts of an instant as a clock in Paris shows them. */
interface WallClock {
  day: Day
  time: string
  milliseconds: string
  /** +01:00 in winter, +02:00 in summer. */
  offset: string
}

let formatter: Intl.DateTimeFormat | undefined

/** The day in Paris of an instant (ISO 8601), AAAA-MM-JJ: the day a deposit counts for. */
export function parisDay(instant: string): Day {
  return wallClock(instant).day
}

/** The instant as xs:dateTime with Paris's offset, to the millisecond. */
export function parisDateTime(instant: string): string {
  const clock = wallClock(instant)
  return `${clock.day}T${clock.time}.${clock.milliseconds}${clock.offset}`
}

/** The instant as people write it: 23/11/2026 à 10:12:33. */
export function parisText(instant: string): string {
  const clock = wallClock(instant)
  return `${frenchDay(clock.day)} à ${clock.time}`
}

/** JJ/MM/AAAA. */
export function frenchDay(day: Day): string {
  const [year, month, date] = day.split('-')
  return `${date}/${month}/${year}`
}

function wallClock(instant: string): WallClock {
  const date = new Date(instant)
  formatter ??= new Intl.DateTimeFormat('en-GB', {
    timeZone: ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  })
  const parts = Object.fromEntries(formatter.formatToParts(date).map((part) => [part.type, part.value]))
  return {
    day: `${parts['year']}-${parts['month']}-${parts['day']}`,
    time: `${parts['hour']}:${parts['minute']}:${parts['second']}`,
    milliseconds: String(date.getUTCMilliseconds()).padStart(3, '0'),
    offset: (parts['timeZoneName'] ?? '').replace('GMT', '') || '+00:00',
  }
}
