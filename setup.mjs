// Brings what Écluse needs on a Debian with Node ≥ 20 and npm: its packages, the Node 24 it runs on, a Redis server;
// with the word `tests`, also what its tests start for themselves: an OpenSSH server, a PostgreSQL server, networks of their
// own, a browser.
// Runs before any package exists, on the machine's own Node. Silent and quick when there is nothing to do; says what
// it installs; where it may not install, says the command to run and exits 1.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const modules = join(root, 'node_modules')
const bin = join(modules, '.bin')

/** The machine's own path: npm must not run on the Node it is about to replace. */
const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== bin)
const env = { ...process.env, PATH: path.join(delimiter) }

const NODE_MAJOR = 24
const REDIS_PACKAGE = 'redis-tools'
const REDIS_AT_LEAST = [6, 2]
const POSTGRES_AT_LEAST = 14

/** What only tests need: without one of them only some are left out, which they say. */
const FOR_TESTS = [
  {
    program: 'sshd',
    package: 'openssh-server',
    tests: 'the SFTP tests',
    isThere: () => findForRoot('sshd') !== undefined,
    install: () => withoutDaemon(['ssh.service', 'ssh.socket'], () => aptInstall('openssh-server')),
  },
  {
    program: 'PostgreSQL',
    package: 'postgresql',
    tests: 'the PostgreSQL tests',
    isThere: hasPostgres,
    install: () => withoutDaemon([], () => withoutCluster(() => aptInstall('postgresql'))),
  },
  {
    program: 'ip',
    package: 'iproute2',
    tests: 'the tests of several machines',
    isThere: () => findForRoot('ip') !== undefined,
    install: () => aptInstall('iproute2'),
  },
  {
    program: 'chromium',
    package: 'chromium',
    tests: 'the tests of the console in a browser',
    isThere: () => find('chromium') !== undefined,
    install: () => aptInstall('chromium'),
  },
]

const forTests = process.argv.includes('tests')

if (bringPackages() && bringNode() && linkCommand() && bringRedis() && forTests)
  FOR_TESTS.forEach(bringForTests)

/** Packages as the lockfile names them. Their install scripts never run: none is needed. */
function bringPackages() {
  if (packagesAreThere()) return true
  say('installing the packages of package-lock.json into node_modules')
  // Warnings are about the Node that installs, not the one that runs.
  const options = [
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--engine-strict=false',
    '--loglevel=error',
  ]
  return run('npm', ['ci', ...options]) || stop('npm ci failed: see above')
}

/** npm writes what it installed into a lockfile of its own, last thing of all. */
function packagesAreThere() {
  const installedFile = join(modules, '.package-lock.json')
  if (!existsSync(installedFile)) return false
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(
    ([place, { integrity, optional }]) =>
      place === '' || optional || installed[place]?.integrity === integrity,
  )
}

/** npm scripts and npx put node_modules/.bin first, so that they run on this Node. npm 10 leaves its link out. */
function bringNode() {
  const brought = `node-linux-${process.arch}`
  const file = join(modules, brought, 'package.json')
  if (existsSync(file)) link('node', join('..', brought, 'bin', 'node'))
  const version = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : process.versions.node
  if (Number.parseInt(version, 10) >= NODE_MAJOR) return true
  return stop(
    `Écluse runs on Node ${NODE_MAJOR}; npm brings it for Linux on x64 and arm64, not for ${process.platform} on ` +
      `${process.arch}: install Node ${NODE_MAJOR} or later and run this again`,
  )
}

/** So that `npx ecluse` finds the command in this clone at once, whatever the version of npm. */
function linkCommand() {
  link('ecluse', join('..', '..', 'src', 'cli', 'main.ts'))
  return true
}

function link(name, target) {
  const at = join(bin, name)
  if (lstatSync(at, { throwIfNoEntry: false }) === undefined) symlinkSync(target, at)
}

function bringRedis() {
  if (process.env.REDIS_URL || findRedis()) return true
  if (!find('apt-get'))
    return stop(`no Redis found: install redis-server ${REDIS_AT_LEAST.join('.')} or later, or set REDIS_URL`)
  if (!mayInstall()) {
    return stop(
      `no Redis found, and it may not be installed without a password. Run: ${byHand(REDIS_PACKAGE)}`,
    )
  }
  say(`installing Debian's ${REDIS_PACKAGE}, which holds the Redis server`)
  if (aptInstall(REDIS_PACKAGE) && findRedis()) return true
  return stop(`no Redis could be installed: see above. Run: ${byHand(REDIS_PACKAGE)}`)
}

