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

/** The last asked for: all dates of a run are those of the instant its deposit was received at. */
let last: { instant: string; clock: WallClock } | undefined

/** @throws for a text that is no instant. */
function wallClock(instant: string): WallClock {
  if (last?.instant !== instant) last = { instant, clock: readWallClock(instant) }
  return last.clock
}

function readWallClock(instant: string): WallClock {
  const at = new Date(instant).getTime()
  const offset = offsetAt(at)
  const shown = new Date(at + offset.milliseconds).toISOString()
  return {
    day: shown.slice(0, -14),
    time: shown.slice(-13, -5),
    milliseconds: shown.slice(-4, -1),
    offset: offset.text,
  }
}

/** What a clock in Paris is ahead of UTC. */
interface Offset {
  text: string
  milliseconds: number
}

const QUARTER_MS = 15 * 60_000

/** The last asked for: clocks are set at a full quarter of an hour, and deposits of one come in one after the other. */
let known: { quarter: number; offset: Offset } | undefined

/** @throws for a time that is none. */
function offsetAt(at: number): Offset {
  const quarter = Math.floor(at / QUARTER_MS)
  if (known?.quarter !== quarter) known = { quarter, offset: askedOffset(at) }
  return known.offset
}

/** As the time zones' own tables say it; asking them takes a twentieth of a millisecond. */
function askedOffset(at: number): Offset {
  formatter ??= new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, timeZoneName: 'longOffset' })
  const name = formatter.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const text = name.replace('GMT', '') || '+00:00'
  const [hours = 0, minutes = 0, seconds = 0] = text.slice(1).split(':').map(Number)
  const milliseconds = ((hours * 60 + minutes) * 60 + seconds) * 1000
  return { text, milliseconds: text.startsWith('-') ? -milliseconds : milliseconds }
}
