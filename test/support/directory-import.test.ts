import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSettings } from '../../src/settings.ts'
import { type ImportResult, importDirectory } from '../../src/support/directory-import.ts'

const SHIPPED = join(import.meta.dirname, '../../config')

let config: string
beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'ecluse-import-'))
  for (const file of ['depositors.yaml', 'structures.yaml']) cpSync(join(SHIPPED, file), join(config, file))
})
afterEach(() => rmSync(config, { recursive: true }))

const yaml = () => readFileSync(join(config, 'structures.yaml'), 'utf8')
const source = () => ({ config, data: '/flows', env: {} })

function imported(
  csv: string,
  over: { removeMissing?: boolean; isDry?: boolean } = {},
): Promise<ImportResult> {
  const file = join(config, 'annuaire.csv')
  writeFileSync(file, csv)
  return importDirectory({ file, source: source(), removeMissing: false, isDry: false, ...over })
}

/** What differs between the two, line by line. */
function difference(before: string, after: string): string[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  return [
    ...old.filter((line) => !fresh.includes(line)).map((line) => `-${line}`),
    ...fresh.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ]
}

test('only what changes is written anew, comments and layout stay', async () => {
  const before = yaml()
  const result = await imported(
    'siret;nom;application;service_obligatoire;code_service;nom_service;engagement_service\n' +
      '29900002600011;;;;VOIRIE;Voirie et réseaux;\n' +
      '29900002600011;;;;EAU;Service de l’eau;oui\n' +
      '29900001800018;;;oui;;;\n' +
      '29900009100019;Commune nouvelle;DEP003;oui;MAIRIE;Mairie;\n',
  )
  expect(result.kind).toBe('written')
  expect(difference(before, yaml())).toEqual([
    '-      - { code: "VOIRIE", name: "Service de la voirie" }',
    '+      - { code: "VOIRIE", name: "Voirie et réseaux" }',
    '+      - { code: "EAU", name: "Service de l’eau", engagement: true }',
    '+  - siret: "29900009100019"',
    '+    name: "Commune nouvelle"',
    '+      - { code: "MAIRIE", name: "Mairie" }',
  ])
  const { directory } = readSettings(source())
  expect(directory.findStructure('29900001800018')?.demands.service).toBe(true)
  expect(directory.findStructure('29900009100019')).toMatchObject({
    application: 'DEP003',
    demands: { service: true, engagement: false },
    services: [{ code: 'MAIRIE', active: true, engagement: false }],
  })
})

test('the former file is kept beside, and nothing else is left', async () => {
  const before = yaml()
  chmodSync(join(config, 'structures.yaml'), 0o640)
  const result = await imported('siret;nom\n29900001800018;Autre nom\n')
  if (result.kind !== 'written') throw new Error(result.kind)
  expect(readFileSync(result.kept, 'utf8')).toBe(before)
  expect(result.kept).toMatch(/structures\.yaml\.\d{8}T\d{6}Z\.bak$/)
  expect(readdirSync(config)).toHaveLength(4)
  expect(statSync(join(config, 'structures.yaml')).mode & 0o777).toBe(0o640)
})

test('a dry run shows the same changes and writes nothing', async () => {
  const before = yaml()
  const csv = 'siret;nom\n29900001800018;Autre nom\n'
  const dry = await imported(csv, { isDry: true })
  expect(dry).toMatchObject({ kind: 'dry', changes: [{ kind: 'changed', field: 'name', to: 'Autre nom' }] })
  expect(yaml()).toBe(before)
  expect(readdirSync(config)).toHaveLength(3)
  expect(await imported(csv)).toMatchObject({ kind: 'written', changes: 'changes' in dry ? dry.changes : [] })
  expect(await imported(csv)).toMatchObject({ kind: 'unchanged', changes: [] })
})

