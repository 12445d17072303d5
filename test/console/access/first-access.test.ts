import { expect, test } from 'vitest'
import { mayListen } from '../../../src/console/access/loopback.ts'
import { accessWorld, addAccount, Browser, FAR } from './access-world.ts'

const HERE = '127.0.0.1'

test.each([
  [HERE, 'localhost:8060'],
  [HERE, '127.0.0.1:8060'],
  ['::1', '[::1]:8060'],
  ['::ffff:127.0.0.1', 'LOCALHOST'],
])(
  'while there is no account, who sits at this machine (%s, %s) is its administrator',
  async (peer, host) => {
    await using world = await accessWorld()
    const browser = new Browser(world.server, peer)
    expect((await browser.get('/', { host })).body).toContain('local:administrator')
  },
)

test.each([
  ['from elsewhere', FAR, { host: 'localhost:8060' }],
  ['by a name that was made to lead here', HERE, { host: 'evil.test:8060' }],
  ['by a name that only begins so', HERE, { host: 'localhost.evil.test' }],
  ['by an address written otherwise', HERE, { host: '127.0.0.1.evil.test' }],
  ['through a proxy', HERE, { host: 'localhost', 'x-forwarded-for': FAR }],
  ['through another proxy', HERE, { host: 'localhost', forwarded: `for=${FAR}` }],
])('who comes %s while there is none is told the command that makes one', async (_, peer, headers) => {
  await using world = await accessWorld()
  const reply = await new Browser(world.server, peer).get('/', headers)
  expect(reply.statusCode).toBe(403)
  expect(reply.body).toContain('ecluse account add NOM --role administrator')
})

test('the administrator of the first hour, too, needs the token of a form', async () => {
  await using world = await accessWorld()
  const browser = new Browser(world.server, HERE)
  const host = 'localhost:8060'
  const first = await browser.post('/do', { what: 'x' }, { host })
  expect([first.statusCode, world.done]).toEqual([403, []])
  const { body } = await browser.get('/', { host })
  const _csrf = /value="([^"]*)"/.exec(body)?.[1] as string
  expect((await browser.post('/do', { what: 'x', _csrf }, { host })).statusCode).toBe(303)
  expect(world.done).toEqual(['local x'])
})

test('from the first account on, this machine is as any other, also where it was open', async () => {
  await using world = await accessWorld()
  const browser = new Browser(world.server, HERE)
  const host = 'localhost:8060'
  expect((await browser.get('/', { host })).statusCode).toBe(200)
  await addAccount(world.desk, 'alice', 'administrator')
  expect((await browser.get('/', { host })).statusCode).toBe(303)
})

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.0.2.1', false],
  ['ecluse.example.org', false],
])('without an account, to listen on %s is %j; with one it always is', async (host, before) => {
  await using world = await accessWorld()
  const { accounts } = world.desk
  expect(await mayListen(host, accounts)).toBe(before)
  await addAccount(world.desk, 'alice', 'administrator')
  expect(await mayListen(host, accounts)).toBe(true)
})
