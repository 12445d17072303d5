/** Those of all France on the same day each year, month and day. */
const FIXED: ReadonlySet<string> = new Set([
  '01-01',
  '05-01',
  '05-08',
  '07-14',
  '08-15',
  '11-01',
  '11-11',
  '12-25',
])
/** Days after Easter Sunday: Easter Monday, Ascension, Whit Monday. */
const AFTER_EASTER: ReadonlySet<number> = new Set([1, 39, 50])
const DAY_MS = 86_400_000

/** Whether this day (AAAA-MM-JJ) is one of the public holidays of article L3133-1 of the labour code. */
export function isPublicHoliday(day: string): boolean {
  if (FIXED.has(day.slice(5))) return true
  const since = Date.parse(`${day}T00:00:00Z`) - easter(Number(day.slice(0, 4)))
  return AFTER_EASTER.has(since / DAY_MS)
}

/** Easter Sunday of the Gregorian calendar, as an instant at 0:00 UTC (Butcher's rule). */
function easter(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100]
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1)
}
