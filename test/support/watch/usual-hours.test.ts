import { expect, test } from 'vitest'
import type { UsualHours } from '../../../src/settings/alerts.ts'
import { isPublicHoliday } from '../../../src/support/alerts/public-holidays.ts'
import { isSilent } from '../../../src/support/alerts/usual-hours.ts'

const HOURS: UsualHours = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '08:00',
  to: '18:00',
  silentMinutes: 120,
}

/** Instants written as a clock in Paris shows them in winter. */
const at = (text: string) => new Date(`${text}:00+01:00`).toISOString()

const ROWS: [promise: string, last: string, now: string, silent: boolean][] = [
  ['an hour without a flow is no silence', '2026-11-23T09:00', '2026-11-23T10:00', false],
  ['two hours and a minute are', '2026-11-23T09:00', '2026-11-23T11:01', true],
  ['the hours of the morning begin at eight', '2026-11-20T17:59', '2026-11-23T09:59', false],
  ['two of them without a flow are a silence', '2026-11-20T17:59', '2026-11-23T10:01', true],
  ['the last flow of the day may come before its end', '2026-11-23T16:30', '2026-11-23T23:00', false],
  ['a day that ended in silence stays so by night', '2026-11-23T15:30', '2026-11-23T23:00', true],
  ['until the depositor drops a flow, at whatever hour', '2026-11-23T22:50', '2026-11-23T23:00', false],
  ['nobody drops on Sunday', '2026-11-20T17:00', '2026-11-22T15:00', false],
  ['nor on Armistice Day', '2026-11-10T17:00', '2026-11-11T15:00', false],
]

test.each(ROWS)('%s', (_, last, now, silent) => {
  expect(isSilent(HOURS, at(last), new Date(at(now)))).toBe(silent)
})

test('the hours are those of Paris in summer too', () => {
  const now = (text: string) => new Date(`${text}:00+02:00`)
  const last = '2026-07-03T15:00:00.000Z'
  expect(isSilent(HOURS, last, now('2026-07-06T09:59'))).toBe(false)
  expect(isSilent(HOURS, last, now('2026-07-06T10:01'))).toBe(true)
})

test('the public holidays are those of the calendar', () => {
  const holidays =
    `2026-01-01 2026-04-06 2026-05-01 2026-05-08 2026-05-14 2026-05-25 2026-07-14 2026-08-15 2026-11-01
    2026-11-11 2026-12-25 2025-04-21 2024-05-09 2024-05-20 2027-03-29 2038-04-26 2019-06-10`.split(/\s+/)
  expect(holidays.filter((day) => !isPublicHoliday(day))).toEqual([])
  expect(['2026-04-05', '2026-04-07', '2026-05-24', '2026-11-23'].filter(isPublicHoliday)).toEqual([])
})