/** Tests start servers of their own and end them; Debian's are kept from starting, now and at the next boot. */
function bringForTests({ program, package: name, tests, isThere, install }) {
  if (isThere()) return
  const without = `${tests} are left out`
  if (!find('apt-get')) return say(`no ${program} found: ${without}. Install ${name} to run them`)
  if (!mayInstall()) {
    return say(
      `no ${program} found, and it may not be installed without a password: ${without}. Run: ${byHand(name)}`,
    )
  }
  say(`installing Debian's ${name} for ${tests}; nothing of it is started`)
  if (!install() || !isThere()) say(`no ${program} could be installed: see above; ${without}`)
}

/** Debian's own way to say that no package may start a daemon, for as long as `work` takes; under systemd, for good. */
function withoutDaemon(units, work) {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync('/run/systemd/system') && units.length > 0) asRoot('systemctl', ['mask', ...units])
  if (existsSync(policy)) return work()
  const isMade = asRoot('sh', ['-c', `printf '#!/bin/sh\\nexit 101\\n' > ${policy} && chmod 755 ${policy}`])
  try {
    return isMade && work()
  } finally {
    asRoot('rm', ['-f', policy])
  }
}

/** Debian makes a database cluster, which would start at the next boot, with the package: not while `work` lasts. */
function withoutCluster(work) {
  const file = '/etc/postgresql-common/createcluster.conf'
  if (existsSync(file)) return work() // the package was here before, and with it whatever cluster it made
  const make = `mkdir -p ${dirname(file)} && echo 'create_main_cluster = false' > ${file}`
  try {
    return asRoot('sh', ['-c', make]) && work()
  } finally {
    asRoot('sh', [
      '-c',
      `cp /usr/share/postgresql-common/createcluster.conf ${file} 2>/dev/null || rm -f ${file}`,
    ])
  }
}

/** A program for root, where Debian puts it: a folder that is not on everybody's path. */
function findForRoot(name) {
  return [...path, ...path.map((folder) => folder.replace(/\/bin$/, '/sbin'))]
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

/** Debian puts a version's programs beside the others, not among them. */
function hasPostgres() {
  return path
    .map((folder) => join(folder, '..', 'lib', 'postgresql'))
    .filter((folder) => existsSync(folder))
    .some((folder) =>
      readdirSync(folder).some(
        (version) =>
          Number(version) >= POSTGRES_AT_LEAST && isExecutable(join(folder, version, 'bin', 'initdb')),
      ),
    )
}

function aptInstall(name) {
  const apt = (parameters) =>
    asRoot('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...parameters])
  const install = ['install', '-y', '--no-install-recommends', name]
  return (hasPackageLists() && apt(install)) || (apt(['update']) && apt(install))
}

function byHand(name) {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${name}`
}

function isRoot() {
  return process.getuid?.() === 0
}

function mayInstall() {
  return isRoot() || (find('sudo') !== undefined && spawnSync('sudo', ['-n', 'true'], { env }).status === 0)
}

function asRoot(command, parameters) {
  return isRoot() ? run(command, parameters) : run('sudo', ['-n', command, ...parameters])
}

/** The order in which the service itself looks for a server. Debian's redis-check-rdb is the server under another name. */
function findRedis() {
  return ['redis-server', 'valkey-server', 'redis-check-rdb'].some((name) => {
    const file = find(name)
    return file !== undefined && isRedis(file, name)
  })
}

function isRedis(file, name) {
  const argv0 = name === 'redis-check-rdb' ? 'redis-server' : name
  const { stdout } = spawnSync(file, ['--version'], { env, argv0, encoding: 'utf8' })
  const version = /v=(\d+)\.(\d+)/.exec(stdout ?? '')
  if (version === null) return false
  const [major, minor] = version.slice(1).map(Number)
  const enough = major > REDIS_AT_LEAST[0] || (major === REDIS_AT_LEAST[0] && minor >= REDIS_AT_LEAST[1])
  if (!enough) say(`${file} is ${major}.${minor}, too old: ${REDIS_AT_LEAST.join('.')} or later is needed`)
  return enough
}

/** A fresh machine has none until the first `apt-get update`. */
function hasPackageLists() {
  const folder = '/var/lib/apt/lists'
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('_Packages'))
}

function find(name) {
  return path.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false // it is not there, or not ours to run: the question was which
  }
}

/** True when the command ended well. What it writes is shown. */
function run(command, parameters) {
  const { status, error } = spawnSync(command, parameters, {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (error) say(`${command} cannot be run: ${error.message}`)
  return status === 0
}

function say(text) {
  process.stdout.write(`set-up: ${text}\n`)
}

function stop(text) {
  process.stderr.write(`set-up: ${text}\n`)
  process.exitCode = 1
  return false
}
