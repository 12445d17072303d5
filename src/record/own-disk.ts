import { type BigIntStats, statSync } from 'node:fs'
import { atOnce, byAnother, type FileCalls } from './file-calls.ts'

/**
 * The disk the record is a file on; undefined when the record is on a server. While that disk does not answer, the thread
 * that asks the record stands still whatever else it does: so it may make small calls to the same disk itself. A mount, a
 * share or any other disk may hang while the record goes on: calls to those are left to another thread.
 */
export type OwnDisk = bigint | undefined

/** Of a record that is there. */
export function ownDisk(record: { file: string } | { url: string }): OwnDisk {
  return 'file' in record ? statSync(record.file, { bigint: true }).dev : undefined
}

/** How calls are made into the folder of which this was found. */
export function callsInto({ dev }: Pick<BigIntStats, 'dev'>, own: OwnDisk): FileCalls {
  return dev === own ? atOnce : byAnother
}
