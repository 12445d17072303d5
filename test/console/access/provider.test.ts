import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Secret } from '../../../src/directory/secret.ts'
import { type AccessWorld, accessWorld, addAccount, Browser, FOUNDER } from './access-world.ts'
import { SmallProvider } from './small-provider.ts'

/** Many requests, on a machine that may have other things to do. */
vi.setConfig({ testTimeout: 120_000 })

const ALICE = { sub: '42', preferred_username: 'Alice', groups: ['staff', 'desk'] }

let provider: SmallProvider
beforeAll(async () => {
  provider = await SmallProvider.start()
})
afterAll(() => provider[Symbol.asyncDispose]())
beforeEach(() => {
  provider.claims = ALICE
  provider.mischief = {}
})

function world(issuer = provider.issuer, secret = provider.secret): Promise<AccessWorld> {
  return accessWorld({
    publicUrl: new URL('https://ecluse.example.org'),
    oidc: {
      issuer,
      clientId: 'ecluse',
      secret: Secret.inVariable('SECRET', secret),
      roleClaim: 'groups',
      roles: [
        { value: 'admins', role: 'administrator' },
        { value: 'desk', role: 'support' },
        { value: 'operators', role: 'depositor' },
      ],
      nameClaim: 'preferred_username',
      depositorClaim: 'ecluse_depositor',
    },
  })
}

/** Goes to the provider and comes back, as a browser does. */
async function comeIn(browser: Browser, next = '/') {
  const begun = await browser.get(`/login/provider?next=${encodeURIComponent(next)}`)
  const back = await provider.visit(String(begun.headers.location))
  return await browser.get(`${back.pathname}${back.search}`)
}

async function here(of: AccessWorld): Promise<string> {
  const { entries } = await of.desk.audit.page({}, { limit: 20 })
  return entries.map(({ action, author }) => `${author} ${action}`).join(', ')
}

test('whoever the provider vouches for comes in, by the role it gives, and is led where it wanted', async () => {
  await using of = await world()
  const browser = new Browser(of.server)
  const entered = await comeIn(browser, '/flows?q=F-1')
  expect([entered.statusCode, entered.headers.location]).toEqual([303, '/flows?q=F-1'])
  expect((await browser.get('/')).body).toContain('alice:support')
  expect(await of.desk.accounts.list()).toMatchObject([
    { name: 'alice', role: 'support', hasPassword: false },
  ])
  expect(await here(of)).toBe('alice logged-in, provider account-added')
  expect(browser.cookies.has('__Host-ecluse-provider')).toBe(false)
})

test('the second time it is the same account, whatever it calls itself by now', async () => {
  await using of = await world()
  await comeIn(new Browser(of.server))
  provider.claims = { ...ALICE, preferred_username: 'alice.martin' }
  await comeIn(new Browser(of.server))
  expect((await of.desk.accounts.list()).map(({ name }) => name)).toEqual(['alice'])
})

test('the role is the provider’s to change, and to take away', async () => {
  await using of = await world()
  await addAccount(of.desk, 'fondatrice', 'administrator')
  await comeIn(new Browser(of.server))
  provider.claims = { ...ALICE, groups: ['operators', 'admins'] }
  const browser = new Browser(of.server)
  await comeIn(browser)
  expect((await browser.get('/')).body).toContain('alice:administrator')
  provider.claims = { ...ALICE, groups: ['staff'] }
  const refused = await comeIn(new Browser(of.server))
  expect(refused.statusCode).toBe(403)
  expect(refused.body).toContain('aucun rôle')
})

test.each([
  ['no role', { groups: ['staff'] }, 'aucun rôle'],
  ['no groups at all', { groups: undefined }, 'aucun rôle'],
  ['a depositor’s role without a depositor', { groups: 'operators' }, 'sans dire lequel'],
  ['a name no account can have', { preferred_username: '<b>' }, 'pas de nom'],
])('%s lets nobody in, and makes no account', async (_, claims, said) => {
  await using of = await world()
  provider.claims = { ...ALICE, ...claims }
  const browser = new Browser(of.server)
  const refused = await comeIn(browser)
  expect(refused.statusCode).toBe(403)
  expect(refused.body).toContain(said)
  expect(browser.cookies.has('__Host-ecluse')).toBe(false)
  expect(await of.desk.accounts.list()).toEqual([])
})

test('a depositor’s account is of the depositor the provider names', async () => {
  await using of = await world()
  provider.claims = { ...ALICE, groups: ['operators'], ecluse_depositor: 'OPE001' }
  await comeIn(new Browser(of.server))
  expect(await of.desk.accounts.list()).toMatchObject([{ role: 'depositor', depositor: 'OPE001' }])
})

test('a person of the provider does not become the account that has its name here', async () => {
  await using of = await world()
  await addAccount(of.desk, 'alice', 'administrator')
  const browser = new Browser(of.server)
  const refused = await comeIn(browser)
  expect(refused.body).toContain('porte déjà votre nom')
  expect((await browser.get('/')).statusCode).toBe(303)
})

test('a disabled account stays out, by the provider too', async () => {
  await using of = await world()
  await comeIn(new Browser(of.server))
  await of.desk.accounts.change({
    name: 'alice',
    change: { kind: 'disabled', disabled: true },
    actor: FOUNDER,
  })
  const refused = await comeIn(new Browser(of.server))
  expect([refused.statusCode, refused.body.includes('désactivé')]).toEqual([403, true])
})

test.each([
  ['for another login (nonce)', { nonce: 'another' }],
  ['for another client', { audience: 'another' }],
  ['signed by nobody it published', { strangeKey: true }],
  ['out of date', { expired: true }],
])('an ID token %s lets nobody in', async (_, mischief) => {
  await using of = await world()
  provider.mischief = mischief
  const browser = new Browser(of.server)
  const refused = await comeIn(browser)
  expect([refused.statusCode, refused.body.includes('ne tient pas')]).toEqual([403, true])
  expect(await of.desk.accounts.list()).toEqual([])
})

test('whoever is led back without having left from here (login forged by a link) does not come in', async () => {
  await using of = await world()
  const attacker = new Browser(of.server)
  const begun = await attacker.get('/login/provider')
  const back = await provider.visit(String(begun.headers.location))
  const victim = new Browser(of.server)
  expect((await victim.get(`${back.pathname}${back.search}`)).statusCode).toBe(403)
  await victim.get('/login/provider')
  expect((await victim.get(`${back.pathname}${back.search}`)).statusCode).toBe(403)
  expect(victim.cookies.has('__Host-ecluse')).toBe(false)
})

test('the way back leads to no other site', async () => {
  await using of = await world()
  const entered = await comeIn(new Browser(of.server), 'https://evil.test/')
  expect(entered.headers.location).toBe('/')
})

test('a secret the provider does not know, or a provider that is away, is said, and lets passwords in', async () => {
  await using other = await world(provider.issuer, 'un autre secret')
  expect((await comeIn(new Browser(other.server))).body).toContain('n’a pas répondu')
  await using of = await world(new URL('http://127.0.0.1:9'))
  const browser = new Browser(of.server)
  const silent = await browser.get('/login/provider')
  expect([silent.statusCode, silent.body.includes('n’a pas répondu')]).toEqual([403, true])
  await addAccount(of.desk, 'bob', 'reader')
  expect((await browser.logIn('bob')).statusCode).toBe(303)
})
