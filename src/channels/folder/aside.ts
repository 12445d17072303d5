import type { RawName } from './seen-file.ts'

/** A file that leaves: first by its name, which another may take at any moment, and only then for good. */
export interface Aside {
  /** The name it had. */
  raw: RawName
  /** Its change time under that name: a new name is a change. */
  changedNs: bigint
}

const PREFIX = '.ecluse.'
/** As the byte it is, also when the name beside it is no text. */
const NAME = /^\.ecluse\.(\d{1,20})\.([^]+)$/
/** What a file system takes. */
const LONGEST = 255

/** The hidden name it leaves by; `undefined` when that would be too long. */
export function asideName({ raw, changedNs }: Aside): RawName | undefined {
  const name = Buffer.concat([Buffer.from(`${PREFIX}${changedNs}.`), raw])
  return name.length > LONGEST ? undefined : name
}

/** What such a name says; `undefined` for any other. */
export function asideOf(name: RawName): Aside | undefined {
  const [, changed, raw] = NAME.exec(name.toString('latin1')) ?? []
  if (changed === undefined || raw === undefined) return undefined
  return { raw: Buffer.from(raw, 'latin1'), changedNs: BigInt(changed) }
}
