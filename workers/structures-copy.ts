import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StructuresFile } from '../src/support/directory/structures-file.ts'

/**
 * The directory as it was taken, in the data folder: every worker process of this machine reads this one, whenever it is
 * started, however the file of the configuration changes meanwhile. Gives its path.
 */
export function copyStructures(
  data: string,
  { bytes, mark }: Pick<StructuresFile, 'bytes' | 'mark'>,
): string {
  const folder = join(data, 'directory')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `structures-${mark}.yaml`)
  writeFileSync(`${path}.part`, bytes, { mode: 0o600 })
  renameSync(`${path}.part`, path)
  return path
}

/** Copies that nobody is to read any more. */
export function removeCopiesBut(data: string, path: string): void {
  const folder = join(data, 'directory')
  for (const name of readdirSync(folder)) {
    if (join(folder, name) !== path) rmSync(join(folder, name), { force: true })
  }
}
