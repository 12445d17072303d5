import { expect, test } from 'vitest'
import { may, type Verb } from '../../../src/console/access/permissions.ts'
import { maySeeFlow, scoped, scopeOf } from '../../../src/console/access/scope.ts'
import type { Visitor } from '../../../src/console/access/visitor.ts'
import { accessWorld, addAccount, Browser } from './access-world.ts'

const DEPOSITOR: Visitor = { account: 'ope', role: 'depositor', depositor: 'OPE001', language: 'fr' }
const READER: Visitor = { account: 'anne', role: 'reader', language: 'fr' }

/** Who may do it, from the table of the guide (docs/console-access.md). */
const TABLE: Record<Verb, string> = {
  'see-flows': 'depositor reader support administrator',
  'see-documents': 'depositor reader support administrator',
  'see-statistics': 'depositor reader support administrator',
  'see-structures': 'reader support administrator',
  rehearse: 'support administrator',
  replay: 'support administrator',
  correct: 'support administrator',
  'steer-deliveries': 'support administrator',
  'test-connection': 'support administrator',
  'change-structures': 'administrator',
  'manage-accounts': 'administrator',
  'see-audit': 'administrator',
}

test.each(Object.entries(TABLE))('%s is for %s, and for nobody else', (verb, roles) => {
  const all = ['nobody', 'depositor', 'reader', 'support', 'administrator'] as const
  expect(all.filter((role) => may({ role }, verb as Verb)).join(' ')).toBe(roles)
})

test('a depositor’s account asks for its own flows only, whatever filter it gives', () => {
  expect(scoped({ text: 'F-1', depositor: 'DEM002' }, DEPOSITOR)).toEqual({
    text: 'F-1',
    depositor: 'OPE001',
  })
  expect(scoped({}, DEPOSITOR)).toEqual({ depositor: 'OPE001' })
  expect(scoped({ depositor: 'DEM002' }, READER)).toEqual({ depositor: 'DEM002' })
  expect([scopeOf(READER), scopeOf(DEPOSITOR)]).toEqual([undefined, 'OPE001'])
})

test('a depositor’s account sees no other’s flow; everybody else sees all', () => {
  expect(maySeeFlow(DEPOSITOR, { depositor: 'OPE001' })).toBe(true)
  expect(maySeeFlow(DEPOSITOR, { depositor: 'DEM002' })).toBe(false)
  expect(maySeeFlow(READER, { depositor: 'DEM002' })).toBe(true)
})

test('a depositor’s account that names none sees nothing rather than everything', () => {
  const { depositor: _, ...nameless } = DEPOSITOR
  expect(() => scoped({}, nameless)).toThrow('names none')
  expect(() => maySeeFlow(nameless, { depositor: 'OPE001' })).toThrow('names none')
})

test.each([
  ['reader', 403],
  ['depositor', 403],
  ['support', 303],
  ['administrator', 303],
] as const)('a replay sent by a %s: %i', async (role, status) => {
  await using world = await accessWorld()
  await addAccount(world.desk, 'alice', role)
  const browser = new Browser(world.server)
  await browser.logIn('alice')
  expect((await browser.act('rejouer')).statusCode).toBe(status)
  expect(world.done).toHaveLength(status === 303 ? 1 : 0)
})
