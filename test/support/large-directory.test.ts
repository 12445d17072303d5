import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openDesk } from '../../src/record/open-desk.ts'
import { readSettings } from '../../src/settings.ts'
import { changeStructure, previewChange } from '../../src/support/directory/change-structure.ts'
import { LiveDirectory } from '../../src/support/directory/live-directory.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-large-'))
afterAll(() => rmSync(root, { recursive: true }))
const source = { config: root, data: join(root, 'data'), env: {} }
const structures = join(root, 'structures.yaml')
cpSync(join(import.meta.dirname, '../../config/depositors.yaml'), join(root, 'depositors.yaml'))
const entries = Array.from(
  { length: 3_000 },
  (_, n) =>
    `  - siret: "${29_900_000_000_000 + n}" # ${n}\n    name: "Commune ${n}"\n    application: "FIN001"`,
)
const head = 'applications:\n  - { code: "FIN001", label: "Gestion", folder: pivots }\n\nstructures:\n'
writeFileSync(structures, `${head}${entries.join('\n')}\n`)

test('one structure of thousands is changed while others are answered, and nothing else of the file is', async () => {
  const { directory, record } = readSettings(source)
  await using desk = await openDesk(record)
  const live = new LiveDirectory(source, directory)
  const before = readFileSync(structures, 'utf8')
  const structure = directory.findStructure('29900000001500')
  if (structure === undefined) throw new Error('no structure')
  const change = {
    siret: structure.siret,
    wanted: { ...structure, name: 'Mairie' },
    mark: live.current().mark,
  }
  let turns = 0
  const others = setInterval(() => {
    turns += 1
  }, 5)
  expect(await previewChange(change, live)).toMatchObject({
    kind: 'ready',
    changes: [{ from: 'Commune 1500', to: 'Mairie' }],
  })
  clearInterval(others)
  expect(turns).toBeGreaterThan(20)
  const wrong = { ...change, wanted: { ...structure, application: 'NIX999' } }
  expect(await previewChange(wrong, live)).toMatchObject({
    kind: 'refused',
    problems: [{ field: 'structures[1500].application' }],
  })
  expect(readFileSync(structures, 'utf8')).toBe(before)
  const order = { actor: { author: 'claire', role: 'administrator' } as const, reason: 'nom' }
  expect(await changeStructure(change, order, { live, desk })).toMatchObject({ kind: 'written' })
  expect(readFileSync(structures, 'utf8')).toBe(before.replace('"Commune 1500"', '"Mairie"'))
  expect(readSettings(source).directory.hash).toBe(live.current().directory.hash)
}, 60_000)
