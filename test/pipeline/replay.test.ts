import { expect, test } from 'vitest'
import type { Ask, SentInvoice } from '../../src/pipeline/ask.ts'
import { nothingBefore } from '../../src/pipeline/ask.ts'
import type { Outcome } from '../../src/pipeline/outcome.ts'
import { tarGz } from '../reception/tar.ts'
import { fixtureBytes } from '../walk-world.ts'
import { depositOf, only, shippedPipeline } from './examined.ts'

const INVOICE = fixtureBytes('accepted-account-of-the-supplier')
const REJECTED = fixtureBytes('rejected-RTE-01-unknown-recipient')
const OTHER = Buffer.from(INVOICE.toString('utf8').replace(/<cbc:ID>[^<]+</, '<cbc:ID>AUTRE-1<'))

function after(sent: readonly SentInvoice[]): Ask {
  return { ...nothingBefore, sentBefore: () => Promise.resolve([...sent]) }
}

function pivotsOf(outcome: Outcome): string[] {
  return outcome.documents
    .filter((each) => each.kind === 'pivot')
    .map((each) => Buffer.from(each.bytes).toString('utf8'))
}

test('an invoice that was never sent leaves as a first one, whatever the run', async () => {
  using pipeline = shippedPipeline()
  const outcome = await pipeline.run(depositOf(INVOICE, { run: 3 }), after([]))
  expect(pivotsOf(outcome)[0]).toContain('<Renvoi>Non</Renvoi>')
  expect(only(outcome)).toMatchObject({ accepted: true, idCpro: '1001' })
})

test('an invoice an earlier run sent is left where it is: accepted, and in no second pivot', async () => {
  using pipeline = shippedPipeline()
  const outcome = await pipeline.run(
    depositOf(INVOICE, { run: 2 }),
    after([{ index: 0, run: 1, keys: ['k'] }]),
  )
  expect(outcome.state).toBe('integrated')
  expect(only(outcome)).toMatchObject({ accepted: true, deliveredRun: 1, idCpro: '1001' })
  expect(only(outcome).pivot).toBeUndefined()
  expect(outcome.documents.map((each) => each.kind)).toEqual(['report', 'report-text'])
})

test('sent again, it says it is recycled, under the same IdCPRO and another file name', async () => {
  using pipeline = shippedPipeline()
  const first = await pipeline.run(depositOf(INVOICE), nothingBefore)
  const again = await pipeline.run(
    depositOf(INVOICE, { run: 1, again: true }),
    after([{ index: 0, run: 0, keys: [only(first).key ?? ''] }]),
  )
  const [before = ''] = pivotsOf(first)
  const [after_ = ''] = pivotsOf(again)
  expect(after_).toContain('<Renvoi>Recyclée</Renvoi>')
  expect(only(again).idCpro).toBe(only(first).idCpro)
  expect(only(again).pivot).not.toBe(only(first).pivot)
  const unlike = /<Renvoi>[^<]+|<Valeurparametre>ECL001[^<]+/g
  expect(after_.replace(unlike, '')).toBe(before.replace(unlike, ''))
})

test('of a partly integrated archive only what was not sent leaves', async () => {
  using pipeline = shippedPipeline()
  const archive = await tarGz([
    { name: 'une.xml', content: INVOICE },
    { name: 'deux.xml', content: OTHER },
    { name: 'trois.xml', content: REJECTED },
  ])
  const outcome = await pipeline.run(
    depositOf(archive, { run: 1 }),
    after([{ index: 0, run: 0, keys: ['k'] }]),
  )
  expect(
    outcome.invoices.map((each) => [each.accepted, each.deliveredRun, each.pivot !== undefined]),
  ).toEqual([
    [true, 0, false],
    [true, undefined, true],
    [false, undefined, false],
  ])
  const [pivot = ''] = pivotsOf(outcome)
  expect(pivot).toContain('Compteur="1"')
  expect(pivot).toContain('<Id>AUTRE-1</Id>')
  expect(pivot).toContain('<IdCPRO>1002</IdCPRO>')
})

test('an invoice whose double in the same flow was sent earlier is its duplicate', async () => {
  using pipeline = shippedPipeline()
  const key = only(await pipeline.run(depositOf(INVOICE), nothingBefore)).key ?? ''
  const archive = await tarGz([
    { name: 'une.xml', content: INVOICE },
    { name: 'deux.xml', content: INVOICE },
  ])
  const outcome = await pipeline.run(
    depositOf(archive, { run: 1 }),
    after([{ index: 1_000, run: 0, keys: [key] }]),
  )
  expect(outcome.invoices.map((each) => [each.accepted, each.faults.map((fault) => fault.code)])).toEqual([
    [false, ['EXT-18']],
    [true, []],
  ])
  expect(pivotsOf(outcome)).toEqual([])
})

test('what was sent stays accepted when its structure is no longer known', async () => {
  using pipeline = shippedPipeline()
  const outcome = await pipeline.run(
    depositOf(REJECTED, { run: 1 }),
    after([{ index: 0, run: 0, keys: ['k'] }]),
  )
  expect(only(outcome)).toMatchObject({ accepted: true, faults: [], deliveredRun: 0 })
})
