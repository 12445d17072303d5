import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fingerprintOf } from '../../src/channels/sftp/host-keys.ts'
import { Secret } from '../../src/directory/secret.ts'
import type { SftpLogin, SftpServer } from '../../src/directory/sftp-server.ts'

const SSHD = '/usr/sbin/sshd'

/**
 * A user that exists only for the server: root's own view of the account files gets this line, the machine's stays as
 * it is. Its identity number is one that nobody has.
 */
const GUEST = { name: 'invite-ecluse', uid: 64_999, password: 'mot-de-passe-de-test' }
const GUEST_HASH =
  '$6$QdEVp8EjOsmjdljm$4J5mLoK9iR8nuJNrAtHw9iX7oQxb9UJ.lfFKa3IPDOAyC/wP70VlgbFVTWMmrrdwDcWxV0EUc6xW1c2jeuZHb1'

/** Why there is no server to test against; `undefined` when there is one. */
export function noSshd(): string | undefined {
  try {
    accessSync(SSHD, constants.X_OK)
    return undefined
  } catch {
    return `${SSHD} is not installed: run node setup.mjs tests` // what was asked is whether it is there
  }
}

/** Why there is no guest, no chroot and no disk of its own for it; `undefined` when there are. */
export function noGuest(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can run a server with a user of its own'
  const { status } = spawnSync('/usr/bin/unshare', ['--mount', '--pid', '--fork', '/bin/true'], {
    stdio: 'ignore',
  })
  return status === 0 ? undefined : 'this machine gives root no mount namespace of its own'
}

/**
 * OpenSSH's server on a port of loopback, with keys of its own. As root it runs in namespaces of its own: its guest is
 * in a chroot, logs in by key or password, and has in `petit` a disk of 512 KB; nothing of it outlives it. Else it
 * serves the current user, by key.
 */
export class Sshd implements AsyncDisposable {
  readonly root = mkdtempSync(join(tmpdir(), 'ecluse-sshd-'))
  /** What the user sees, on this machine. */
  readonly home = join(this.root, 'home')
  readonly hasGuest = noGuest() === undefined
  readonly user = this.hasGuest ? GUEST.name : userInfo().username
  readonly password = GUEST.password
  port = 0
  #process: ChildProcess | undefined
  #made = 0

  static async start(): Promise<Sshd> {
    const sshd = new Sshd()
    sshd.port = await freePort()
    chmodSync(sshd.root, 0o755)
    mkdirSync(join(sshd.home, 'petit'), { recursive: true })
    for (const key of ['host', 'user', 'stranger']) {
      execFileSync('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(sshd.root, key)])
    }
    writeFileSync(join(sshd.root, 'config'), sshd.#config())
    // An empty folder root's server demands; Debian makes it when it starts its own.
    if (process.getuid?.() === 0 && !sshd.hasGuest) mkdirSync('/run/sshd', { recursive: true })
    await sshd.up()
    return sshd
  }

  get keyFile(): string {
    return join(this.root, 'user')
  }

  get fingerprint(): string {
    return fingerprintOf(Buffer.from(this.#hostKey, 'base64'))
  }

  /** A line for a known_hosts file. */
  knownHost(port: number = this.port): string {
    return `[127.0.0.1]:${port} ssh-ed25519 ${this.#hostKey}\n`
  }

  /** As the settings would give it; `port`: of a proxy before it. */
  server(over: { port?: number; login?: SftpLogin; fingerprint?: string } = {}): SftpServer {
    return {
      host: '127.0.0.1',
      port: over.port ?? this.port,
      user: this.user,
      login: over.login ?? { key: Secret.inFile(this.keyFile) },
      hostKeys: { fingerprints: [over.fingerprint ?? this.fingerprint] },
    }
  }

  /** A new empty folder that is the user's, on this machine. */
  freshFolder(): string {
    this.#made += 1
    return this.makeFolder(join(this.home, `dossier-${this.#made}`))
  }

  makeFolder(folder: string): string {
    mkdirSync(folder)
    if (this.hasGuest) chownSync(folder, GUEST.uid, GUEST.uid)
    return folder
  }

  /** Path of a folder of this machine, for the user. */
  remote(folder: string): string {
    return folder.slice(this.home.length + 1)
  }

  async up(): Promise<void> {
    const sshd = [SSHD, '-D', '-e', '-f', join(this.root, 'config')]
    const [file = '', ...words] = this.hasGuest
      ? [
          '/usr/bin/unshare',
          '--mount',
          '--pid',
          '--fork',
          '--kill-child',
          '/bin/sh',
          '-c',
          NAMESPACE,
          this.root,
          ...sshd,
        ]
      : sshd
    this.#process = spawn(file, words, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    this.#process.stderr?.on('data', (text: Buffer) => {
      said += text.toString()
    })
    for (let tries = 0; !(await answers(this.port)); tries++) {
      if (tries > 100 || this.#process.exitCode !== null) throw new Error(`sshd does not start: ${said}`)
      await setTimeout(50)
    }
  }

  /** The server and, in its own namespaces, all its connections are gone. */
  async down(): Promise<void> {
    const running = this.#process
    this.#process = undefined
    if (running === undefined || running.exitCode !== null) return
    const gone = once(running, 'exit')
    running.kill(this.hasGuest ? 'SIGKILL' : 'SIGTERM')
    await gone
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down()
    rmSync(this.root, { recursive: true })
  }

  get #hostKey(): string {
    return readFileSync(join(this.root, 'host.pub'), 'utf8').split(' ')[1] ?? ''
  }

  #config(): string {
    const place = this.hasGuest ? 'ChrootDirectory /srv' : `ForceCommand internal-sftp -d ${this.home}`
    return [
      `Port ${this.port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(this.root, 'host')}`,
      `AuthorizedKeysFile ${join(this.root, 'user.pub')}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PermitRootLogin yes',
      'MaxStartups 100',
      'Subsystem sftp internal-sftp',
      ...(this.hasGuest ? ['ForceCommand internal-sftp'] : ['PasswordAuthentication no']),
      place,
      '',
    ].join('\n')
  }
}

/**
 * Run by a shell that sees mounts of its own: $0 is the folder, the rest is what to become. /srv stands for the
 * user's home, as a chroot must not be below a folder that others may write to.
 */
const NAMESPACE = `set -e
mkdir -p "$0/accounts"
(cat /etc/passwd; echo '${GUEST.name}:x:${GUEST.uid}:${GUEST.uid}::/:/usr/sbin/nologin') > "$0/accounts/passwd"
(cat /etc/group; echo '${GUEST.name}:x:${GUEST.uid}:') > "$0/accounts/group"
(umask 077; (cat /etc/shadow; echo '${GUEST.name}:${GUEST_HASH}:19000:0:99999:7:::') > "$0/accounts/shadow")
for each in passwd group shadow; do mount --bind "$0/accounts/$each" "/etc/$each"; done
rm -r "$0/accounts"
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/sshd
mount --bind "$0/home" /srv
mount -t tmpfs -o size=512k,mode=755,uid=${GUEST.uid},gid=${GUEST.uid} tmpfs /srv/petit
exec "$@"`

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port })
  try {
    await once(socket, 'data') // the server speaks first
    return true
  } catch {
    return false // it is not up yet: the question was whether it is
  } finally {
    socket.destroy()
  }
}
