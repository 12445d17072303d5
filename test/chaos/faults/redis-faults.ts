import { setTimeout } from 'node:timers/promises'
import { asked } from '../given-redis.ts'
import { always, type Fault } from './fault.ts'

/** All it had is gone. */
export const redisEmptied: Fault = {
  without: always,
  async strike(scene) {
    return (await asked(scene.redis(), (client) => client.flushall())) === 'OK'
  },
}

/** It has no memory left, and refuses whatever needs some. */
export const redisFull: Fault = {
  without: always,
  async strike(scene, random) {
    const limit = (bytes: string) =>
      asked(scene.redis(), (client) => client.config('SET', 'maxmemory', bytes))
    if ((await limit('1')) === undefined) return false
    await setTimeout(random.between(200, 2_500))
    await limit('0') // a server that was killed meanwhile has no limit any more
    return true
  },
}
