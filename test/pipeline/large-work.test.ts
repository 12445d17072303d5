import { afterAll, beforeEach, expect, test } from 'vitest'
import { nothingBefore } from '../../src/pipeline/ask.ts'
import { openPipeline } from '../../src/pipeline/pipeline.ts'
import { contentOf } from '../../src/reception/content.ts'
import { readSettings } from '../../src/settings.ts'
import { fixtureText } from '../formats/ubl/documents.ts'
import { depositOf, only } from './examined.ts'

const seen: string[] = []
const pipeline = openPipeline(readSettings({ data: 'unused', env: {} }), (part) => {
  if (part === 'readable') seen.push('readable made')
})
afterAll(() => pipeline[Symbol.dispose]())
beforeEach(() => {
  seen.length = 0
})

const SMALL = fixtureText('accepted-account-of-the-supplier')
const LARGE = SMALL.replace('</Invoice>', `${' '.repeat(9_000_000)}</Invoice>`)
const CUT_SHORT = LARGE.replace('</Invoice>', '')

/** Notes when the pipeline reads the deposit. */
function run(name: string, xml: string, whole = () => Promise.resolve<Uint8Array>(Buffer.from(xml))) {
  const noted = () => {
    seen.push(`${name} read`)
    return whole()
  }
  const content = { ...contentOf(Buffer.from(xml)), whole: noted }
  return pipeline.run(depositOf(xml, { content }), nothingBefore)
}

test('a large document is not read before the one before it is examined, accepted or not', async () => {
  const outcomes = await Promise.all([run('1', LARGE), run('2', CUT_SHORT), run('3', `${LARGE} `)])
  expect(outcomes.map((outcome) => only(outcome).accepted)).toEqual([true, false, true])
  expect(seen).toEqual(['1 read', 'readable made', '2 read', '3 read', 'readable made'])
})

test('a small one passes by', async () => {
  await Promise.all([run('large', LARGE), run('larger', `${LARGE} `), run('small', SMALL)])
  expect(seen.indexOf('small read')).toBeLessThan(seen.indexOf('larger read'))
})

test('one that meets trouble of ours lets the next one in', async () => {
  const torn = run('torn', LARGE, () => Promise.reject(new Error('panne')))
  const next = run('next', LARGE)
  await expect(torn).rejects.toThrow('panne')
  expect(only(await next).accepted).toBe(true)
})
