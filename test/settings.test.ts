import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findRecipient } from '../src/directory/directory.ts'
import { hasSiretKey, type Siret } from '../src/invoice/identifier.ts'
import { SettingsError, type SettingsProblem } from '../src/settings/problem.ts'
import { depositorEndpoint, endpointOf, readSettings } from '../src/settings.ts'
import { acrossRows, fieldRows } from './settings-rows.ts'

const SHIPPED = join(import.meta.dirname, '../config')

let config: string

beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'ecluse-config-'))
  cpSync(SHIPPED, config, { recursive: true })
})

afterEach(() => rmSync(config, { recursive: true }))

function read(env: NodeJS.ProcessEnv = {}) {
  return readSettings({ config, data: '/flows', env })
}

/** What is wrong, with the file's name in place of its path. */
function problems(env: NodeJS.ProcessEnv = {}): SettingsProblem[] {
  try {
    read(env)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    return error.problems.map((each) => ({ ...each, file: each.file.replace(`${config}/`, '') }))
  }
  throw new Error('the configuration was accepted')
}

/** Changes one text of a file, which must be there; gives the line it stands on. */
function change(file: string, from: string, to: string): number {
  const before = readFileSync(join(config, file), 'utf8')
  const at = before.indexOf(from)
  if (at < 0) throw new Error(`${file} does not hold ${from}`)
  writeFileSync(
    join(config, file),
    before.replace(from, () => to),
  )
  return before.slice(0, at).split('\n').length
}

test('the configuration that comes with Écluse is valid', () => {
  const settings = readSettings({ env: {}, data: '/flows' })
  expect(settings.application).toBe('ECL001')
  expect(settings.depositors.map((each) => each.channel === 'folder' && each.in)).toEqual([
    '/flows/depot/OPE001/in',
    '/flows/depot/DEM002/in',
  ])
  expect(settings.record).toEqual({ file: '/flows/ecluse.sqlite' })
  expect(settings.redis).toEqual({})
  expect(settings.workers.flows).toBeGreaterThan(0)
})

test('every SIRET that comes with Écluse has a good key', () => {
  const text = readFileSync(join(SHIPPED, 'structures.yaml'), 'utf8')
  const sirets = [...text.matchAll(/siret: "(\d{14})"/g)].map((match) => match[1] as Siret)
  expect(sirets).toHaveLength(8)
  expect(sirets.filter((siret) => !hasSiretKey(siret))).toEqual([])
})

test('every structure that comes with Écluse is on an application with an endpoint', () => {
  const { directory } = read()
  const town = findRecipient(directory, { siret: '29900001800018' })
  expect(town?.demands).toEqual({ service: false, engagement: false, serviceOrEngagement: false })
  expect(directory.endpoint(town?.application ?? '')?.folder).toBe('/flows/destinataires/FIN001/pivots')
})

test('an endpoint is found by its id, for a depositor and for a recipient', () => {
  const settings = read()
  expect(endpointOf(settings, 'depositor:OPE001')?.folder).toBe('/flows/depot/OPE001/out')
  expect(endpointOf(settings, 'application:ETA004')?.folder).toBe('/flows/destinataires/ETA004/pivots')
  expect(endpointOf(settings, 'application:OPE001')).toBeUndefined()
  expect(settings.depositors.map((each) => depositorEndpoint(each).id)).toEqual([
    'depositor:OPE001',
    'depositor:DEM002',
  ])
})

test('ecluse.yaml changes what it says and nothing else', () => {
  const before = read()
  writeFileSync(join(config, 'ecluse.yaml'), 'limits: { depth: 64 }\nworkers: { flows: 3 }\n')
  const after = read()
  expect(after.limits).toEqual({ ...before.limits, depth: 64 })
  expect(after.workers.flows).toBe(3)
  expect(after.rules).toEqual(before.rules)
})

test('a folder without default.yaml takes the shipped one', () => {
  rmSync(join(config, 'default.yaml'))
  expect(read().application).toBe('ECL001')
})

test('the environment says where things are', () => {
  const env = {
    ECLUSE_CONFIG: config,
    ECLUSE_DATA: '/elsewhere',
    REDIS_URL: 'redis://queue:6379',
    ECLUSE_LOG_LEVEL: 'debug',
  }
  const settings = readSettings({ env })
  expect(settings.data).toBe('/elsewhere')
  expect(settings.redis.url).toBe('redis://queue:6379')
  expect(settings.logLevel).toBe('debug')
})

test.each([...fieldRows, ...acrossRows])(
  '%s is named with its file, line and field',
  (_, file, from, to, field, message) => {
    const line = change(file, from, to)
    const found = problems().filter((each) => each.field === field)
    expect(found).toEqual([{ file, line, field, message: expect.stringMatching(message) }])
  },
)

test('a field that is missing is named at the line of the group it is missing from', () => {
  change('structures.yaml', 'name: "Lycée Jean-Exemple"', '')
  const line = change('structures.yaml', 'siret: "29900006700015"', 'siret: "29900006700015"')
  expect(problems()).toEqual([
    {
      file: 'structures.yaml',
      line,
      field: 'structures[5].name',
      message: 'is missing; wanted a name for people',
    },
  ])
})

