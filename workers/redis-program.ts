import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** A program, a path or a name to be looked for on the path, that is a Redis server when run under this name. */
export interface RedisProgram {
  file: string
  argv0: string
}

const NONE_FOUND =
  'Aucun serveur Redis trouvé (No Redis server found): apt-get install -y redis-tools ' +
  '(ou/or redis-server, valkey-server), ou/or REDIS_URL=redis://…'

/** There is no Redis to work with: none can be found, and none may be installed from here, or the one named is silent. */
export class NoRedis extends Error {
  constructor(message: string = NONE_FOUND, options?: ErrorOptions) {
    super(message, options)
    this.name = 'NoRedis'
  }
}

const SERVERS = ['redis-server', 'valkey-server'] as const

/** Debian's redis-tools has the server's own program under another name; it goes by the name it is called. */
const CHECKERS: readonly RedisProgram[] = [
  { file: '/usr/bin/redis-check-rdb', argv0: 'redis-server' },
  { file: '/usr/bin/valkey-check-rdb', argv0: 'valkey-server' },
]

/**
 * The first Redis server of this machine: on the path (the process's own, unless one is given), else the one inside
 * Debian's tools. @throws NoRedis
 */
export function findRedisProgram(path?: string): RedisProgram {
  const named = SERVERS.find((name) => runs(name, path))
  if (named !== undefined) return { file: named, argv0: named }
  const inTools = CHECKERS.find((program) => existsSync(program.file))
  if (inTools === undefined) throw new NoRedis()
  return inTools
}

/** The system itself looks on the path: a name that is not there is an error of the call. */
function runs(name: string, path: string | undefined): boolean {
  const tried = spawnSync(name, ['--version'], {
    stdio: 'ignore',
    timeout: 5_000,
    ...(path === undefined ? {} : { env: { PATH: path } }),
  })
  return tried.error === undefined
}
