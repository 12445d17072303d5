import { spawn } from 'node:child_process'
import { findRedisProgram } from '../../workers/redis-program.ts'
import type { Host } from './network.ts'

const PORT = 6379

/** A Redis server on this host, for whoever reaches it; ends with this process. Its address. */
export function redisOn({ address, there }: Host): { url: string; pid: number } {
  const { file, argv0 } = findRedisProgram()
  const options = { bind: address, port: PORT, 'protected-mode': 'no', save: '""', appendonly: 'no' }
  const words = Object.entries(options).map(([name, value]) => `--${name} ${value}`)
  const run = `exec -a ${argv0} "$(command -v ${file})" ${words.join(' ')}`
  const [program, ...parameters] = [...there, 'bash', '-c', run]
  const child = spawn(program, parameters, { stdio: 'ignore' })
  return { url: `redis://${address}:${PORT}`, pid: child.pid as number }
}
