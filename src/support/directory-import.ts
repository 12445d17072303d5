import { copyFileSync, constants, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parseDocument } from 'yaml'
import { type CsvFile, type CsvProblem, readCsv } from '../directory/csv.ts'
import { importedStructures } from '../directory/import-rows.ts'
import { type DirectoryChange, merge } from '../directory/merge.ts'
import type { Structure } from '../directory/structure.ts'
import { hasSiretKey, type Siret } from '../invoice/identifier.ts'
import { syncFolder } from '../record/sync-folder.ts'
import { configFolder, readSettings, type SettingsSource } from '../settings.ts'
import { edit, NotEditable } from './directory/yaml-edit.ts'

export interface ImportRequest {
  /** The CSV file. */
  file: string
  source: Pick<SettingsSource, 'config' | 'data' | 'env'>
  /** Structures and services the file does not have are removed; else they stay. */
  removeMissing: boolean
  /** Nothing is written. */
  isDry: boolean
}

export type ImportResult = Pick<CsvFile, 'encoding' | 'separator'> & {
  lines: number
  /** The file that was, or would be, written. */
  structures: string
  remarks: CsvProblem[]
} & (
    | { kind: 'refused'; problems: CsvProblem[] }
    | { kind: 'unchanged' | 'dry'; changes: DirectoryChange[] }
    /** `kept`: what `structures.yaml` was before. */
    | { kind: 'written'; changes: DirectoryChange[]; kept: string }
  )

/** There is no such file, or it may not be read. */
export class NoImport extends Error {
  constructor(file: string, cause: unknown) {
    super(
      `${file} ne peut être lu (cannot be read): ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    )
    this.name = 'NoImport'
  }
}

/** The file changed while it was being worked on: nothing was written. */
export class ChangedMeanwhile extends Error {
  constructor(file: string) {
    super(
      `${file} a changé entre-temps : rien n’est écrit, recommencez (it changed meanwhile, nothing was written).`,
    )
    this.name = 'ChangedMeanwhile'
  }
}

/**
 * Puts structures and services from a CSV file into `structures.yaml`, all of them or, when anything is wrong, none.
 * The former file is kept beside. A running service goes on with the directory it has read.
 * @throws SettingsError when the configuration is wrong already, NoImport, NotEditable, ChangedMeanwhile; nothing is then
 * written.
 */
export async function importDirectory(request: ImportRequest): Promise<ImportResult> {
  const structures = realpathSync(join(configFolder(request.source), 'structures.yaml'))
  const before = readFileSync(structures)
  const { applications, structures: current } = readSettings(request.source).directory.contents()
  const csv = readCsv(bytesOf(request.file))
  const imported = importedStructures(csv)
  const codes = new Set(applications.map(({ code }) => code))
  const merged = merge(current, imported, { removeMissing: request.removeMissing, applications: codes })
  const { encoding, separator, rows } = csv
  const remarks = imported.structures.filter(({ siret }) => !hasSiretKey(siret)).map(withoutKey)
  const about = { encoding, separator, lines: rows.length, structures, remarks }
  const problems = [...imported.problems, ...merged.problems].toSorted((a, b) => a.line - b.line)
  if (problems.length > 0) return { ...about, kind: 'refused', problems }
  if (rows.length === 0) return { ...about, kind: 'refused', problems: [nothingIn()] }
  const { changes } = merged
  if (changes.length === 0) return { ...about, kind: 'unchanged', changes }
  const document = parseDocument(before.toString('utf8'))
  edit(document, changes)
  const text = document.toString({ lineWidth: 0 })
  const kept = await write({ structures, before, text }, merged.structures, request)
  return kept === undefined
    ? { ...about, kind: 'dry', changes }
    : { ...about, kind: 'written', changes, kept }
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new NoImport(file, error)
  }
}

function withoutKey({ siret, line }: { siret: Siret; line: number }): CsvProblem {
  return {
    line,
    fr: `siret : la clé de ${siret} est fausse`,
    en: 'the SIRET’s key is wrong',
  }
}

/** With it, an empty export would remove everybody. */
function nothingIn(): CsvProblem {
  return { line: 1, fr: 'le fichier n’a aucune ligne', en: 'the file has no line' }
}

interface Writing {
  structures: string
  before: Uint8Array
  text: string
}

/** Written beside, read as the service would read it, and only then put in place. */
async function write(
  { structures, before, text }: Writing,
  wanted: readonly Structure[],
  { source, isDry }: ImportRequest,
): Promise<string | undefined> {
  const beside = join(dirname(structures), `.${basename(structures)}.${process.pid}`)
  try {
    await writeSynced(beside, text, statSync(structures).mode)
    const read = readSettings({ ...source, structures: beside }).directory.contents().structures
    if (!isDeepStrictEqual(read, [...wanted])) throw new NotEditable(structures)
    if (isDry) return undefined
    if (!readFileSync(structures).equals(before)) throw new ChangedMeanwhile(structures)
    const kept = `${structures}.${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}.bak`
    copyFileSync(structures, kept, constants.COPYFILE_EXCL)
    await rename(beside, structures)
    await syncFolder(dirname(structures))
    return kept
  } finally {
    rmSync(beside, { force: true })
  }
}

async function writeSynced(path: string, text: string, mode: number): Promise<void> {
  await using file = await open(path, 'w', mode)
  await file.writeFile(text)
  await file.sync()
}
