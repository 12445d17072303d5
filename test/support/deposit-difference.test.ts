import { expect, test } from 'vitest'
import { type Content, contentOf } from '../../src/reception/content.ts'
import { readSettings } from '../../src/settings.ts'
import { depositDifference } from '../../src/support/deposit-difference.ts'
import { tarGz } from '../reception/tar.ts'
import { fixtureBytes } from '../walk-world.ts'

const { limits } = readSettings({ data: 'unused', env: {} })
const invoice = fixtureBytes('rejected-RTE-01-unknown-recipient')
const corrected = Buffer.from(invoice.toString().replace('29990001900017', '29900001800018'))

function content(bytes: Uint8Array): Content {
  return contentOf(bytes)
}

test('a corrected invoice differs in the line that was corrected', async () => {
  const found = await depositDifference(content(invoice), content(corrected), limits)
  expect(found).toMatchObject({ kind: 'text', difference: { removed: 1, added: 1, isReflowed: false } })
})

test('the same invoice in another encoding has no other line but its declaration', async () => {
  const utf8 = fixtureBytes('accepted-iso-8859-15')
  const text = new TextDecoder('iso-8859-15').decode(utf8).replace(/encoding="[^"]*"/, 'encoding="UTF-8"')
  const found = await depositDifference(content(utf8), content(Buffer.from(text)), limits)
  expect(found).toMatchObject({ kind: 'text', difference: { removed: 0, added: 0 } })
})

test('archives differ by files put in, taken out and changed; the changed ones by their lines', async () => {
  const before = await tarGz([
    { name: 'une.xml', content: invoice },
    { name: 'deux.xml', content: 'deux' },
    { name: 'trois.xml', content: 'trois' },
  ])
  const after = await tarGz([
    { name: 'trois.xml', content: 'trois' },
    { name: 'une.xml', content: corrected },
    { name: 'quatre.xml', content: 'quatre' },
  ])
  expect(await depositDifference(content(before), content(after), limits)).toMatchObject({
    kind: 'entries',
    removed: ['deux.xml'],
    added: ['quatre.xml'],
    changed: [{ name: 'une.xml', difference: { removed: 1, added: 1 } }],
  })
})

test.each([
  ['an archive and an invoice', async () => [await tarGz([{ name: 'une.xml', content: invoice }]), invoice]],
  ['two archives of which one is refused', async () => [await tarGz([]), (await tarGz([])).subarray(0, 20)]],
])('%s are not compared line by line', async (_, make) => {
  const [before, after] = await make()
  const found = await depositDifference(content(before as Buffer), content(after as Buffer), limits)
  expect(found).toEqual({ kind: 'opaque' })
})
