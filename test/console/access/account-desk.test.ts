import { expect, test } from 'vitest'
import {
  type AccountTools,
  addAccount,
  changeAccount,
  type WantedAccount,
} from '../../../src/console/access/account-desk.ts'
import type { Desk } from '../../../src/record/open-desk.ts'
import { accessWorld, FOUNDER, PASSWORD, QUICK } from './access-world.ts'

const BY = { actor: FOUNDER }
const WANTED: WantedAccount = { name: 'Omar', role: 'reader', password: PASSWORD }

function toolsOf({ accounts }: Desk): AccountTools {
  return { accounts, passwords: QUICK, depositors: ['OPE001'] }
}

test.each([
  [{ name: 'x y' }, 'Un nom de compte'],
  [{ name: 'é' }, 'Un nom de compte'],
  [{ role: 'chef' }, 'Un rôle est'],
  [{ role: 'nobody' }, 'Un rôle est'],
  [{ role: 'depositor' }, 'un déposant connu'],
  [{ role: 'depositor', depositor: 'NUL000' }, 'un déposant connu'],
  [{ depositor: 'OPE001' }, 'un déposant connu'],
  [{ password: 'court' }, 'Trop court'],
  [{ password: 'omaromaromar' }, 'Trop facile'],
])('an account wanted with %j is refused, and there is none afterwards', async (wrong, said) => {
  await using world = await accessWorld()
  const refused = await addAccount({ ...WANTED, ...wrong }, BY, toolsOf(world.desk))
  expect('refused' in refused && refused.refused.fr).toContain(said)
  expect(await world.desk.accounts.list()).toEqual([])
})

test('names that differ by capitals are one', async () => {
  await using world = await accessWorld()
  const tools = toolsOf(world.desk)
  expect(await addAccount(WANTED, BY, tools)).toEqual({ name: 'omar' })
  const again = await addAccount({ ...WANTED, name: 'OMAR' }, BY, tools)
  expect('refused' in again && again.refused.fr).toContain('déjà celui d’un compte')
})

test('a depositor’s account is of a depositor there is, and loses it with its role', async () => {
  await using world = await accessWorld()
  const tools = toolsOf(world.desk)
  await addAccount({ ...WANTED, role: 'depositor', depositor: ' ope001 ' }, BY, tools)
  expect(await world.desk.accounts.find('omar')).toMatchObject({ role: 'depositor', depositor: 'OPE001' })
  const changed = await changeAccount({ name: 'omar', change: { kind: 'role', role: 'reader' } }, BY, tools)
  expect(changed).toMatchObject({ role: 'reader' })
  expect(changed).not.toHaveProperty('depositor')
})

test('what comes from the provider, its role, is not changed here, nor given a password; it can be disabled', async () => {
  await using world = await accessWorld()
  const tools = toolsOf(world.desk)
  const provider = { issuer: 'https://idp.test', subject: '42' }
  await world.desk.accounts.add({ name: 'omar', role: 'reader', provider }, FOUNDER)
  for (const change of [
    { kind: 'role', role: 'administrator' },
    { kind: 'password', password: PASSWORD },
  ] as const) {
    const refused = await changeAccount({ name: 'omar', change }, BY, tools)
    expect('refused' in refused && refused.refused.fr).toContain('annuaire')
  }
  const change = { kind: 'disabled', disabled: true } as const
  expect(await changeAccount({ name: 'omar', change }, BY, tools)).toHaveProperty('disabledAt')
})

test.each([
  ['personne', { kind: 'role', role: 'reader' }, 'Aucun compte'],
  ['omar', { kind: 'role', role: 'chef' }, 'Un rôle est'],
  ['omar', { kind: 'password', password: 'court' }, 'Trop court'],
  ['omar', { kind: 'disabled', disabled: true }, 'dernier administrateur'],
] as const)(
  'a change of %s to %j is refused, and nothing is in the audit log',
  async (name, change, said) => {
    await using world = await accessWorld()
    const tools = toolsOf(world.desk)
    await addAccount({ ...WANTED, role: 'administrator' }, BY, tools)
    const refused = await changeAccount({ name, change }, BY, tools)
    expect('refused' in refused && refused.refused.fr).toContain(said)
    expect((await world.desk.audit.page({}, { limit: 9 })).entries).toHaveLength(1)
  },
)
