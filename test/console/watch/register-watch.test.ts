import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { registerWatch } from '../../../src/console/watch/register-watch.ts'
import {
  degraded,
  ill,
  PARTS,
  type PartHealth,
  readinessOf,
  well,
} from '../../../src/support/watch/readiness.ts'

const TOKEN = 'jeton-de-seize-signes'
const HERE = '127.0.0.1'
const ELSEWHERE = '192.0.2.7'

/** A server whose parts are well but for one. */
function serverWith(workers: PartHealth = well('2 sur 2', '2 of 2'), token?: string) {
  const server = fastify()
  const probes = Object.fromEntries(PARTS.map((part) => [part, () => Promise.resolve(well('va', 'is well'))]))
  const probed = { ...probes, workers: () => Promise.resolve(workers) } as Parameters<typeof readinessOf>[0]
  registerWatch(server, {
    metrics: () => Promise.resolve({ text: 'ecluse_flows 1\n', contentType: 'text/plain; version=0.0.4' }),
    readiness: readinessOf(probed),
    ...(token === undefined ? {} : { token }),
  })
  return server
}

interface Asking {
  from?: string
  headers?: Record<string, string>
}

async function ask(
  server: ReturnType<typeof serverWith>,
  url: string,
  { from = HERE, headers = {} }: Asking,
) {
  const { statusCode, body } = await server.inject({
    url,
    remoteAddress: from,
    headers: { host: 'localhost:8061', ...headers },
  })
  return { statusCode, body }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

const ROWS: [promise: string, token: string | undefined, asking: Asking, status: number][] = [
  ['this machine may read them', undefined, {}, 200],
  ['this machine may read them over IPv6', undefined, { from: '::1', headers: { host: '[::1]:8061' } }, 200],
  ['another machine may not', undefined, { from: ELSEWHERE }, 403],
  ['another machine may with the token', TOKEN, { from: ELSEWHERE, headers: bearer(TOKEN) }, 200],
  ['not with another token', TOKEN, { from: ELSEWHERE, headers: bearer('jeton-de-seize-signEs') }, 403],
  ['not with an empty one', TOKEN, { from: ELSEWHERE, headers: { authorization: 'Bearer ' } }, 403],
  ['no token opens where none is set', undefined, { from: ELSEWHERE, headers: bearer('undefined') }, 403],
  ['a wrong token is wrong on this machine too', TOKEN, { headers: bearer('faux') }, 403],
  [
    'what a proxy passes on is not of this machine',
    undefined,
    { headers: { 'x-forwarded-for': ELSEWHERE } },
    403,
  ],
  ['nor what asks by another name', undefined, { headers: { host: 'evil.example' } }, 403],
]

test.each(ROWS)('metrics: %s', async (_, token, asking, status) => {
  const { statusCode, body } = await ask(serverWith(undefined, token), '/metrics', asking)
  expect(statusCode).toBe(status)
  expect(body.includes('ecluse_flows')).toBe(status === 200)
})

test('a house that is ill is told as 503, with the reason in both languages, French first', async () => {
  const server = serverWith(ill('aucun ne travaille', 'none is at work'))
  const { statusCode, body } = await ask(server, '/health/ready', {})
  expect(statusCode).toBe(503)
  expect(JSON.parse(body)).toMatchObject({
    ready: false,
    parts: {
      workers: {
        state: 'ill',
        fr: 'processus de traitement : aucun ne travaille',
        en: 'worker processes: none is at work',
      },
    },
  })
})

test('a part that is degraded leaves the house ready', async () => {
  const server = serverWith(degraded('1 sur 2', '1 of 2'))
  expect(await ask(server, '/health/ready', {})).toMatchObject({ statusCode: 200 })
})

test('who asks from elsewhere is told whether, not why', async () => {
  const server = serverWith(ill('aucun ne travaille', 'none is at work'))
  const { statusCode, body } = await ask(server, '/health/ready', { from: ELSEWHERE })
  expect([statusCode, JSON.parse(body)]).toEqual([503, { ready: false }])
})

test('who asks whether the process lives is answered wherever it is', async () => {
  const { statusCode, body } = await ask(serverWith(), '/health/live', { from: ELSEWHERE })
  expect([statusCode, JSON.parse(body)]).toEqual([200, { live: true }])
})

test('a part that does not answer is ill, and does not keep the others waiting', {
  timeout: 10_000,
}, async () => {
  const never = () => new Promise<PartHealth>(() => undefined)
  const probes = Object.fromEntries(PARTS.map((part) => [part, () => Promise.resolve(well('va', 'is well'))]))
  const ask = readinessOf({ ...probes, redis: never } as Parameters<typeof readinessOf>[0])
  const { isReady, parts } = await ask()
  expect(isReady).toBe(false)
  expect(parts.redis).toMatchObject({ state: 'ill', why: { fr: 'ne répond pas en 3 s' } })
  expect(parts.record.state).toBe('well')
})
