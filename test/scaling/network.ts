import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'

/** Of the addresses set aside for examples, which no network has: these are in namespaces of this test's own. */
const NET = '192.0.2'

/** Ends with this process, however that ends. */
const WITH_US = ['setpriv', '--pdeathsig', 'KILL']

/** Why there can be no networks of our own; `undefined` when there can. */
export function noNetworks(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can make networks'
  const words = ['--net', 'ip', 'link', 'add', 'port1', 'type', 'veth', 'peer', 'name', 'port2']
  const made = spawnSync('unshare', words)
  return made.status === 0 ? undefined : 'this machine gives root no network namespaces, or has no ip'
}

/** A host of its own: a network namespace with one interface. */
export interface Host {
  address: string
  /** Words to put before a command, which then runs there and ends with this process. */
  readonly there: readonly string[]
}

/** Hosts that reach each other over one switch, and nothing else. They are gone once nothing runs on them any more. */
export class Network implements Disposable {
  readonly #keepers: ChildProcess[] = []
  #hub = 0
  #hosts = 0

  static async open(): Promise<Network> {
    const network = new Network()
    network.#hub = await network.#namespace()
    network.#ip(network.#hub, 'link add switch type bridge')
    network.#ip(network.#hub, 'link set switch up')
    return network
  }

  async host(): Promise<Host> {
    this.#hosts += 1
    const place = await this.#namespace()
    const address = `${NET}.${this.#hosts}`
    const port = `port${this.#hosts}`
    this.#ip(this.#hub, `link add ${port} type veth peer name eth0 netns ${place}`)
    this.#ip(this.#hub, `link set ${port} master switch up`)
    this.#ip(place, `address add ${address}/24 dev eth0`)
    for (const each of ['lo', 'eth0']) this.#ip(place, `link set ${each} up`)
    return { address, there: [...WITH_US, 'nsenter', '--target', String(place), '--net'] }
  }

  [Symbol.dispose](): void {
    for (const keeper of this.#keepers) keeper.kill('SIGKILL')
  }

  /** The number of a process that is in a network namespace of its own. */
  async #namespace(): Promise<number> {
    const keeper = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', 'unshare', '--net', 'sh', '-c', 'echo; exec sleep infinity'],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
    this.#keepers.push(keeper)
    await once(keeper.stdout, 'data')
    await setTimeout(0)
    return keeper.pid as number
  }

  #ip(place: number, words: string): void {
    const ran = spawnSync('nsenter', ['--target', String(place), '--net', 'ip', ...words.split(' ')], {
      encoding: 'utf8',
    })
    if (ran.status !== 0) throw new Error(`ip ${words}: ${ran.stderr}`)
  }
}
