import { copyFileSync, constants, readFileSync } from 'node:fs'
import { type CsvFile, type CsvProblem, readCsv } from '../directory/csv.ts'
import { importedStructures } from '../directory/import-rows.ts'
import { type DirectoryChange, merge } from '../directory/merge.ts'
import { hasSiretKey, type Siret } from '../invoice/identifier.ts'
import { readSettings, type SettingsSource } from '../settings.ts'
import { type StructuresEdit, structuresFile, withEdited } from './directory/structures-file.ts'

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

/**
 * Puts structures and services from a CSV file into `structures.yaml`, all of them or, when anything is wrong, none.
 * The former file is kept beside. A running service takes it within seconds.
 * @throws SettingsError when the configuration is wrong already, NoImport, NotEditable, ChangedMeanwhile; nothing is then
 * written.
 */
export async function importDirectory(request: ImportRequest): Promise<ImportResult> {
  const before = structuresFile(request.source)
  const { applications, structures: current } = readSettings(request.source).directory.contents()
  const csv = readCsv(bytesOf(request.file))
  const imported = importedStructures(csv)
  const codes = new Set(applications.map(({ code }) => code))
  const merged = merge(current, imported, { removeMissing: request.removeMissing, applications: codes })
  const { encoding, separator, rows } = csv
  const remarks = imported.structures.filter(({ siret }) => !hasSiretKey(siret)).map(withoutKey)
  const about = { encoding, separator, lines: rows.length, structures: before.file, remarks }
  const problems = [...imported.problems, ...merged.problems].toSorted((a, b) => a.line - b.line)
  if (problems.length > 0) return { ...about, kind: 'refused', problems }
  if (rows.length === 0) return { ...about, kind: 'refused', problems: [nothingIn()] }
  const { changes } = merged
  if (changes.length === 0) return { ...about, kind: 'unchanged', changes }
  const edit = { source: request.source, before, changes, wanted: merged.structures }
  const kept = request.isDry ? await withEdited(edit, async () => undefined) : await write(edit)
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

/** Gives the path of what was there before. */
async function write(edit: StructuresEdit): Promise<string> {
  const kept = `${edit.before.file}.${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}.bak`
  await withEdited(edit, (edited) =>
    edited.place((former) => copyFileSync(former, kept, constants.COPYFILE_EXCL)),
  )
  return kept
}
