import { afterAll, describe, expect, test } from 'vitest'
import { nothingBefore } from '../../src/pipeline/ask.ts'
import { type Content, contentOf } from '../../src/reception/content.ts'
import type { Outcome } from '../../src/pipeline/outcome.ts'
import { fixtureText } from '../formats/ubl/documents.ts'
import { codes, depositOf, examined, shippedPipeline } from './examined.ts'

const pipeline = shippedPipeline()
afterAll(() => pipeline[Symbol.dispose]())

const INVOICE = fixtureText('accepted-account-of-the-supplier')

function journey({ journey: marks }: Outcome): string {
  return marks.map(({ stage, status }) => `${stage} ${status}`).join(', ')
}

describe('every run tells what became of each stage', () => {
  test.each([
    [
      'accepted-account-of-the-supplier',
      'open done, validate done, extract done, check done, pivot done, route done',
    ],
    [
      'rejected-EXT-03-number-with-a-full-stop',
      'open done, validate done, extract done, check faults, pivot skipped, route done',
    ],
    [
      'rejected-VAL-02-amount-with-a-comma',
      'open done, validate faults, extract skipped, check skipped, pivot skipped, route done',
    ],
    [
      'rejected-VAL-03-doctype',
      'open done, validate faults, extract skipped, check skipped, pivot skipped, route done',
    ],
  ])('%s', async (name, expected) => {
    expect(journey(await examined(pipeline, fixtureText(name)))).toBe(expected)
  })

  test('an inadmissible flow is looked at no further', async () => {
    const outcome = await pipeline.run(depositOf(INVOICE, { name: 'facture.xml' }), nothingBefore)
    expect(journey(outcome)).toBe(
      'open faults, validate skipped, extract skipped, check skipped, pivot skipped, route done',
    )
    expect(outcome.admissible).toBe(false)
    expect(outcome.invoices).toEqual([])
  })

  test('a duplicate is told where the rules are', async () => {
    const earlier = { flow: 7, flowName: 'x', acceptedAt: '2026-11-01T08:00:00.000Z' }
    const outcome = await examined(pipeline, INVOICE, {
      ...nothingBefore,
      acceptedBefore: (keys) => Promise.resolve(new Map(keys.map((key) => [key, earlier]))),
    })
    expect(journey(outcome)).toContain('check faults')
  })
})

test('all that is wrong with a flow is told at once', async () => {
  const deposit = depositOf('', { name: 'FSO1900A_DEM002_DEM0021900000000000000042' })
  expect(codes(await pipeline.run(deposit, nothingBefore))).toEqual(['RCV-02', 'RCV-04', 'RCV-06'])
})

describe('the past of a flow', () => {
  const before = () =>
    Promise.resolve({
      flow: 1,
      name: 'FSO1100A_OPE001_OPE0011100000000000000009',
      receivedAt: '2026-07-01T08:00:00.000Z',
    })

  test('the same bytes under another name are remarked on', async () => {
    const outcome = await examined(pipeline, INVOICE, { ...nothingBefore, sameBytes: before })
    expect(outcome.state).toBe('integrated')
    expect(outcome.remarks.map(({ code, detail }) => [code, detail['date']])).toEqual([
      ['RCV-09', '01/07/2026 à 10:00:00'],
    ])
  })

  test('the same identifier is a fault, and the same bytes are then not told as well', async () => {
    const ask = { ...nothingBefore, sameBytes: before, flowIdentifierSeen: before }
    expect(codes(await examined(pipeline, INVOICE, ask))).toEqual(['RCV-05'])
  })
})

test('a deposit too large is judged without its bytes', async () => {
  const deposit = depositOf('', { content: unread(2_000_000_000) })
  expect(codes(await pipeline.run(deposit, nothingBefore))).toEqual(['RCV-07'])
})

test('a depositor’s own limit is the one that counts', async () => {
  const name = 'FSO1100A_DEM002_DEM0021100000000000000001'
  const sized = (content: Content) => depositOf('', { depositor: 'DEM002', name, content })
  expect(codes(await pipeline.run(sized(unread(104_857_601)), nothingBefore))).toEqual(['RCV-07'])
  expect(codes(await pipeline.run(sized(said(104_857_600)), nothingBefore))).not.toContain('RCV-07')
})

test('every run keeps what it was judged by', async () => {
  const { judgedBy } = await examined(pipeline, INVOICE)
  expect(judgedBy.schemas.map(({ id, version }) => [id, version])).toEqual([['ubl-invoice-2.1', '2.1']])
  expect(judgedBy.schemas[0]?.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(judgedBy.directory).toMatch(/^[0-9a-f]{64}$/)
  expect(judgedBy.rules).toMatch(/^\d{4}\.\d{2}\+[0-9a-f]{12}$/)
})

/** A deposit said to be of this size, whatever it holds. */
function said(size: number): Content {
  return { ...contentOf(Buffer.from('<Invoice/>')), size }
}

/** Bytes nobody may ask for. */
function unread(size: number): Content {
  const refuse = () => {
    throw new Error('the bytes were asked for')
  }
  return { ...said(size), whole: refuse, pieces: refuse }
}
