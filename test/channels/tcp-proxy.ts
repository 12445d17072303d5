import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** Which way bytes go: `up` to the server, `down` from it. */
type Way = 'up' | 'down'

/** A port that leads to another, and cuts when told to. */
export class TcpProxy implements AsyncDisposable {
  readonly #server: Server
  readonly #open = new Set<Socket>()
  readonly #left: Record<Way, number> = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY }
  #isSilent = false
  #isRefusing = false
  /** Connections made through it. */
  connections = 0

  private constructor(target: number) {
    this.#server = createServer((near) => this.#join(near, target))
  }

  static async to(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' ? (address?.port ?? 0) : 0
  }

  /** Once so many more bytes went this way, every connection is cut, once. */
  cutAfter(way: Way, bytes: number): void {
    this.#left[way] = bytes
  }

  /** Takes back what `cutAfter` said. */
  spare(): void {
    this.#left.up = Number.POSITIVE_INFINITY
    this.#left.down = Number.POSITIVE_INFINITY
  }

  /** Connections stay and nothing goes through. */
  silence(): void {
    this.#isSilent = true
  }

  /** Cuts what is open and whatever comes, until told otherwise. */
  refuse(isRefusing: boolean): void {
    this.#isRefusing = isRefusing
    this.#isSilent = false
    if (isRefusing) this.cut()
  }

  cut(): void {
    for (const socket of this.#open) socket.resetAndDestroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.cut()
    await once(this.#server, 'close')
  }

  #join(near: Socket, target: number): void {
    this.connections += 1
    if (this.#isRefusing) return void near.destroy()
    const far = connect({ host: '127.0.0.1', port: target, noDelay: true })
    near.setNoDelay(true)
    for (const [from, to, way] of [[near, far, 'up'] as const, [far, near, 'down'] as const]) {
      this.#open.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        this.#open.delete(from)
        to.destroy()
      })
      from.on('data', (bytes: Buffer) => this.#pass(bytes, to, way))
    }
  }

  #pass(bytes: Buffer, to: Socket, way: Way): void {
    if (this.#isSilent) return
    const left = this.#left[way]
    if (bytes.length <= left) {
      this.#left[way] = left - bytes.length
      to.write(bytes)
      return
    }
    this.#left[way] = Number.POSITIVE_INFINITY
    to.write(bytes.subarray(0, left), () => this.cut())
  }
}
