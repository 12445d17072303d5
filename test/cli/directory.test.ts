import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ecluse } from './ecluse.ts'

const SHIPPED = join(import.meta.dirname, '../../config')

let config: string
beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'ecluse-directory-cli-'))
  for (const file of ['depositors.yaml', 'structures.yaml']) cpSync(join(SHIPPED, file), join(config, file))
})
afterEach(() => rmSync(config, { recursive: true }))

const yaml = () => readFileSync(join(config, 'structures.yaml'), 'utf8')
const directory = (...words: string[]) => ecluse('directory', ...words, '--config', config)

function csv(text: string): string {
  const file = join(config, 'annuaire.csv')
  writeFileSync(file, text)
  return file
}

test('check: a valid directory ends with 0 and its counts, a wrong one with 1 and every error', () => {
  const right = directory('check')
  expect(right).toMatchObject({ status: 0, stderr: '' })
  expect(right.stdout).toContain('✓ ANNUAIRE VALIDE')
  expect(right.stdout).toMatch(/Structures +: 8, dont 1 inactif/)
  const line = yaml().slice(0, yaml().indexOf('"29900001800018"')).split('\n').length
  writeFileSync(join(config, 'structures.yaml'), yaml().replace('"29900001800018"', '"123"'))
  const wrong = directory('check')
  expect(wrong.status).toBe(1)
  expect(wrong.stdout).toContain(`structures.yaml:${line}  structures[0].siret is "123"; wanted a SIRET`)
  expect(JSON.parse(directory('check', '--json').stdout)).toMatchObject({
    verdict: 'wrong',
    problems: [{ line, field: 'structures[0].siret' }],
  })
}, 60_000)

test('import: shows, writes when it is no dry run, and says that a running service takes it', () => {
  const before = yaml()
  const file = csv('siret;nom\n29900001800018;Ville\u001b[2J neuve\n')
  const dry = directory('import', file, '--dry-run')
  expect(dry.status).toBe(0)
  expect(dry.stdout).toMatch(
    /~ 29900001800018 {2}Commune de Valmorte-sur-Exemple {2}nom : « .+ » → « Ville\[2J neuve »/,
  )
  expect(dry.stdout).not.toContain('\u001b')
  expect(yaml()).toBe(before)
  const written = directory('import', file)
  expect(written.status).toBe(0)
  expect(written.stdout).toContain('le prend en quelques secondes')
  expect(yaml()).not.toBe(before)
}, 60_000)

test('import: a refused file ends with 1, each error with its line; a file that is not there with 2', () => {
  const refused = directory('import', csv('siret;nom\n12;X\n29900001800018;Y;Z\n'), '--json')
  expect(refused.status).toBe(1)
  expect(JSON.parse(refused.stdout)).toMatchObject({
    verdict: 'refused',
    problems: [{ line: 2 }, { line: 3 }],
    changes: [],
  })
  const absent = directory('import', '/nowhere.csv')
  expect(absent.status).toBe(2)
  expect(absent.stderr).toMatch(/^\/nowhere\.csv ne peut être lu/)
}, 60_000)

test('bad usage ends with 2, help tells the columns', () => {
  expect(ecluse('directory', 'nosuch').status).toBe(2)
  expect(ecluse('directory', 'import').status).toBe(2)
  const help = ecluse('directory', 'import', '--help')
  expect(help).toMatchObject({ status: 0 })
  expect(help.stdout).toContain('code_service, nom_service, service_actif, engagement_service')
}, 60_000)
