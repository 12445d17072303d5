const AGE = /^(\d{1,5})\s*(min|h|j|d|sem|w)$/i

const UNIT_MS: Readonly<Record<string, number>> = {
  min: 60_000,
  h: 3_600_000,
  j: 86_400_000,
  d: 86_400_000,
  sem: 604_800_000,
  w: 604_800_000,
}

/** The instant so long before `now` (milliseconds), ISO 8601 UTC: 30min, 2h, 3j or 3d, 1sem or 1w; `undefined` for anything else. */
export function instantBefore(now: number, age: string): string | undefined {
  const [, count, unit = ''] = AGE.exec(age.trim()) ?? []
  const ms = UNIT_MS[unit.toLowerCase()]
  return count === undefined || ms === undefined
    ? undefined
    : new Date(now - Number(count) * ms).toISOString()
}
