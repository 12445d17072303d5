import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program that is a Redis server when run under this name. */
export interface RedisProgram {
  file: string
  argv0: string
}

/** No Redis server can be found, and none may be installed from here. */
export class NoRedis extends Error {
  constructor() {
    super(
      'Aucun serveur Redis trouvé (No Redis server found): apt-get install -y redis-tools ' +
        '(ou/or redis-server, valkey-server), ou/or REDIS_URL=redis://…',
    )
    this.name = 'NoRedis'
  }
}

const SERVERS = ['redis-server', 'valkey-server'] as const

/** Debian's redis-tools has the server's own program under another name; it goes by the name it is called. */
const CHECKERS: readonly RedisProgram[] = [
  { file: '/usr/bin/redis-check-rdb', argv0: 'redis-server' },
  { file: '/usr/bin/valkey-check-rdb', argv0: 'valkey-server' },
]

/** The first Redis server of this machine: on the path, else the one inside Debian's tools. @throws NoRedis */
export function findRedisProgram(path: string = process.env['PATH'] ?? ''): RedisProgram {
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  const onPath = SERVERS.flatMap((name) =>
    folders.map((folder) => ({ file: join(folder, name), argv0: name })),
  )
  const found = [...onPath, ...CHECKERS].find((program) => isExecutable(program.file))
  if (found === undefined) throw new NoRedis()
  return found
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false // not there, or not for us: the next one
  }
}
