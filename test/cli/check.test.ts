import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ecluse } from './ecluse.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/ubl')

function fixture(name: string): string {
  const folder = join(FIXTURES, name)
  const flow = readdirSync(folder).find((entry) => entry.startsWith('FSO'))
  return join(folder, flow as string)
}

const factored = fixture('accepted-factored-invoice-notice-in-payment-terms')
const refused = fixture('rejected-RTE-01-unknown-recipient')

test('an accepted file ends with 0, and its object tells the factor with its account and its notice', () => {
  const { status, stdout } = ecluse('check', '--json', factored)
  const told = JSON.parse(stdout)
  expect(status).toBe(0)
  expect(Object.keys(told)).toEqual(['file', 'verdict', 'format', 'faults', 'remarks', 'invoices', 'pivots'])
  expect(told).toMatchObject({
    file: factored,
    verdict: 'accepted',
    format: 'ubl-invoice-2.1',
    faults: [],
    pivots: [],
  })
  expect(told.invoices[0].factor).toMatchObject({
    status: 'present',
    name: 'Factofictif SA',
    account: 'FR7600000000000002201010122',
    noticeSource: 'PaymentTerms/Note',
    reason: 'account-and-name',
  })
})

test('a rejected file ends with 1, and each fault has its code, official code, place, sentence and advice', () => {
  const { status, stdout } = ecluse('check', '--json', factored, refused)
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(status).toBe(1)
  expect(lines.map((each) => each.verdict)).toEqual(['accepted', 'rejected'])
  expect(lines[1].faults).toEqual([
    {
      code: 'RTE-01',
      official: 'REJ_ADR',
      at: '/Invoice/cac:AccountingCustomerParty/cac:Party/cac:PartyIdentification/cbc:ID',
      line: expect.any(Number),
      message: expect.stringContaining('inconnue'),
      advice: expect.stringContaining('annuaire'),
    },
  ])
})

test('an unknown recipient is taken as known when asked', () => {
  const { status, stdout } = ecluse('check', '--json', '--lenient-directory', refused)
  expect(status).toBe(0)
  expect(JSON.parse(stdout).verdict).toBe('accepted')
})

test('a file under any name is judged as the interface says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-check-'))
  const file = join(folder, 'facture.xml')
  writeFileSync(file, readFileSync(factored))
  expect(JSON.parse(ecluse('check', '--json', file).stdout).faults[0].code).toBe('RCV-01')
  expect(ecluse('check', '--as', 'FSO1100A', file).status).toBe(0)
})

test('pivots are written where asked, and named', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'ecluse-check-')), 'pivots')
  const { stdout } = ecluse('check', '--json', '--pivot', folder, factored)
  const [pivot] = JSON.parse(stdout).pivots
  expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([pivot])
  expect(readFileSync(pivot, 'utf8')).toContain(
    '<RaisonSocialeEncaisseur>Factofictif SA</RaisonSocialeEncaisseur>',
  )
})

test('a file that is not there is trouble, and the others are judged all the same', () => {
  const { status, stdout, stderr } = ecluse('check', '--json', '/nowhere/flow', factored)
  expect(status).toBe(2)
  expect(stderr).toContain('/nowhere/flow')
  const told = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(told.map((each) => each.verdict)).toEqual([null, 'accepted'])
  expect(told[0].trouble).toContain('ENOENT')
})

test('bad usage ends with 2 and says how to use it', () => {
  expect(ecluse('check').status).toBe(2)
  expect(ecluse('check', '--as', 'FSO9999A', factored).stderr).toContain('interface inconnue')
  expect(ecluse('nosuch').status).toBe(2)
})

test('people get a French verdict with line, field, rule, advice and the factor’s decision', () => {
  const { stdout } = ecluse('check', factored, refused)
  expect(stdout).toContain('✓ ACCEPTÉ')
  expect(stdout).toContain('Affactureur : RETENU, avec le compte')
  expect(stdout).toContain('✗ REJETÉ')
  expect(stdout).toMatch(/RTE-01 \(REJ_ADR\).+\n\s+Où\s+: ligne \d+, \/Invoice\S+/)
  expect(stdout).toContain('À faire : ')
  expect(stdout).not.toContain('\u001b')
})

test.each(['start', 'check', 'demo'])('the help of %s has an example', (command) => {
  const { status, stdout } = ecluse(command, '--help')
  expect(status).toBe(0)
  expect(stdout).toContain(`ecluse ${command}`)
  expect(stdout).toMatch(/Exemples? \(examples?\)/)
})
