import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { manifestOf } from '../../schemas/manifest.ts'
import { hashOf, readManifest, SCHEMA_IDS } from '../../src/formats/schema-manifest.ts'
import { loadSchemas } from '../../src/formats/schemas.ts'

const folder = join(import.meta.dirname, '../../schemas')

function copyOfSchemas(): string {
  const copy = mkdtempSync(join(tmpdir(), 'ecluse-schemas-'))
  onTestFinished(() => rmSync(copy, { recursive: true }))
  cpSync(folder, copy, { recursive: true })
  return copy
}

test('the manifest is true (node schemas/manifest.ts writes it)', () => {
  expect(readManifest(folder)).toEqual(manifestOf(folder))
})

test('every XSD belongs to a schema of the manifest', () => {
  const listed = Object.values(readManifest(folder)).flatMap((entry) =>
    entry.files.map((file) => join(entry.folder, file)),
  )
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.xsd'),
  )
  expect(found.toSorted()).toEqual([...new Set(listed)].toSorted())
})

test('a loaded schema is marked with the version and the hash of the manifest', () => {
  using schemas = loadSchemas(folder)
  const manifest = readManifest(folder)
  for (const id of SCHEMA_IDS) {
    const { version, sha256 } = manifest[id]
    expect(schemas.get(id).mark).toEqual({ id, version, sha256 })
  }
})

test('a schema that is not the one of its manifest is not used', () => {
  const copy = copyOfSchemas()
  writeFileSync(join(copy, 'cpp/envelope.xsd'), '<!-- changed -->', { flag: 'a' })
  expect(() => loadSchemas(copy, ['cpp-statut-v1_19'])).toThrow(
    /cpp-statut-v1_19 .* run node schemas\/manifest\.ts/,
  )
  using untouched = loadSchemas(copy, ['ubl-invoice-2.1'])
  expect(untouched.get('ubl-invoice-2.1').mark.id).toBe('ubl-invoice-2.1')
})

function hash(files: Record<string, string>): string {
  return hashOf(new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])))
}

test('the hash tells a renamed file and a moved boundary', () => {
  expect(hash({ a: '1', b: '2' })).toBe(hash({ b: '2', a: '1' }))
  expect(hash({ a: '1' })).not.toBe(hash({ b: '1' }))
  expect(hash({ a: '12', b: '' })).not.toBe(hash({ a: '1', b: '2' }))
})
