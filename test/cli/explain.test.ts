import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { tarGz } from '../reception/tar.ts'
import { type DeskWorld, deskWorld } from '../support/desk-world.ts'
import { fixtureBytes, flowName } from '../walk-world.ts'
import { ecluse, type Ran } from './ecluse.ts'

const FACTORED = 'accepted-factored-invoice-notice-in-payment-terms'
const UNKNOWN = 'rejected-RTE-01-unknown-recipient'

/** Each test starts the command anew, several times. */
vi.setConfig({ testTimeout: 90_000 })

let world: DeskWorld
let single: number
let archive: number

beforeAll(async () => {
  world = await deskWorld()
  const other = Buffer.from(fixtureBytes(FACTORED).toString().replaceAll('FA-2026-0412', 'FA-2026-0413'))
  const files = [
    { name: 'bonne.xml', content: other },
    { name: 'inconnu.xml', content: fixtureBytes(UNKNOWN) },
  ]
  single = await world.drop({ name: flowName(1), bytes: fixtureBytes(FACTORED) })
  archive = await world.drop({ name: flowName(2), bytes: await tarGz(files) })
}, 60_000)

afterAll(() => world[Symbol.asyncDispose]())

function explain(...words: string[]): Ran {
  return ecluse('explain', '--data', world.settings.data, ...words)
}

test('each field is told with its value, its line, its XPath and the rule', () => {
  const { status, stdout } = explain(String(single))
  expect(status).toBe(0)
  expect(stdout).toContain('✓ refait à l’instant, le calcul redonne les 72 champs remis')
  expect(stdout).toMatch(
    /Compte +FR7600000000000002201010122\n +repris tel quel · ligne 110 · BT-84 \/Invoice\/cac:PaymentMeans\/cac:PayeeFinancialAccount\/cbc:ID\n/,
  )
  expect(stdout).toContain('le nom de la structure 29900001800018 dans l’annuaire')
  expect(stdout).toContain('E1 : le lisible, composé par Écluse')
  expect(stdout).not.toContain('NON EXPLIQUÉ')
})

test('fields are asked for by a part of their path, or by the line that feeds them', () => {
  const account = explain(String(single), '--field', 'compte').stdout
  expect(account).toContain('FR7600000000000002201010122')
  expect(account).not.toContain('DonneesFacture')
  const fed = explain(String(single), '--line', '91').stdout
  expect(fed).toContain('RaisonSocialeEncaisseur')
  expect(fed).not.toContain('Debiteur')
  expect(explain(String(single), '--line', '1').stdout).toContain(
    'Aucun champ du pivot ne vient de la ligne 1',
  )
  expect(explain(String(single), '--line', 'zéro').status).toBe(2)
})

test('for programs it is one object on one line, with names that stay', () => {
  const { status, stdout } = explain(String(single), '--json')
  expect([status, stdout.trimEnd().split('\n').length]).toEqual([0, 1])
  const object = JSON.parse(stdout) as { fields: Record<string, unknown>[] }
  expect(object).toMatchObject({
    flow: single,
    run: 0,
    lastRun: 0,
    index: 0,
    invoice: 'FA-2026-0412',
    place: 1,
    version: 0,
    same: true,
    judgedOtherwise: [],
    added: [],
  })
  expect(object.fields.find(({ path }) => path === 'Fournisseur/ReferenceBancaire/Compte')).toEqual({
    path: 'Fournisseur/ReferenceBancaire/Compte',
    value: 'FR7600000000000002201010122',
    rule: 'as-written',
    fr: 'repris tel quel',
    en: 'taken as it is',
    origins: [
      {
        term: 'account',
        businessTerm: 'BT-84',
        at: '/Invoice/cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID',
        line: 110,
        raw: 'FR7600000000000002201010122',
        length: 27,
      },
    ],
    passedOver: [],
    differs: false,
    today: 'FR7600000000000002201010122',
  })
})

test('in a flow of several invoices one is to be named, and which there are is told', () => {
  const { status, stdout, stderr } = explain(String(archive))
  expect([status, stdout]).toEqual([4, ''])
  expect(stderr).toMatch(/^ +0 {2}FA-2026-0413 {2}acceptée {2}bonne\.xml$/m)
  expect(stderr).toMatch(/^ +1000 {2}MB-2026-55871 {2}rejetée RTE-01 {2}inconnu\.xml$/m)
  expect(explain(String(archive), 'FA-2026-0413').stdout).toContain('Facture FA-2026-0413')
})

test('an invoice that is in no pivot is not explained, and why is told', () => {
  const { status, stdout, stderr } = explain(String(archive), 'MB-2026-55871')
  expect([status, stdout]).toEqual([4, ''])
  expect(stderr).toContain('Cette facture est rejetée')
  expect(explain(String(single), 'FA-0')).toMatchObject({ status: 4, stdout: '' })
  expect(explain('404')).toMatchObject({ status: 4, stdout: '' })
  expect(explain(String(single), '--run', '9')).toMatchObject({ status: 4, stdout: '' })
})
