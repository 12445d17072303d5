import { readFile } from 'node:fs/promises'
import { inspect } from 'node:util'

/** A password or a private key: read when it is needed, so that it may be changed meanwhile, and shown nowhere. */
export class Secret {
  /** Where it comes from, for people: never what it is. */
  readonly source: string
  readonly #read: () => Promise<Buffer>

  private constructor(source: string, read: () => Promise<Buffer>) {
    this.source = source
    this.#read = read
  }

  /** What a file holds at the time it is asked for. Absolute path. */
  static inFile(file: string): Secret {
    return new Secret(file, () => readFile(file))
  }

  /** What an environment variable held when the settings were read. */
  static inVariable(name: string, value: string): Secret {
    return new Secret(name, async () => Buffer.from(value))
  }

  /** @throws the file system's own error when it is in a file that cannot be read. */
  reveal(): Promise<Buffer> {
    return this.#read()
  }

  toJSON(): string {
    return '[secret]'
  }

  toString(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}
