import { createHash } from 'node:crypto'
import { accessSync, constants, readFileSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parseDocument } from 'yaml'
import type { DirectoryChange } from '../../directory/merge.ts'
import type { Structure } from '../../directory/structure.ts'
import { syncFolder } from '../../record/sync-folder.ts'
import { configFolder, readSettings, type SettingsSource } from '../../settings.ts'
import { edit, NotEditable } from './yaml-edit.ts'

/** The file changed while it was being worked on: nothing was written. */
export class ChangedMeanwhile extends Error {
  constructor(file: string) {
    super(
      `${file} a changé entre-temps : rien n’est écrit, recommencez (it changed meanwhile, nothing was written).`,
    )
    this.name = 'ChangedMeanwhile'
  }
}

/** Who runs this may not write the file, or not in its folder: nothing was written. */
export class ReadOnly extends Error {
  constructor(file: string) {
    super(`${file} ne peut pas être écrit d’ici (it cannot be written from here).`)
    this.name = 'ReadOnly'
  }
}

/** `structures.yaml` as it is now. */
export interface StructuresFile {
  /** Where it really is. */
  file: string
  bytes: Buffer
  /** Of its bytes. */
  mark: string
}

/** @throws the file system's own error when it cannot be read. */
export function structuresFile(source: Pick<SettingsSource, 'config' | 'env'>): StructuresFile {
  const file = structuresPath(source)
  const bytes = readFileSync(file)
  return { file, bytes, mark: markOf(bytes) }
}

/** Where it really is, whatever links lead to it. */
export function structuresPath(source: Pick<SettingsSource, 'config' | 'env'>): string {
  return realpathSync(join(configFolder(source), 'structures.yaml'))
}

/** What tells a file from what it was: cheap to ask for. */
export function looksOf(file: string): string {
  const { ino, size, mtimeNs } = statSync(file, { bigint: true })
  return `${ino}:${size}:${mtimeNs}`
}

export function markOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

/** Whether the file can be replaced by who runs this. */
export function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK)
    accessSync(dirname(file), constants.W_OK)
    return true
  } catch {
    return false // what was asked is whether it can be
  }
}

export interface StructuresEdit {
  source: Pick<SettingsSource, 'config' | 'data' | 'env'>
  /** What is changed. */
  before: StructuresFile
  changes: readonly DirectoryChange[]
  /** What the file is then to say. */
  wanted: readonly Structure[]
}

/** The file with its changes, written beside and read as the service would read it. */
export interface EditedFile {
  mark: string
  /** @throws ChangedMeanwhile, ReadOnly: `place` would. */
  check(): void
  /**
   * Puts it in its place: whole, or not at all. `keep`: what is still to be done with the former file, at once before.
   * @throws ChangedMeanwhile, ReadOnly
   */
  place(keep?: (former: string) => void): Promise<void>
}

/** How the changed file is written beside; gives its mark. */
export type WriteBeside = (of: StructuresEdit, beside: string) => Promise<string>

let edits = 0

/**
 * What `work` makes of the changed file, which it may put in place; when it does not, nothing is left of it.
 * @throws SettingsError when the file would then be wrong, NotEditable.
 */
export async function withEdited<T>(
  of: StructuresEdit,
  work: (edited: EditedFile) => Promise<T>,
  write: WriteBeside = writeBeside,
): Promise<T> {
  const { before } = of
  const { file } = before
  edits += 1
  const folder = isWritable(file) ? dirname(file) : tmpdir()
  const beside = join(folder, `.${basename(file)}.${process.pid}-${edits}`)
  try {
    const mark = await write(of, beside)
    const check = () => {
      if (folder !== dirname(file)) throw new ReadOnly(file)
      if (!readFileSync(file).equals(before.bytes)) throw new ChangedMeanwhile(file)
    }
    return await work({
      mark,
      check,
      async place(keep) {
        check() // from here to the renaming nothing else of this process has its turn
        keep?.(file)
        renameSync(beside, file)
        await syncFolder(dirname(file))
      },
    })
  } finally {
    rmSync(beside, { force: true })
  }
}

/** @throws SettingsError when the file would then be wrong, NotEditable. */
export async function writeBeside(of: StructuresEdit, beside: string): Promise<string> {
  const { source, before, changes, wanted } = of
  const document = parseDocument(Buffer.from(before.bytes).toString('utf8'))
  edit(document, changes)
  const bytes = Buffer.from(document.toString({ lineWidth: 0 }))
  await writeSynced(beside, bytes, statSync(before.file).mode)
  const { structures } = readSettings({ ...source, structures: beside }).directory.contents()
  if (!isDeepStrictEqual(structures, [...wanted])) throw new NotEditable(before.file)
  return markOf(bytes)
}

async function writeSynced(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await using file = await open(path, 'w', mode)
  await file.writeFile(bytes)
  await file.sync()
}
