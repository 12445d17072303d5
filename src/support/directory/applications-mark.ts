import { createHash } from 'node:crypto'
import type { Directory } from '../../directory/directory.ts'

/** Of the applications and where each receives: what a running service cannot take anew. Of secrets their place only. */
export function applicationsMark(directory: Directory): string {
  const places = directory
    .applications()
    .toSorted((one, other) => (one.code < other.code ? -1 : 1))
    .map(({ code, label }) => [code, label, directory.endpoint(code)])
  return createHash('sha256').update(JSON.stringify(places)).digest('hex')
}
