import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { idCpro, pivotSequence, reportSequence } from '../../src/pipeline/sequences.ts'

const flow = fc.integer({ min: 1, max: 9_000_000 })
const run = fc.integer({ min: 0, max: 99 })
const place = fc.integer({ min: 0, max: 998 })

test('no two files of different flows, runs or places share a sequence', () => {
  fc.assert(
    fc.property(fc.tuple(flow, run, place), fc.tuple(flow, run, place), (one, other) => {
      const of = ([number, nth, at]: typeof one) => pivotSequence({ flow: number, run: nth }, at)
      expect(of(one) === of(other)).toBe(JSON.stringify(one) === JSON.stringify(other))
      const report = reportSequence({ flow: one[0], run: one[1] })
      expect(report === of(other)).toBe(false)
    }),
  )
})

test('the files of a flow are close together: neighbours in every direction differ', () => {
  const all = new Set<number>()
  for (const number of [1, 2, 9, 10, 99, 100, 1000]) {
    for (const nth of [0, 1, 9, 10, 99]) {
      all.add(reportSequence({ flow: number, run: nth }))
      for (const at of [0, 1, 9, 10, 99, 998]) all.add(pivotSequence({ flow: number, run: nth }, at))
    }
  }
  expect(all.size).toBe(7 * 5 * 7)
})

test('an invoice keeps its IdCPRO in every run, and shares it with no other', () => {
  expect(idCpro({ flow: 42 }, 0)).toBe('42001')
  expect(idCpro({ flow: 42 }, 499_000)).toBe('42500')
  expect(idCpro({ flow: 42 }, 499_001)).toBe('1000000042500001')
  const all = new Set<string>()
  for (const flow of [1, 2, 42, 43, 999, 1000, 54_000_000]) {
    for (const document of [0, 1, 499, 999]) {
      for (const place of [0, 1, 2, 998, 999]) all.add(idCpro({ flow }, document * 1000 + place))
    }
  }
  expect(all.size).toBe(7 * 4 * 5)
})

test('what is beyond the sequences is our trouble, not a number given twice', () => {
  expect(() => idCpro({ flow: 1 }, 1_000_000)).toThrow('no IdCPRO')
  expect(() => pivotSequence({ flow: 1, run: 100 }, 0)).toThrow('beyond its sequences')
  expect(() => pivotSequence({ flow: 1, run: 0 }, 999)).toThrow('beyond its sequences')
})
