import { expect, test } from 'vitest'
import { frenchDay, parisDateTime, parisDay, parisText } from '../../src/invoice/paris.ts'

test.each([
  ['winter', '2026-11-23T08:00:00.000Z', '2026-11-23T09:00:00.000+01:00'],
  ['summer', '2026-07-14T08:00:00.050Z', '2026-07-14T10:00:00.050+02:00'],
  ['the second before summer time', '2026-03-29T00:59:59.999Z', '2026-03-29T01:59:59.999+01:00'],
  ['the first second of summer time', '2026-03-29T01:00:00.000Z', '2026-03-29T03:00:00.000+02:00'],
  ['the last second of summer time', '2026-10-25T00:59:59.000Z', '2026-10-25T02:59:59.000+02:00'],
  ['the same hour once more', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000+01:00'],
  ['midnight, never written 24', '2026-11-22T23:00:00.000Z', '2026-11-23T00:00:00.000+01:00'],
  ['the turn of the year', '2025-12-31T23:30:00.000Z', '2026-01-01T00:30:00.000+01:00'],
])('in %s the clock of Paris is right', (_, instant, clock) => {
  expect(parisDateTime(instant)).toBe(clock)
  expect(parisDay(instant)).toBe(clock.slice(0, 10))
})

test('a deposit of the evening in UTC counts for the day in Paris', () => {
  expect(parisDay('2026-11-22T22:59:59.999Z')).toBe('2026-11-22')
  expect(parisDay('2026-11-22T23:00:00.000Z')).toBe('2026-11-23')
})

test('people read days and hours the French way', () => {
  expect(frenchDay('2026-03-09')).toBe('09/03/2026')
  expect(parisText('2026-07-14T08:05:09.000Z')).toBe('14/07/2026 à 10:05:09')
})

test('what is no instant is our bug', () => {
  expect(() => parisDay('hier')).toThrow('Invalid time value')
})
