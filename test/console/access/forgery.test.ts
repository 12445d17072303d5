import { expect, test } from 'vitest'
import { type AccessWorld, accessWorld, addAccount, Browser } from './access-world.ts'

interface Desk extends AsyncDisposable {
  world: AccessWorld
  browser: Browser
}

/** Somebody of support who is logged in. */
async function atWork(ports: Parameters<typeof accessWorld>[0] = {}): Promise<Desk> {
  const world = await accessWorld(ports)
  await addAccount(world.desk, 'alice', 'support')
  const browser = new Browser(world.server)
  await browser.logIn('alice')
  return { world, browser, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

test('a form of ours does what it says, once a page of this session gave its token', async () => {
  await using desk = await atWork()
  const reply = await desk.browser.act('rejouer')
  expect([reply.statusCode, desk.world.done]).toEqual([303, ['alice rejouer']])
})

test('a script of ours may give the token in a header', async () => {
  await using desk = await atWork()
  const token = await desk.browser.token()
  await desk.browser.post('/do', { what: 'x' }, { 'x-csrf-token': token, 'hx-request': 'true' })
  expect(desk.world.done).toEqual(['alice x'])
})

test.each([
  ['no token', undefined],
  ['an empty token', ''],
  ['a token of nobody', 'abcdefgh-0123456789012345678901234567890123456789012'],
])('a form with %s does nothing', async (_, token) => {
  await using desk = await atWork()
  const { browser, world } = desk
  const reply = await browser.post('/do', token === undefined ? { what: 'x' } : { what: 'x', _csrf: token })
  expect([reply.statusCode, world.done]).toEqual([403, []])
  expect(reply.body).toContain('rien n’a été fait')
})

test('the token of one session is worth nothing in another, even with the same secret planted beside it', async () => {
  await using desk = await atWork()
  await addAccount(desk.world.desk, 'mallory', 'reader')
  const mallory = new Browser(desk.world.server)
  await mallory.logIn('mallory')
  const token = await mallory.token()
  desk.browser.cookies.set('ecluse-csrf', mallory.cookies.get('ecluse-csrf') as string)
  const reply = await desk.browser.act('x', token)
  expect([reply.statusCode, desk.world.done]).toEqual([403, []])
})

test('a login form with a token made up by another site begins no session', async () => {
  await using world = await accessWorld()
  await addAccount(world.desk, 'alice', 'support')
  const browser = new Browser(world.server)
  const reply = await browser.post('/login', { name: 'alice', password: 'quatre pommes vertes' })
  expect(reply.headers.location).toBe('/login?stale')
  expect(browser.cookies.has('ecluse')).toBe(false)
})

test.each([
  [{ 'sec-fetch-site': 'cross-site' }],
  [{ 'sec-fetch-site': 'same-site' }],
  [{ origin: 'https://evil.test' }],
  [{ origin: 'http://console.test:8061' }],
  [{ origin: 'null' }],
])(
  'what a browser sends for a page of elsewhere (%j) is refused, though its token be right',
  async (headers) => {
    await using desk = await atWork()
    const _csrf = await desk.browser.token()
    const reply = await desk.browser.post('/do', { what: 'x', _csrf }, headers)
    expect([reply.statusCode, desk.world.done]).toEqual([403, []])
    expect(reply.body).toContain('autre site')
  },
)

test.each([
  [{ 'sec-fetch-site': 'same-origin', origin: 'http://console.test' }],
  [{ 'sec-fetch-site': 'none' }],
  [{ origin: 'http://console.test' }],
])('what it sends for a page of ours (%j) is done', async (headers) => {
  await using desk = await atWork()
  const _csrf = await desk.browser.token()
  expect((await desk.browser.post('/do', { what: 'x', _csrf }, headers)).statusCode).toBe(303)
})

test('behind a proxy the origin is that of the public address, whatever host the proxy names', async () => {
  await using desk = await atWork({ publicUrl: new URL('https://ecluse.example.org') })
  const _csrf = await desk.browser.token()
  const post = (origin: string) => desk.browser.post('/do', { what: 'x', _csrf }, { origin })
  expect((await post('http://console.test')).statusCode).toBe(403)
  expect((await post('https://ecluse.example.org')).statusCode).toBe(303)
})

test('a request that says it only looks is not believed: what changes something is no GET', async () => {
  await using desk = await atWork()
  const _csrf = await desk.browser.token()
  const reply = await desk.browser.get(`/do?what=x&_csrf=${encodeURIComponent(_csrf)}`)
  expect([reply.statusCode, desk.world.done]).toEqual([404, []])
})

test('what goes wrong at the login form but for its token is told as anywhere else', async () => {
  await using world = await accessWorld()
  const browser = new Browser(world.server)
  const reply = await browser.ask({
    method: 'POST',
    url: '/login',
    headers: { 'content-type': 'application/x-unheard-of' },
    payload: 'name=alice',
  })
  expect(reply.body).toContain('Unsupported Media Type')
})
