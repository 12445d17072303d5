import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { faultsDocument, generated, mappingDocument, outdated } from '../docs/generate.ts'
import { catalogue } from '../src/faults/catalogue.ts'
import type { Catalogue, CatalogueEntry } from '../src/faults/catalogue-entry.ts'
import { fault, type FaultCode, merge, sentence } from '../src/faults/fault.ts'
import { depositBytes, FIXTURES, promisedCodes, readCases, readExpected } from './fixtures/cases.ts'

const DOCS = join(import.meta.dirname, '../docs')
const cases = readCases()
const names = cases.map(({ name }) => name)

/** Codes the page gives a section. */
function documented(page: string): string[] {
  return [...page.matchAll(/^### (.+)$/gm)].map(([, code]) => code ?? '')
}

/** What keeps the catalogue, the page and the fixtures from telling the same codes, a line each. */
function mismatches(of: Catalogue, page: string, folders: readonly string[]): string[] {
  const codes = Object.keys(of)
  const told = documented(page)
  const shown = new Set(folders.flatMap(promisedCodes))
  return [
    ...codes.filter((code) => !told.includes(code)).map((code) => `${code} is not documented`),
    ...told.filter((code) => !codes.includes(code)).map((code) => `${code} is documented and does not exist`),
    ...codes.filter((code) => !shown.has(code)).map((code) => `${code} has no fixture`),
    ...[...shown]
      .filter((code) => !codes.includes(code))
      .map((code) => `${code} is in a fixture’s name only`),
  ]
}

/** The codes as the files of faults write them: in the catalogue itself the second of two would hide the first. */
function writtenCodes(files: Readonly<Record<string, string>>): string[] {
  const texts = Object.values(files)
  return texts.flatMap((text) =>
    [...text.matchAll(/^ {2}'([A-Z]{3}-\d{2})': \{/gm)].map(([, code]) => code ?? ''),
  )
}

const FAULTS = join(import.meta.dirname, '../src/faults')
const sources = readdirSync(FAULTS)
  .filter((file) => file.endsWith('-faults.ts'))
  .map((file) => [file, readFileSync(join(FAULTS, file), 'utf8')] as const)

/** What is wrong with how an entry is written. */
function flaws(code: string, { fr, en, advice }: CatalogueEntry): string[] {
  const places = (text: string) =>
    [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => (name ?? '').replace(/En$/, ''))
  const same = (one: string, other: string) =>
    JSON.stringify([...new Set(places(one))].toSorted()) ===
    JSON.stringify([...new Set(places(other))].toSorted())
  const found: [boolean, string][] = [
    [!/^[A-Z]{3}-\d{2}$/.test(code), 'is not of the form ROOM-NN'],
    [![fr, en, advice.fr, advice.en].every((text) => text.endsWith('.')), 'does not end in a full stop'],
    [/["']/.test(fr), 'has straight quotes in its French'],
    [!same(fr, en), 'names other values in English'],
    [!same(advice.fr, advice.en), 'names other values in its English advice'],
  ]
  return found.filter(([is]) => is).map(([, flaw]) => `${code} ${flaw}`)
}

describe('the catalogue, its page and the fixtures', () => {
  test('tell the same codes', () => {
    expect(mismatches(catalogue, readFileSync(join(DOCS, 'faults.md'), 'utf8'), names)).toEqual([])
  })

  const page = faultsDocument(catalogue, names)
  const { 'RTE-01': _, ...fewer } = catalogue
  const more: Catalogue = { ...catalogue, 'RTE-99': catalogue['RTE-01'] }
  test.each<[harm: string, of: Catalogue, page: string, folders: string[], told: string[]]>([
    [
      'a code not documented',
      catalogue,
      page.replace('### RTE-01\n', ''),
      names,
      ['RTE-01 is not documented'],
    ],
    [
      'a code struck from the catalogue only',
      fewer,
      page,
      names,
      ['RTE-01 is documented and does not exist', 'RTE-01 is in a fixture’s name only'],
    ],
    [
      'a code that was only written down',
      more,
      page,
      names,
      ['RTE-99 is not documented', 'RTE-99 has no fixture'],
    ],
    [
      'a code without fixture',
      catalogue,
      page,
      names.filter((name) => !name.includes('RTE-02')),
      ['RTE-02 has no fixture'],
    ],
    [
      'a fixture of a code that does not exist',
      catalogue,
      page,
      [...names, 'ubl/rejected-EXT-99-canary'],
      ['EXT-99 is in a fixture’s name only'],
    ],
  ])('%s fails the gate', (_harm, of, text, folders, told) => {
    const before = mismatches(catalogue, page, names)
    expect(mismatches(of, text, folders).filter((each) => !before.includes(each))).toEqual(told)
  })

  test('a code in a fixture’s name is in its verdict', () => {
    for (const of of cases) {
      const verdict = readExpected(of).get('verdict.json')?.toString() ?? ''
      for (const code of promisedCodes(of.name)) expect(verdict, of.name).toContain(`"code": "${code}"`)
    }
  })

  test('every case is in the fixtures’ README, every deposit but the empty one holds something', () => {
    const readme = readFileSync(join(FIXTURES, 'README.md'), 'utf8')
    for (const name of names) expect(readme).toContain(`| [${name.split('/')[1]}](${name}) |`)
    expect(cases.filter((of) => depositBytes(of).length === 0).map(({ name }) => name)).toEqual([
      'ubl/rejected-RCV-06-empty-flow',
    ])
  })
})

describe('the catalogue', () => {
  test('gives no code twice', () => {
    const codes = writtenCodes(Object.fromEntries(sources))
    expect(codes.toSorted()).toEqual(Object.keys(catalogue).toSorted())
  })

  test('a code given twice fails the gate', () => {
    const codes = writtenCodes({ ...Object.fromEntries(sources), 'more-faults.ts': "  'RTE-01': {\n" })
    expect(codes.toSorted()).not.toEqual(Object.keys(catalogue).toSorted())
  })

  test('is written in whole sentences, the same in both languages', () => {
    expect(Object.entries(catalogue).flatMap(([code, entry]) => flaws(code, entry))).toEqual([])
  })

  const good = catalogue['RTE-01']
  test.each<[flaw: string, code: string, entry: CatalogueEntry]>([
    ['is not of the form ROOM-NN', 'RTE-1', good],
    ['does not end in a full stop', 'RTE-01', { ...good, fr: good.fr.slice(0, -1) }],
    ['has straight quotes in its French', 'RTE-01', { ...good, fr: `l'${good.fr}` }],
    ['names other values in English', 'RTE-01', { ...good, en: 'The recipient is unknown.' }],
  ])('an entry that %s fails the gate', (flaw, code, entry) => {
    expect(flaws(code, entry)).toEqual([`${code} ${flaw}`])
  })
})

describe('the pages made from code', () => {
  test('are up to date', () => {
    expect(outdated()).toEqual([])
  })

  const folder = mkdtempSync(join(tmpdir(), 'ecluse-canary-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('a page changed by hand fails the gate', () => {
    for (const { file, text } of generated()) writeFileSync(join(folder, file), text)
    expect(outdated(folder)).toEqual([])
    writeFileSync(join(folder, 'mapping.md'), mappingDocument().replace('cbc:ID', 'cbc:UUID'))
    expect(outdated(folder)).toEqual(['mapping.md'])
  })
})

describe('a fault', () => {
  test('that lacks a value of its sentences is our bug', () => {
    for (const [code, entry] of Object.entries(catalogue)) {
      const texts = [entry.fr, entry.en, entry.advice.fr, entry.advice.en].join(' ')
      if (!/\{\w+\}/.test(texts)) continue
      expect(() => fault(code as FaultCode), code).toThrow(`fault ${code} lacks`)
    }
  })

  test('says the beginning of what is endless, in its sentences and its places', () => {
    const endless = 'x'.repeat(1_000_000)
    const at = { xpath: endless, value: endless, line: 1 }
    const found = fault('RTE-01', { at, detail: { siret: endless } })
    expect(JSON.stringify(found).length).toBeLessThan(4000)
    expect(sentence(found)).toMatch(/x…/)
  })

  test('says what was found, a brace in it included', () => {
    const found = fault('RTE-01', { detail: { siret: '{name}' } })
    expect(sentence(found)).toBe('La structure destinataire {name} est inconnue.')
    expect(sentence(found, 'en')).toBe('The recipient structure {name} is unknown.')
  })

  test('found in several places is one fault with several places', () => {
    const at = (line: number, siret: string) => fault('RTE-01', { at: { line }, detail: { siret } })
    const merged = merge([at(1, 'A'), at(2, 'B'), at(3, 'A')])
    expect(merged.map(({ places }) => places.map(({ line }) => line))).toEqual([[1, 3], [2]])
  })
})