test('a setting missing from default.yaml is named', () => {
  change('default.yaml', 'settleMs: 2000', '')
  expect(problems()).toMatchObject(
    [{ file: 'default.yaml', field: 'intake.settleMs', message: /^is missing/ }].map((each) => ({
      ...each,
      message: expect.stringMatching(each.message),
    })),
  )
})

test('everything wrong is said at once', () => {
  change('default.yaml', 'depth: 256', 'depth: 0')
  change('depositors.yaml', '"DEM002"', '"OPE001"')
  change('structures.yaml', '"29900002600011"', '"2990"')
  change('structures.yaml', '"29900003400015"', '"2991"')
  change('structures.yaml', '"29900005900012"', '"29900004200018"')
  change('structures.yaml', '"CULTURE"', '"VOIRIE"')
  expect(problems({ DATABASE_URL: 'mysql://record' }).map((each) => [each.file, each.field])).toEqual([
    ['environment', 'DATABASE_URL'],
    ['default.yaml', 'limits.depth'],
    ['structures.yaml', 'structures[1].siret'],
    ['structures.yaml', 'structures[2].siret'],
    ['depositors.yaml', 'depositors[1].application'],
    ['structures.yaml', 'structures[4].siret'],
    ['structures.yaml', 'structures[1].services[1].code'],
  ])
})

test('a file that is no YAML is named with its line', () => {
  const line = change('depositors.yaml', 'name: "Démat Exemple"', 'name: "Démat Exemple')
  const [first] = problems()
  expect(first).toMatchObject({ file: 'depositors.yaml', message: expect.stringMatching(/no valid YAML/) })
  expect(first?.line).toBeGreaterThanOrEqual(line)
})

test('a key written twice in a group is no valid YAML', () => {
  const line = change('depositors.yaml', 'out: depot/OPE001/out', 'in: depot/OPE001/out')
  expect(problems()).toMatchObject([
    { file: 'depositors.yaml', line, message: expect.stringMatching(/unique/) },
  ])
})

test('a file that is missing is named', () => {
  rmSync(join(config, 'structures.yaml'))
  expect(problems()).toEqual([
    { file: 'structures.yaml', field: '', message: expect.stringMatching(/^cannot be read: ENOENT/) },
  ])
})

test('an empty file is an error, not an empty directory', () => {
  writeFileSync(join(config, 'structures.yaml'), '')
  expect(problems().map((each) => each.field)).toEqual(['applications', 'structures'])
})

test('a misspelt override is refused', () => {
  writeFileSync(join(config, 'ecluse.yaml'), 'limits:\n  deph: 64\n')
  expect(problems()).toMatchObject([{ file: 'ecluse.yaml', line: 2, field: 'limits.deph' }])
})

test.each([
  'postgres://ecluse:secret@base:5432/ecluse',
  'postgresql:///ecluse?host=/run/postgresql',
  'postgres://ecluse@/ecluse?host=/run/postgresql&port=5433',
  'postgres://ecluse:secret@%2Frun%2Fpostgresql/ecluse',
])('DATABASE_URL names the record: %s', (url) => {
  const { record } = readSettings({ config, data: '/flows', env: { DATABASE_URL: url } })
  expect(record).toEqual({ url })
})

test.each(['mysql://u:secret@base/ecluse', 'base/secret', 'postgres://', 'postgres://u:secret@[base/ecluse'])(
  'a DATABASE_URL that names no PostgreSQL is refused, and not shown, since it may hold a password: %s',
  (url) => {
    const [problem] = problems({ DATABASE_URL: url })
    expect(problem?.field).toBe('DATABASE_URL')
    expect(problem?.message).not.toContain('secret')
  },
)

test('the archive is in the data folder, unless the environment names another', () => {
  expect(read().archive.folder).toBe('/flows/archive')
  expect(read({ ECLUSE_ARCHIVE: '/partage/archive' }).archive.folder).toBe('/partage/archive')
})

test('a machine does everything, unless its roles are given', () => {
  const rolesOf = (roles?: string, env = {}) =>
    readSettings({ config, data: '/flows', env, ...(roles === undefined ? {} : { roles }) }).roles
  expect(rolesOf()).toEqual(['intake', 'flows', 'deliveries'])
  expect(rolesOf(undefined, { ECLUSE_ROLES: 'deliveries, intake' })).toEqual(['intake', 'deliveries'])
  expect(rolesOf('flows', { ECLUSE_ROLES: 'nonsense' })).toEqual(['flows'])
})

test.each(['flow', 'flows,', 'intake;flows'])('a role that is none is refused: %s', (roles) => {
  expect(problems({ ECLUSE_ROLES: roles })).toEqual([
    {
      file: 'environment',
      field: 'ECLUSE_ROLES',
      message: expect.stringContaining('intake, flows, deliveries'),
    },
  ])
})

test('a Redis address that is none is refused, and not shown, since it may hold a password', () => {
  const [problem] = problems({ REDIS_URL: 'secret@queue' })
  expect(problem?.field).toBe('REDIS_URL')
  expect(problem?.message).not.toContain('secret')
})

test('an error reads as one line a problem', () => {
  const line = change('default.yaml', 'depth: 256', 'depth: 0')
  expect(() => read()).toThrow(
    `The configuration cannot be used:\n  ${config}/default.yaml:${line}: limits.depth is 0; wanted a whole number, 1 or more`,
  )
})
