import { expect, test } from 'vitest'
import { Flood } from './flood.ts'

const FLOWS = 250
const KILLS = 4

test('recipients that take their files away get each pivot and each report once, whatever is killed in between', {
  timeout: 90_000,
}, async () => {
  await using flood = new Flood(FLOWS)
  flood.drop()
  for (let kill = 1; kill <= KILLS; kill++) {
    expect(await flood.untilArrived((2 * FLOWS * kill) / (KILLS + 1)), flood.log).toBe(true)
    await flood.killAndStart()
  }
  expect(await flood.end()).toBe(0)
  expect(flood.tally(flood.pivots)).toEqual({ arrived: FLOWS, twice: 0, missing: 0 })
  expect(flood.tally(flood.reports)).toEqual({ arrived: FLOWS, twice: 0, missing: 0 })
})
