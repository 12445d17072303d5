import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const BY_HAND = 'sudo apt-get update && sudo apt-get install -y --no-install-recommends redis-tools'

/** A clone with its packages, and a machine: a folder with the only programs there are. */
let clone: string
let machine: string

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'ecluse-clone-'))
  machine = join(clone, 'machine')
  mkdirSync(machine)
  copyFileSync(join(ROOT, 'setup.mjs'), join(clone, 'setup.mjs'))
  copyFileSync(join(ROOT, 'package-lock.json'), join(clone, 'package-lock.json'))
  for (const name of ['env', 'sh', 'touch', 'cat', 'chmod']) symlinkSync(programOf(name), join(machine, name))
})

afterEach(() => rmSync(clone, { recursive: true }))

function programOf(name: string): string {
  const found = ['/usr/bin', '/bin'].map((folder) => join(folder, name)).find((file) => existsSync(file))
  if (found === undefined) throw new Error(`this machine has no ${name}`)
  return found
}

function setUp(env: NodeJS.ProcessEnv = {}, ...words: string[]) {
  const options = { encoding: 'utf8', env: { PATH: machine, ...env } } as const
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(clone, 'setup.mjs'), ...words],
    options,
  )
  return { status, stdout, stderr }
}

function withPackages(): void {
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'))
}

/** A program of the machine: a shell script. */
function program(name: string, script: string): void {
  const file = join(machine, name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
}

/** Every call of a program, as words. */
function recorded(name: string, script = ''): () => string[] {
  const calls = join(clone, `${name}.calls`)
  program(name, `echo "$*" >> ${calls}\n${script}`)
  return () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [])
}

const REDIS_7 = 'echo "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc bits=64"'

/** An install that leaves a Redis on the machine. */
const INSTALLING = (clone: string) =>
  `case "$*" in *install*) cat > ${clone}/machine/redis-check-rdb <<'END'\n#!/bin/sh\n${REDIS_7}\nEND\nchmod 755 ${clone}/machine/redis-check-rdb ;; esac`

const asRoot = process.getuid?.() === 0

test('a clone that has everything is set up in silence, in less than half a second', () => {
  withPackages()
  program('redis-server', REDIS_7)
  const times = [1, 2, 3].map(() => {
    const start = performance.now()
    expect(setUp()).toEqual({ status: 0, stdout: '', stderr: '' })
    return performance.now() - start
  })
  expect(Math.min(...times)).toBeLessThan(500)
})

test.each(['redis-server', 'valkey-server', 'redis-check-rdb'])('%s is a Redis', (name) => {
  withPackages()
  program(name, REDIS_7)
  expect(setUp().status).toBe(0)
})

