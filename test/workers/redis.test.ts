import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, expect, test } from 'vitest'
import { openLog } from '../../workers/log.ts'
import { openRedis, type RedisAt } from '../../workers/redis.ts'
import { findRedisProgram, NoRedis } from '../../workers/redis-program.ts'
import { redisSocket } from '../../workers/redis-socket.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-redis-'))
afterAll(() => rmSync(root, { recursive: true }))
const log = openLog('silent', 'test')

async function ask(at: RedisAt, question: (client: Redis) => Promise<unknown>): Promise<unknown> {
  if (!('path' in at)) throw new Error('not a private server')
  const client = new Redis({ path: at.path, maxRetriesPerRequest: 200, retryStrategy: () => 20 })
  client.on('error', () => undefined)
  try {
    return await question(client)
  } finally {
    client.disconnect()
  }
}

const processId = (at: RedisAt) =>
  ask(at, async (client) => Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]))

/** One that ended and that nobody waited for yet counts as ended. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

test('the private server answers on its socket only, never evicts, and ends with its owner', async () => {
  const server = await openRedis({ data: join(root, 'one'), redis: {} }, log)
  const pid = (await processId(server.at)) as number
  expect(await ask(server.at, (client) => client.config('GET', 'port'))).toEqual(['port', '0'])
  expect(await ask(server.at, (client) => client.config('GET', 'maxmemory-policy'))).toEqual([
    'maxmemory-policy',
    'noeviction',
  ])
  await server[Symbol.asyncDispose]()
  expect(isAlive(pid)).toBe(false)
})

test('a private server that is killed is started again', async () => {
  await using server = await openRedis({ data: join(root, 'two'), redis: {} }, log)
  const first = (await processId(server.at)) as number
  process.kill(first, 'SIGKILL')
  await setTimeout(50)
  const second = await processId(server.at)
  expect(second).not.toBe(first)
})

test('a server left behind by a killed service is ended and replaced', async () => {
  const data = join(root, 'three')
  const { file, argv0 } = findRedisProgram()
  const socket = redisSocket(data)
  const script = `exec -a ${argv0} ${file} --port 0 --unixsocket ${socket} --save "" --daemonize yes --pidfile ${root}/pid`
  execFileSync('bash', ['-c', script])
  const orphan = (await processId({ path: socket })) as number
  await using server = await openRedis({ data, redis: {} }, log)
  expect(await processId(server.at)).not.toBe(orphan)
  expect(isAlive(orphan)).toBe(false)
})

test('no server is left when its owner is killed', async () => {
  const script = `
    import { openRedis } from ${JSON.stringify(join(import.meta.dirname, '../../workers/redis.ts'))}
    import { openLog } from ${JSON.stringify(join(import.meta.dirname, '../../workers/log.ts'))}
    await openRedis({ data: ${JSON.stringify(join(root, 'four'))}, redis: {} }, openLog('silent', 'test'))
    process.stdout.write('ready')
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 200)
    setInterval(() => undefined, 1000)
  `
  writeFileSync(join(root, 'owner.ts'), script)
  try {
    execFileSync(process.execPath, [join(root, 'owner.ts')])
  } catch (error) {
    expect(error).toMatchObject({ signal: 'SIGKILL' })
  }
  const socket = redisSocket(join(root, 'four'))
  await setTimeout(300)
  const client = new Redis({ path: socket, lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => undefined)
  await expect(client.connect()).rejects.toThrow(/closed|ENOENT|ECONNREFUSED/)
})

test('a data folder too deep for a socket gets one under the temporary folder, always the same', () => {
  const deep = join(root, 'x'.repeat(120))
  expect(Buffer.byteLength(redisSocket(deep))).toBeLessThanOrEqual(107)
  expect(redisSocket(deep)).toBe(redisSocket(deep))
  expect(redisSocket(deep)).not.toBe(redisSocket(`${deep}y`))
})

test('a server on the path comes first, then the one inside the tools', () => {
  const bin = join(root, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'valkey-server'), '#!/bin/sh\n')
  chmodSync(join(bin, 'valkey-server'), 0o755)
  expect(findRedisProgram(bin)).toEqual({ file: 'valkey-server', argv0: 'valkey-server' })
})

test('without any server the error names the command that installs one', () => {
  expect(new NoRedis().message).toContain('apt-get install -y redis-tools')
})

test('a server named by the settings is used as it is', async () => {
  await using byUrl = await openRedis({ data: root, redis: { url: 'redis://localhost:6379' } }, log)
  expect(byUrl.at).toEqual({ url: 'redis://localhost:6379' })
  await using byPath = await openRedis({ data: root, redis: { url: '/run/redis.sock' } }, log)
  expect(byPath.at).toEqual({ path: '/run/redis.sock' })
})
