import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** What the system takes as the path of a socket, in bytes. */
const LONGEST = 107

/**
 * Where the private server of this data folder listens: in the folder, or, when that path is too long for a socket, in
 * a folder of this user's own under the system's temporary folder, always the same for one data folder.
 */
export function redisSocket(data: string): string {
  const inside = join(data, 'redis', 'redis.sock')
  const mark = createHash('sha256').update(data).digest('hex').slice(0, 16)
  const path = Buffer.byteLength(inside) <= LONGEST ? inside : join(tmpdir(), `ecluse-${mark}`, 'redis.sock')
  makePrivate(dirname(path))
  return path
}

function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  const isOurs = found.isDirectory() && found.uid === process.getuid?.()
  if (!isOurs) throw new Error(`${folder} n’appartient pas à cet utilisateur : Redis ne peut y écouter.`)
  chmodSync(folder, 0o700)
}
