import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { readSettings } from '../../src/settings.ts'
import { startService } from '../../workers/main.ts'
import { startEcluse } from '../cli/ecluse.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-start-'))
afterAll(() => rmSync(root, { recursive: true }))
const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')
const WORKER = join(import.meta.dirname, '../../workers/flows.ts')

/** A port nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

test('with a Redis that does not answer, the service ends at once and says so in a sentence, without a trace', async () => {
  const url = `redis://nous:secret@127.0.0.1:${await freePort()}`
  const ran = spawnSync(process.execPath, [MAIN, 'start', '--data', join(root, 'sans-redis')], {
    encoding: 'utf8',
    timeout: 15_000,
    env: { ...process.env, REDIS_URL: url },
  })
  expect(ran.signal).toBe(null)
  expect(ran.status).toBe(2)
  expect(ran.stderr).toMatch(
    /^Le serveur Redis 127\.0\.0\.1:\d+ ne répond pas \(Redis does not answer\): ECONNREFUSED\n$/,
  )
})

test('a service stopped as soon as it started ends in order, and can be started again', async () => {
  const settings = readSettings({ data: join(root, 'bref'), env: { ECLUSE_LOG_LEVEL: 'silent' } })
  for (let times = 0; times < 2; times++) {
    const service = await startService(settings)
    await expect(service.stop()).resolves.toBeUndefined()
  }
}, 60_000)

test('a service told to stop while it starts ends in order, and no process of it complains', async () => {
  for (const afterMs of [900, 1_300]) {
    const service = startEcluse(join(root, `arrêt-${afterMs}`))
    await setTimeout(afterMs)
    service.stop()
    expect([0, 'SIGTERM']).toContain(await service.ended) // SIGTERM: before it could listen to it
    expect(service.log()).not.toMatch(/ECONN|^\s+at |"level":[56]0/m)
  }
}, 60_000)

test('a worker whose parent is gone while it starts ends without a word', async () => {
  const orders = {
    name: 'seul',
    data: join(root, 'seul'),
    logLevel: 'info',
    redis: { path: join(root, 'rien.sock') },
  }
  const worker = spawn(process.execPath, [WORKER, JSON.stringify(orders)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  worker.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  worker.disconnect()
  expect(await once(worker, 'exit')).toEqual([1, null])
  expect(said).toBe('')
})
