import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { readSettings } from '../../src/settings.ts'
import { startService } from '../../workers/main.ts'
import { GivenRedis } from '../chaos/given-redis.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-sans-redis-'))
afterAll(() => rmSync(root, { recursive: true }))

test('a service told to stop while its Redis is away ends, whatever comes of Redis', async () => {
  await using redis = await GivenRedis.start(join(root, 'redis'))
  const settings = readSettings({
    data: join(root, 'data'),
    env: { ECLUSE_LOG_LEVEL: 'silent', REDIS_URL: redis.url },
  })
  const service = await startService(settings)
  await redis.down()
  await setTimeout(500)
  const stopped = service.stop()
  await setTimeout(1_500)
  await redis.up()
  await expect(stopped).resolves.toBeUndefined()
}, 60_000)
