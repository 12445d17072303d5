import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export const SCHEMA_IDS = [
  'ubl-invoice-2.1',
  'ubl-creditnote-2.1',
  'ubl-invoice-minimal-2.1',
  'ubl-creditnote-minimal-2.1',
  'cpp-facture-mixte-v1_14',
  'cpp-facture-pivot-v2_02',
  'cpp-statut-v1_19',
] as const

export type SchemaId = (typeof SCHEMA_IDS)[number]

const manifestEntry = z.strictObject({
  /** Folder of its files, below that of the manifest. */
  folder: z.string(),
  /** The file that declares the root element. */
  main: z.string(),
  /** Every file of the schema, `main` and all it includes and imports, sorted. */
  files: z.array(z.string()),
  format: z.string(),
  version: z.string(),
  /** The only root element a document may have; the namespace is empty where there is none. */
  root: z.strictObject({ name: z.string(), namespace: z.string() }),
  /** How it was made. */
  made: z.string(),
  /** Hex SHA-256 over `files`: see {@link hashOf}. */
  sha256: z.string(),
})

export type ManifestEntry = z.infer<typeof manifestEntry>

const manifest = z.record(z.enum(SCHEMA_IDS), manifestEntry)

export type Manifest = Record<SchemaId, ManifestEntry>

export const MANIFEST_FILE = 'MANIFEST.json'

/** The manifest of a folder of schemas. @throws when it is absent or lacks a schema we know. */
export function readManifest(folder: string): Manifest {
  return manifest.parse(JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8')))
}

/** The bytes of a schema's files, by name. */
export function readSchemaFiles(
  folder: string,
  entry: Pick<ManifestEntry, 'folder' | 'files'>,
): Map<string, Uint8Array> {
  return new Map(entry.files.map((file) => [file, readFileSync(join(folder, entry.folder, file))]))
}

/** Hex SHA-256 over files in the order of their names: for each its name, its length in bytes, its bytes. */
export function hashOf(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256')
  for (const name of [...files.keys()].toSorted()) {
    const bytes = files.get(name) as Uint8Array
    hash.update(`${name}\n${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}
