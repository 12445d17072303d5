import { afterAll, expect, test } from 'vitest'
import { nothingBefore } from '../../src/pipeline/ask.ts'
import { tarGz } from '../reception/tar.ts'
import { fixtureBytes } from '../walk-world.ts'
import { depositOf, shippedPipeline } from './examined.ts'

const FACTORED = 'accepted-factored-invoice-notice-in-payment-terms'
const pipeline = shippedPipeline()
afterAll(() => pipeline[Symbol.dispose]())
const as = { ask: nothingBefore }

test('a trace gives the unit of the pivot that a run gives, byte for byte, and what it was made of', async () => {
  const deposit = depositOf(fixtureBytes(FACTORED))
  const { traced, faults, judgedBy } = await pipeline.trace(deposit, 0, as)
  const outcome = await pipeline.run(deposit, nothingBefore)
  const pivot = outcome.documents.find(({ kind }) => kind === 'pivot')
  expect(Buffer.from(pivot?.bytes ?? []).includes(Buffer.concat(traced?.unit ?? []))).toBe(true)
  expect(traced?.survey.draft.number?.value).toBe('FA-2026-0412')
  expect(traced?.document).toBe(deposit.name)
  expect([faults, judgedBy]).toEqual([[], outcome.judgedBy])
})

test('of an archive only the document asked for is read', async () => {
  const one = fixtureBytes(FACTORED).toString()
  const files = [
    { name: 'cassee.xml', content: one.slice(0, 900) },
    { name: 'bonne.xml', content: one },
  ]
  const deposit = depositOf(await tarGz(files))
  const { traced, judgedBy } = await pipeline.trace(deposit, 1000, as)
  expect(traced).toMatchObject({ index: 1000, document: 'bonne.xml' })
  expect(judgedBy.schemas.map(({ id }) => id)).toEqual(['ubl-invoice-2.1'])
})

test('an invoice that is refused has no trace, and its faults say why', async () => {
  const deposit = depositOf(fixtureBytes('rejected-RTE-01-unknown-recipient'))
  const { traced, faults } = await pipeline.trace(deposit, 0, as)
  expect(traced).toBeUndefined()
  expect(faults.map(({ code }) => code)).toEqual(['RTE-01'])
})

test('a place the flow does not have has no trace and no fault', async () => {
  const { traced, faults } = await pipeline.trace(depositOf(fixtureBytes(FACTORED)), 7000, as)
  expect([traced, faults]).toEqual([undefined, []])
})