test('REDIS_URL spares the machine a Redis', () => {
  withPackages()
  expect(setUp({ REDIS_URL: 'redis://queue:6379' })).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('a machine without Redis and without apt-get is told what to install', () => {
  withPackages()
  const { status, stderr } = setUp()
  expect(status).toBe(1)
  expect(stderr).toBe('set-up: no Redis found: install redis-server 6.2 or later, or set REDIS_URL\n')
})

test('a Redis that is too old is named and not used', () => {
  withPackages()
  program('redis-server', 'echo "Redis server v=6.0.16 sha=00000000:0"')
  const { status, stdout } = setUp()
  expect(status).toBe(1)
  expect(stdout).toContain('redis-server is 6.0, too old: 6.2 or later is needed')
})

test.runIf(asRoot)('root gets a Redis installed, and is told so', () => {
  withPackages()
  const calls = recorded('apt-get', INSTALLING(clone))
  const { status, stdout } = setUp()
  expect(status).toBe(0)
  expect(stdout).toContain("set-up: installing Debian's redis-tools")
  expect(calls().at(-1)).toBe('-q install -y --no-install-recommends redis-tools')
})

test.runIf(asRoot)(
  'an install that fails is tried again on new package lists, then says the command and ends with 1',
  () => {
    withPackages()
    const calls = recorded('apt-get', 'case "$*" in *install*) exit 100 ;; esac')
    const { status, stderr } = setUp()
    expect(status).toBe(1)
    expect(stderr).toContain(`Run: ${BY_HAND}`)
    expect(calls().slice(-2)).toEqual(['-q update', '-q install -y --no-install-recommends redis-tools'])
  },
)

test.skipIf(asRoot)('who may not install is told the command, and nothing is tried', () => {
  withPackages()
  const calls = recorded('apt-get')
  program('sudo', 'exit 1')
  const { status, stderr } = setUp()
  expect(status).toBe(1)
  expect(stderr).toContain(`Run: ${BY_HAND}`)
  expect(calls()).toEqual([])
})

describe('for tests', () => {
  /** An install that leaves the package's program where Debian would. */
  const INSTALLING_FOR_TESTS = (clone: string) =>
    [
      ['openssh-server', 'machine/sshd'],
      ['postgresql', 'lib/postgresql/15/bin/initdb'],
      ['iproute2', 'machine/ip'],
      ['chromium', 'machine/chromium'],
    ]
      .map(([name, file]) => [name, `${clone}/${file}`])
      .map(
        ([name, file]) =>
          `case "$*" in *install*${name}) echo '#!/bin/sh' > ${file}; chmod 755 ${file} ;; esac`,
      )
      .join('\n')
  const bin = () => join(clone, 'lib/postgresql/15/bin')
  /** Else it is the machine's own files that would be written. */
  const mayKeepFromStarting =
    asRoot &&
    ['/usr/sbin/policy-rc.d', '/etc/postgresql-common/createcluster.conf'].every((file) => existsSync(file))
  beforeEach(() => {
    withPackages()
    program('redis-server', REDIS_7)
    mkdirSync(bin(), { recursive: true })
  })

  test('servers of OpenSSH and PostgreSQL, and ip, are wanted only when tests are', () => {
    expect(setUp()).toEqual({ status: 0, stdout: '', stderr: '' })
    const { stdout } = setUp({}, 'tests')
    expect(stdout).toContain('no sshd found: the SFTP tests are left out')
    expect(stdout).toContain('no PostgreSQL found: the PostgreSQL tests are left out')
    expect(stdout).toContain('no ip found: the tests of several machines are left out')
  })

  test('what is there is left alone', () => {
    for (const name of ['sshd', 'ip', 'chromium']) program(name, '')
    writeFileSync(join(bin(), 'initdb'), '', { mode: 0o755 })
    expect(setUp({}, 'tests')).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  test('a PostgreSQL that is too old does not count', () => {
    for (const name of ['sshd', 'ip', 'chromium']) program(name, '')
    mkdirSync(join(clone, 'lib/postgresql/13/bin'), { recursive: true })
    writeFileSync(join(clone, 'lib/postgresql/13/bin/initdb'), '', { mode: 0o755 })
    expect(setUp({}, 'tests').stdout).toContain('no PostgreSQL found')
  })

  test.runIf(mayKeepFromStarting)('root gets them installed, nothing of them started', () => {
    const calls = recorded('apt-get', INSTALLING_FOR_TESTS(clone))
    const { status, stdout } = setUp({}, 'tests')
    expect(status).toBe(0)
    for (const name of ['openssh-server', 'postgresql', 'iproute2', 'chromium']) {
      expect(stdout).toContain(`installing Debian's ${name} for the `)
      expect(calls()).toContain(`-q install -y --no-install-recommends ${name}`)
    }
    expect(stdout).not.toContain('left out')
  })

  test.runIf(mayKeepFromStarting)('an install that fails only leaves its tests out', () => {
    recorded('apt-get', 'exit 100')
    const { status, stdout } = setUp({}, 'tests')
    expect(status).toBe(0)
    expect(stdout).toContain('no sshd could be installed: see above; the SFTP tests are left out')
    expect(stdout).toContain('no PostgreSQL could be installed: see above; the PostgreSQL tests are left out')
  })
})

test('packages that are not there are installed from the lockfile, without running their scripts', () => {
  const calls = recorded('npm', 'exit 1')
  const { status, stdout, stderr } = setUp()
  expect(status).toBe(1)
  expect(stdout).toBe('set-up: installing the packages of package-lock.json into node_modules\n')
  expect(stderr).toContain('npm ci failed')
  expect(calls()[0]).toMatch(/^ci --ignore-scripts /)
})

test('packages of another lockfile are installed again', () => {
  withPackages()
  const lock = readFileSync(join(clone, 'package-lock.json'), 'utf8')
  writeFileSync(
    join(clone, 'package-lock.json'),
    lock.replace(/("node_modules\/zod": \{[^}]*"integrity": ")[^"]+/, '$1sha512-other'),
  )
  const calls = recorded('npm', 'exit 1')
  expect(setUp().status).toBe(1)
  expect(calls()).toHaveLength(1)
})

test('npm does not run on the Node it is about to replace', () => {
  const calls = join(clone, 'path')
  program('npm', `echo "$PATH" > ${calls}; exit 1`)
  setUp({ PATH: `${join(clone, 'node_modules/.bin')}:${machine}` })
  expect(readFileSync(calls, 'utf8').trim()).toBe(machine)
})
