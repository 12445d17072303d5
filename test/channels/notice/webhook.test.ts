import { expect, test } from 'vitest'
import { postTo } from '../../../src/channels/notice/webhook.ts'
import { openReceiver } from './receiver.ts'

const JSON_TEXT = '{"fr":"Le flux 12 est bloqué."}'
const allowed = { isInsideAllowed: true, timeoutMs: 5_000 }

test('what is posted comes whole, with the token', async () => {
  await using receiver = await openReceiver()
  await postTo({ url: receiver.url, ...allowed, token: 'jeton-de-seize-signes' }, JSON_TEXT)
  expect(receiver.received).toEqual([
    { path: '/alertes', authorization: 'Bearer jeton-de-seize-signes', body: JSON_TEXT },
  ])
})

test.each(['127.0.0.1', 'localhost', '[::1]', '0x7f000001', '2130706433', '127.1', '[::ffff:127.0.0.1]'])(
  'an address on the inside written %s gets nothing, unless it is said to be wanted',
  async (host) => {
    await using receiver = await openReceiver()
    const url = `http://${host}:${receiver.port}/`
    const refused = postTo({ url, isInsideAllowed: false, timeoutMs: 5_000 }, JSON_TEXT)
    await expect(refused).rejects.toThrow(/adresse intérieure/)
    expect(receiver.received).toEqual([])
  },
)

test('a redirection is not followed', async () => {
  await using other = await openReceiver()
  await using receiver = await openReceiver((response) => {
    response.writeHead(307, { location: other.url }).end()
  })
  await expect(postTo({ url: receiver.url, ...allowed }, JSON_TEXT)).rejects.toThrow(/307.*redirection/)
  expect(other.received).toEqual([])
})

test('an answer of trouble is trouble, and names neither path nor token', async () => {
  await using receiver = await openReceiver((response) => response.writeHead(500).end())
  const secret = 'jeton-de-seize-signes'
  const posted = postTo({ url: receiver.url, ...allowed, token: secret }, JSON_TEXT)
  await expect(posted).rejects.toThrow('127.0.0.1 a répondu 500 (answered)')
})

test('who does not answer is waited for no longer than is said', async () => {
  await using receiver = await openReceiver(() => undefined)
  const posted = postTo({ url: receiver.url, isInsideAllowed: true, timeoutMs: 200 }, JSON_TEXT)
  await expect(posted).rejects.toThrow(/pas de réponse en 200 ms/)
})

test('an answer that never ends is not read', async () => {
  await using receiver = await openReceiver((response) => {
    response.writeHead(200)
    response.write('…')
  })
  await expect(postTo({ url: receiver.url, ...allowed }, JSON_TEXT)).resolves.toBe(undefined)
})

test('nobody there is trouble in words', async () => {
  const receiver = await openReceiver()
  await receiver[Symbol.asyncDispose]()
  await expect(postTo({ url: receiver.url, ...allowed }, JSON_TEXT)).rejects.toThrow(/ECONNREFUSED/)
})
