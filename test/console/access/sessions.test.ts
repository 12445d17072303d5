import { expect, test, vi } from 'vitest'
import { type AccessWorld, accessWorld, addAccount, Browser, FOUNDER, PASSWORD } from './access-world.ts'

/** Many requests, on a machine that may have other things to do. */
vi.setConfig({ testTimeout: 120_000 })

const HOUR_MS = 3_600_000

async function withAlice(role: 'support' | 'reader' = 'support'): Promise<AccessWorld> {
  const world = await accessWorld()
  await addAccount(world.desk, 'alice', role)
  return world
}

function later(world: AccessWorld, hours: number): void {
  world.clock.now = new Date(world.clock.now.getTime() + hours * HOUR_MS)
}

test('who is not logged in is led to the login page, and from there to where it wanted', async () => {
  await using world = await withAlice()
  const browser = new Browser(world.server)
  const refused = await browser.get('/flows?q=F-1&state=rejected')
  expect(refused.statusCode).toBe(303)
  expect(refused.headers.location).toBe('/login?next=%2Fflows%3Fq%3DF-1%26state%3Drejected')
  const entered = await browser.logIn('Alice', PASSWORD, '/flows?q=F-1')
  expect([entered.statusCode, entered.headers.location]).toEqual([303, '/flows?q=F-1'])
  expect((await browser.get('/')).body).toContain('alice:support')
})

test('a part of a page asked for by htmx leads the whole page to the login page', async () => {
  await using world = await withAlice()
  const reply = await new Browser(world.server).get('/', {
    'hx-request': 'true',
    'hx-current-url': 'https://console.test/flows/12?run=1',
  })
  expect(reply.statusCode).toBe(401)
  expect(reply.headers['hx-redirect']).toBe('/login?next=%2Fflows%2F12%3Frun%3D1')
})

test.each([
  ['a wrong password', 'alice', 'une autre phrase'],
  ['an unknown account', 'bob', PASSWORD],
  ['a name no account can have', 'al ice', PASSWORD],
  ['no password', 'alice', ''],
  ['a password beyond any length', 'alice', 'x'.repeat(5_000)],
])('%s opens nothing, and all are told the same', async (_, name, password) => {
  await using world = await withAlice()
  const browser = new Browser(world.server)
  const reply = await browser.logIn(name, password)
  expect(reply.statusCode).toBe(401)
  expect(reply.body).toContain('Nom ou mot de passe inconnu, ou compte désactivé.')
  expect(browser.cookies.has('ecluse')).toBe(false)
  expect((await browser.get('/')).statusCode).toBe(303)
  const { entries } = await world.desk.audit.page({ action: 'login-refused' }, { limit: 9 })
  expect(entries).toHaveLength(1)
})

test('a session fixed beforehand is nobody’s: logging in gives a token nobody had', async () => {
  await using world = await withAlice()
  const browser = new Browser(world.server)
  browser.cookies.set('ecluse', 'planted-by-somebody-else')
  await browser.logIn('alice')
  expect(browser.cookies.get('ecluse')).toMatch(/^[\w-]{43}$/)
  const thief = new Browser(world.server)
  thief.cookies.set('ecluse', 'planted-by-somebody-else')
  expect((await thief.get('/')).statusCode).toBe(303)
})

test('logging in again ends the session the browser had', async () => {
  await using world = await withAlice()
  const browser = new Browser(world.server)
  await browser.logIn('alice')
  const first = browser.cookies.get('ecluse') as string
  const entered = await browser.post('/login', {
    _csrf: await browser.token(),
    name: 'alice',
    password: PASSWORD,
  })
  expect(entered.headers.location).toBe('/')
  const thief = new Browser(world.server)
  thief.cookies.set('ecluse', first)
  expect((await thief.get('/')).statusCode).toBe(303)
  expect((await browser.get('/')).statusCode).toBe(200)
})

test('a login form left open through another login shows the page anew, and begins nothing', async () => {
  await using world = await withAlice()
  const browser = new Browser(world.server)
  const form = await browser.token('/login')
  await browser.logIn('alice')
  const session = browser.cookies.get('ecluse')
  const again = await browser.post('/login', { _csrf: form, name: 'alice', password: PASSWORD })
  expect(again.headers.location).toBe('/login?stale')
  expect(browser.cookies.get('ecluse')).toBe(session)
})

