import { once } from 'node:events'
import { createRequire } from 'node:module'
import type Ssh2 from 'ssh2'
import type { Connection, SFTPWrapper } from 'ssh2'
import { fingerprintOf } from '../../src/channels/sftp/host-keys.ts'
import { Secret } from '../../src/directory/secret.ts'
import type { SftpServer } from '../../src/directory/sftp-server.ts'

/** The one our client is made of; it is no dependency of ours. */
const ssh2 = createRequire(import.meta.resolve('ssh2-sftp-client'))('ssh2') as typeof Ssh2

const { STATUS_CODE } = ssh2.utils.sftp
const PLAIN = 0o100644

/**
 * A server that knows version 3 of the protocol and no extension of OpenSSH, with one folder, in memory. It says that
 * all is well whatever it does.
 */
export class PlainServer implements AsyncDisposable {
  readonly files = new Map<string, Buffer>()
  /** What it keeps of what is written. */
  keeps: (bytes: Buffer) => Buffer = (bytes) => bytes
  readonly #hostKey = ssh2.utils.generateKeyPairSync('ed25519')
  readonly #server: Ssh2.Server
  readonly #open = new Set<Connection>()

  private constructor() {
    this.#server = new ssh2.Server({ hostKeys: [this.#hostKey.private] }, (client) => this.#welcome(client))
  }

  static async start(): Promise<PlainServer> {
    const server = new PlainServer()
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get server(): SftpServer {
    const address: unknown = this.#server.address()
    const key = Buffer.from(this.#hostKey.public.split(' ')[1] ?? '', 'base64')
    return {
      host: '127.0.0.1',
      port: Number(Reflect.get(Object(address), 'port')),
      user: 'qui-vous-voulez',
      login: { password: Secret.inVariable('MOT_DE_PASSE', 'peu importe') },
      hostKeys: { fingerprints: [fingerprintOf(key)] },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#open) client.end()
    const closed = once(this.#server, 'close')
    this.#server.close()
    await closed
  }

  #welcome(client: Connection): void {
    this.#open.add(client)
    client.on('error', () => this.#open.delete(client)) // it went without a farewell
    client.on('close', () => this.#open.delete(client))
    client.on('authentication', (asked) => asked.accept())
    client.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => this.#serve(acceptSftp()))
    })
  }

  #serve(sftp: SFTPWrapper): void {
    const pathOf = (handle: Buffer) => handle.toString()
    const done = (id: number) => sftp.status(id, STATUS_CODE.OK)
    const missing = (id: number) => sftp.status(id, STATUS_CODE.NO_SUCH_FILE)
    let isListed = false
    sftp.on('OPENDIR', (id, path) => {
      isListed = false
      sftp.handle(id, Buffer.from(path))
    })
    sftp.on('READDIR', (id) => {
      const names = [...this.files].map(([path, bytes]) => ({
        filename: path.slice(path.lastIndexOf('/') + 1),
        longname: '',
        attrs: attrsOf(bytes),
      }))
      if (isListed) sftp.status(id, STATUS_CODE.EOF)
      else sftp.name(id, names)
      isListed = true
    })
    sftp.on('LSTAT', (id, path) => {
      const bytes = this.files.get(path)
      if (bytes === undefined) missing(id)
      else sftp.attrs(id, attrsOf(bytes))
    })
    sftp.on('OPEN', (id, path, flags) => {
      const isWrite = (flags & ssh2.utils.sftp.OPEN_MODE.WRITE) !== 0
      if (isWrite) this.files.set(path, Buffer.of())
      if (this.files.has(path)) sftp.handle(id, Buffer.from(path))
      else sftp.status(id, STATUS_CODE.FAILURE)
    })
    sftp.on('WRITE', (id, handle, at, bytes) => {
      const before = this.files.get(pathOf(handle)) ?? Buffer.of()
      this.files.set(pathOf(handle), Buffer.concat([before.subarray(0, at), this.keeps(bytes)]))
      done(id)
    })
    sftp.on('READ', (id, handle, at, length) => {
      const piece = this.files.get(pathOf(handle))?.subarray(at, at + length)
      if (piece === undefined || piece.length === 0) sftp.status(id, STATUS_CODE.EOF)
      else sftp.data(id, piece)
    })
    sftp.on('CLOSE', done)
    sftp.on('REMOVE', (id, path) => (this.files.delete(path) ? done(id) : missing(id)))
    sftp.on('RENAME', (id, from, to) => {
      const bytes = this.files.get(from)
      if (bytes === undefined) missing(id)
      else if (this.files.has(to)) sftp.status(id, STATUS_CODE.FAILURE)
      else {
        this.files.delete(from)
        this.files.set(to, bytes)
        done(id)
      }
    })
  }
}

function attrsOf(bytes: Buffer) {
  return { mode: PLAIN, uid: 0, gid: 0, size: bytes.length, atime: 1_000, mtime: 1_000 }
}
