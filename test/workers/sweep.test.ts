import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ledger } from '../../src/record/ledger.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { openLog } from '../../workers/log.ts'
import { openQueues, prefixOf, type Queues } from '../../workers/queues.ts'
import { openRedis, type RedisServer } from '../../workers/redis.ts'
import { sweep } from '../../workers/sweep.ts'
import { received } from '../record/outcomes.ts'

const MANY = 20_000

const data = mkdtempSync(join(tmpdir(), 'ecluse-sweep-'))
const log = openLog('silent', 'test')
let server: RedisServer
let ledger: Ledger
let queues: Queues
let redis: Redis

beforeAll(async () => {
  server = await openRedis({ data, redis: {} }, log)
  ledger = await openLedger({ file: join(data, 'ecluse.sqlite') })
  const settings = { at: server.at, prefix: prefixOf(ledger.id), flows: { attempts: 2, backoffMs: 100 } }
  queues = await openQueues(settings, log)
  redis = 'url' in server.at ? new Redis(server.at.url) : new Redis(server.at)
}, 30_000)
afterAll(async () => {
  redis.disconnect()
  await queues[Symbol.asyncDispose]()
  await ledger[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  rmSync(data, { recursive: true })
})

const pending = async () => (await ledger.pendingFlows(0, MANY + 10)).map(({ flow, run }) => ({ flow, run }))
const waiting = () => redis.llen(`${prefixOf(ledger.id)}:flows:wait`)

test('a flow whose job was lost gets one, though jobs nobody needs make up the number', async () => {
  await ledger.receive([received(), received(), received()])
  const [first, second, lost] = await pending()
  if (first === undefined || second === undefined || lost === undefined) throw new Error('no flows')
  await queues.queueFlows([first, second, { flow: 999_999, run: 0 }, { flow: first.flow, run: 7 }])
  expect(await queues.runsWithoutJob([first, second, lost])).toEqual([lost])
  expect(await sweep(ledger, queues, log)).toBe(true)
  expect(await queues.runsWithoutJob([first, second, lost])).toEqual([])
  expect(await waiting()).toBe(5)
})

test('a sweep over many pending flows whose jobs are all there asks Redis a question for a thousand', async () => {
  for (let made = 0; made < MANY; made += 1_000) {
    await ledger.receive(Array.from({ length: 1_000 }, () => received()))
  }
  await sweep(ledger, queues, log)
  const before = await calls()
  const begun = performance.now()
  await sweep(ledger, queues, log)
  const ms = Math.round(performance.now() - begun)
  const asked = (await calls()) - before
  process.stdout.write(`${MANY} pending flows swept in ${ms} ms with ${asked} questions to Redis\n`)
  expect(asked).toBeLessThan(MANY / 200)
  expect(await waiting()).toBe(MANY + 5)
}, 120_000)

/** Commands Redis was given so far, scripts' own not among them. */
async function calls(): Promise<number> {
  const stats = await redis.info('stats')
  return Number(/total_commands_processed:(\d+)/.exec(stats)?.[1])
}