test('one error in a thousand lines, and nothing is written', async () => {
  const before = yaml()
  const good = Array.from(
    { length: 1_000 },
    (_, n) => `299001${String(n).padStart(8, '0')};Commune ${n};FIN001`,
  )
  const result = await imported(['siret;nom;application', ...good.with(500, '29900;X;FIN001')].join('\n'))
  expect(result).toMatchObject({ kind: 'refused', problems: [{ line: 502 }] })
  expect(yaml()).toBe(before)
  expect(readdirSync(config)).toHaveLength(3)
})

test('an empty file removes nobody', async () => {
  expect(await imported('siret;nom\n', { removeMissing: true })).toMatchObject({ kind: 'refused' })
})

test('what is missing is removed when asked, with the comments that are its own', async () => {
  const result = await imported('siret\n29900001800018\n11000201100044\n', { removeMissing: true })
  expect(result).toMatchObject({ kind: 'written' })
  expect(
    readSettings(source())
      .directory.contents()
      .structures.map(({ siret }) => siret),
  ).toEqual(['29900001800018', '11000201100044'])
  expect(yaml()).toContain('# structures:\n#   siret        14 digits')
})

test('a SIRET whose key is wrong is a remark', async () => {
  const { remarks } = await imported('siret;nom;application\n29900009100012;X;FIN001\n', { isDry: true })
  expect(remarks).toMatchObject([{ line: 2, fr: expect.stringContaining('29900009100012') }])
})

test.each([
  ['in blocks', 'services:\n      - code: "A"\n        name: "Un" # le premier\n'],
  ['on one line', 'services: [{ code: "A", name: "Un" }]\n'],
  ['none', 'services: []\n'],
  ['left out', ''],
])('services written %s are edited', async (_, services) => {
  writeFileSync(
    join(config, 'structures.yaml'),
    `applications:\n  - { code: "FIN001", label: "F", folder: f }\nstructures:\n  - siret: "29900001800018"\n    name: Ville # sans guillemets\n    application: FIN001\n    ${services}`,
  )
  const csv =
    'siret;nom;code_service;nom_service\n29900001800018;Ville neuve;A;Deux\n29900001800018;;B;Trois\n'
  expect(await imported(csv)).toMatchObject({ kind: 'written' })
  expect(readSettings(source()).directory.findStructure('29900001800018')).toMatchObject({
    name: 'Ville neuve',
    services: [
      { code: 'A', name: 'Deux' },
      { code: 'B', name: 'Trois' },
    ],
  })
  expect(yaml()).toContain('# sans guillemets')
})

test('structures that share what they say by an alias are left to a person', async () => {
  const shared = yaml()
    .replace('demands: { service: true }', 'demands: &same { service: true }')
    .replace('demands: { engagement: true }', 'demands: *same')
  writeFileSync(join(config, 'structures.yaml'), shared)
  await expect(imported('siret;engagement_obligatoire\n29900002600011;oui\n')).rejects.toThrow(
    /à modifier à la main/,
  )
  expect(yaml()).toBe(shared)
  expect(readdirSync(config)).toHaveLength(3)
})

test('a configuration that is wrong already is not imported into', async () => {
  const wrong = yaml().replace('"29900001800018"', '"123"')
  writeFileSync(join(config, 'structures.yaml'), wrong)
  await expect(imported('siret;nom\n29900002600011;X\n')).rejects.toThrow(/14 digits/)
  expect(yaml()).toBe(wrong)
})

test('a file behind a link is written where it is', async () => {
  const real = join(config, 'ailleurs.yaml')
  renameSync(join(config, 'structures.yaml'), real)
  symlinkSync(real, join(config, 'structures.yaml'))
  expect(await imported('siret;nom\n29900001800018;Autre nom\n')).toMatchObject({
    kind: 'written',
    structures: real,
  })
  expect(readFileSync(real, 'utf8')).toContain('Autre nom')
  expect(existsSync(join(config, 'structures.yaml'))).toBe(true)
})
