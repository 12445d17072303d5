import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readFacts } from '../../schemas/ubl-2.1/facts.ts'
import { writeSchemas } from '../../schemas/ubl-2.1/xsd.ts'

const folder = join(import.meta.dirname, '../../schemas/ubl-2.1')
const facts = readFacts(join(folder, 'facts'))

function factsWith(file: string, row: string) {
  const copy = mkdtempSync(join(tmpdir(), 'ecluse-facts-'))
  onTestFinished(() => rmSync(copy, { recursive: true }))
  cpSync(join(folder, 'facts'), copy, { recursive: true })
  writeFileSync(join(copy, file), `${row}\n`, { flag: 'a' })
  return () => readFacts(copy)
}

test('the committed XSDs are what the facts give (node schemas/ubl-2.1/generate.ts writes them)', () => {
  const written = writeSchemas(facts)
  for (const [file, text] of written)
    expect(readFileSync(join(folder, file), 'utf8') === text, file).toBe(true)
  expect(
    readdirSync(folder)
      .filter((file) => file.endsWith('.xsd'))
      .toSorted(),
  ).toEqual([...written.keys()].toSorted())
})

test('every aggregate can be reached from Invoice or CreditNote', () => {
  const reached = new Set<string>()
  const visit = (aggregate: string) => {
    if (reached.has(aggregate)) return
    reached.add(aggregate)
    for (const { element } of facts.aggregates.get(aggregate) ?? []) {
      const type = facts.elements.get(element) as string
      if (facts.aggregates.has(type)) visit(type)
    }
  }
  visit('Invoice')
  visit('CreditNote')
  expect([...facts.aggregates.keys()].filter((aggregate) => !reached.has(aggregate))).toEqual([])
})

test('facts that contradict one another give no schema', () => {
  expect(factsWith('aggregates.tsv', 'PartyType\tcbc:Inconnu\t0\t1')).toThrow(
    'cbc:Inconnu in PartyType has no type',
  )
  expect(factsWith('elements.tsv', 'cbc:Inconnu\tNothing')).toThrow('cbc:Inconnu is of Nothing')
  expect(factsWith('elements.tsv', 'cbc:Inconnu')).toThrow('1 cells, not 2')
})

test('the check fails on an XSD that was changed by hand, writing mends it', () => {
  const copy = mkdtempSync(join(tmpdir(), 'ecluse-ubl-'))
  onTestFinished(() => rmSync(copy, { recursive: true }))
  cpSync(folder, copy, { recursive: true })
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }')
  const run = (...flags: string[]) =>
    spawnSync(process.execPath, [join(copy, 'generate.ts'), ...flags], { encoding: 'utf8' })

  expect(run('--check').status).toBe(0)
  writeFileSync(join(copy, 'invoice.xsd'), '<!-- changed -->', { flag: 'a' })
  expect(run('--check')).toMatchObject({ status: 1, stdout: 'not what the facts say: invoice.xsd\n' })
  expect(run()).toMatchObject({ status: 0, stdout: 'written: invoice.xsd\n' })
  expect(run('--check').status).toBe(0)
})
