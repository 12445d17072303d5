import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readFacts } from '../../schemas/ubl-2.1/facts.ts'
import { minimalSchemas } from '../../schemas/ubl-2.1-minimal/generate.ts'
import { restricted } from '../../schemas/ubl-2.1-minimal/restrictions.ts'

const folder = join(import.meta.dirname, '../../schemas/ubl-2.1-minimal')
const facts = readFacts(join(folder, '../ubl-2.1/facts'))

function tableOf(row: string): string {
  const scratch = mkdtempSync(join(tmpdir(), 'ecluse-minimal-'))
  onTestFinished(() => rmSync(scratch, { recursive: true }))
  writeFileSync(join(scratch, 'rows.tsv'), `aggregate\telement\tmin\tmax\twhy\n${row}\n`)
  return join(scratch, 'rows.tsv')
}

test('the committed XSDs are what facts and restrictions give (node schemas/ubl-2.1-minimal/generate.ts)', () => {
  for (const [file, text] of minimalSchemas())
    expect(readFileSync(join(folder, file), 'utf8') === text, file).toBe(true)
})

test('a restriction narrows what UBL allows', () => {
  const narrowed = restricted(facts, tableOf('Invoice\tcac:TaxTotal\t1\t1\tfor the test'))
  expect(narrowed.aggregates.get('Invoice')).toContainEqual({ element: 'cac:TaxTotal', min: '1', max: '1' })
  expect(facts.aggregates.get('Invoice')).toContainEqual({
    element: 'cac:TaxTotal',
    min: '0',
    max: 'unbounded',
  })
})

test.each([
  ['Invoice\tcbc:ID\t0\t1\t', 'would be wider'],
  ['Invoice\tcbc:ID\t1\tunbounded\t', 'would be wider'],
  ['Invoice\tcbc:Inconnu\t1\t1\t', 'UBL 2.1 has no cbc:Inconnu in Invoice'],
])('%j is no restriction', (row, said) => {
  expect(() => restricted(facts, tableOf(row))).toThrow(said)
})