test('a stolen token opens nothing once its owner has logged out', async () => {
  await using world = await withAlice()
  const owner = new Browser(world.server)
  await owner.logIn('alice')
  const thief = new Browser(world.server, '198.51.100.9')
  thief.cookies.set('ecluse', owner.cookies.get('ecluse') as string)
  expect((await thief.get('/')).statusCode).toBe(200)
  const out = await owner.post('/logout', { _csrf: await owner.token() })
  expect([out.statusCode, out.headers.location]).toEqual([303, '/login'])
  expect(owner.cookies.has('ecluse')).toBe(false)
  expect((await thief.get('/')).statusCode).toBe(303)
})

test.each([
  ['a new password', { kind: 'password', password: 'another hash' }],
  ['another role', { kind: 'role', role: 'reader' }],
  ['its end', { kind: 'disabled', disabled: true }],
] as const)('%s of an account ends its sessions at once', async (_, change) => {
  await using world = await withAlice()
  const browser = new Browser(world.server)
  await browser.logIn('alice')
  await world.desk.accounts.change({ name: 'alice', change, actor: FOUNDER })
  expect((await browser.get('/')).statusCode).toBe(303)
})

test('a session ends after eight hours without a request, and after a day whatever happens', async () => {
  await using world = await withAlice()
  const browser = new Browser(world.server)
  await browser.logIn('alice')
  later(world, 7.9)
  expect((await browser.get('/')).statusCode).toBe(200)
  later(world, 7.9)
  expect((await browser.get('/')).statusCode).toBe(200)
  later(world, 7.9)
  expect((await browser.get('/')).statusCode).toBe(200)
  later(world, 0.4)
  expect((await browser.get('/')).statusCode).toBe(303)
  await browser.logIn('alice')
  later(world, 8.1)
  expect((await browser.get('/')).statusCode).toBe(303)
})

test('the record knows no token: what is in it opens nothing', async () => {
  await using world = await withAlice()
  const browser = new Browser(world.server)
  await browser.logIn('alice')
  const token = browser.cookies.get('ecluse') as string
  const [session] = await world.desk.sessions.of('alice', world.clock.now.toISOString())
  expect(JSON.stringify(session)).not.toContain(token)
  const visit = { at: world.clock.now.toISOString(), idleSince: '2026-01-01T00:00:00.000Z' }
  expect(await world.desk.sessions.visit({ ...visit, tokenHash: token })).toBeUndefined()
})

test.each([
  ['https://ecluse.example.org', '__Host-ecluse', true],
  ['http://ecluse.example.org', 'ecluse', false],
])(
  'the cookie at %s is for this host and no script, and secure where it can be',
  async (url, name, secure) => {
    await using world = await accessWorld({ publicUrl: new URL(url) })
    await addAccount(world.desk, 'alice', 'reader')
    const entered = await new Browser(world.server).logIn('alice')
    const cookie = entered.cookies.find((each) => each.name === name)
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    expect(cookie?.secure ?? false).toBe(secure)
    expect(cookie).not.toHaveProperty('domain')
  },
)

test('what was done at the door is in the audit log, with the address', async () => {
  await using world = await withAlice()
  const browser = new Browser(world.server)
  await browser.logIn('alice')
  await browser.post('/logout', { _csrf: await browser.token() })
  const { entries } = await world.desk.audit.page({ author: 'alice' }, { limit: 9 })
  expect(entries.map(({ action, role, address }) => [action, role, address])).toEqual([
    ['logged-out', 'support', '192.0.2.10'],
    ['logged-in', 'support', '192.0.2.10'],
  ])
})

test.each([
  '//evil.test',
  '/\\evil.test',
  'https://evil.test/',
  '/%09/evil.test\t//evil.test',
  '\t//evil.test',
  'javascript:alert(1)',
  '/login',
  '/logout',
  '/..//evil.test',
  `/${'a'.repeat(3_000)}`,
  'flows',
  '',
])('after logging in nobody is led to %j', async (next) => {
  await using world = await withAlice()
  const entered = await new Browser(world.server).logIn('alice', PASSWORD, next)
  expect([entered.statusCode, entered.headers.location]).toEqual([303, '/'])
})
