import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkDirectory } from '../../src/support/directory-check.ts'

const SHIPPED = join(import.meta.dirname, '../../config')

let config: string
beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'ecluse-directory-'))
  for (const file of ['depositors.yaml', 'structures.yaml']) cpSync(join(SHIPPED, file), join(config, file))
})
afterEach(() => rmSync(config, { recursive: true }))

const check = () => checkDirectory({ config, data: join(config, 'data'), env: {} })

/** Tells the line it is on. */
function change(file: string, from: string, to: string): number {
  const before = readFileSync(join(config, file), 'utf8')
  expect(before).toContain(from)
  writeFileSync(
    join(config, file),
    before.replace(from, () => to),
  )
  return before.slice(0, before.indexOf(from)).split('\n').length
}

test('the directory that comes with Écluse is valid, counted, and without remark', () => {
  expect(check()).toEqual({
    kind: 'right',
    counts: {
      applications: 4,
      structures: 8,
      inactiveStructures: 1,
      services: 11,
      inactiveServices: 1,
      depositors: 2,
    },
    remarks: [],
  })
})

test('all errors of both files are told at once, with file, line and field', () => {
  const line = change('structures.yaml', '"29900001800018"', '"123"')
  change('depositors.yaml', '"DEM002"', '"OPE001"')
  const checked = check()
  const problems = checked.kind === 'wrong' ? checked.problems : []
  expect(problems).toMatchObject([
    { file: join(config, 'structures.yaml'), line, field: 'structures[0].siret' },
    { file: join(config, 'depositors.yaml'), field: 'depositors[1].application' },
  ])
})

test.each([
  [
    'no-active-service',
    'structures.yaml',
    'demands: { engagement: true }',
    'demands: { service: true }',
    'structures[2].demands',
    /aucun d’actif/,
  ],
  [
    'demand-without-effect',
    'structures.yaml',
    'demands: { serviceOrEngagement: true }',
    'demands: { serviceOrEngagement: true, service: true }',
    'structures[3].demands',
    /l’emporte/,
  ],
  [
    'siret-key',
    'structures.yaml',
    '"29900001800018"',
    '"29900001800019"',
    'structures[0].siret',
    /29900001800019/,
  ],
  [
    'services-alike',
    'structures.yaml',
    '"CULTURE"',
    '"voirie"',
    'structures[1].services',
    /"VOIRIE", "voirie"/,
  ],
  [
    'unused-application',
    'structures.yaml',
    'application: "HOS002"',
    'application: "FIN001"',
    'applications[1].code',
    /HOS002/,
  ],
  [
    'no-folder',
    'structures.yaml',
    'destinataires/HOS002/pivots',
    '/nulle/part',
    'applications[1].folder',
    /\/nulle\/part.*1 structure/,
  ],
  ['no-folder', 'depositors.yaml', 'depot/OPE001/in', '../part', 'depositors[0].in', /\.\.\/part/],
] as const)(
  '%s: what is legal and looks wrong is told at its line',
  (kind, file, from, to, field, sentence) => {
    change(file, from, to)
    const checked = check()
    expect(checked).toMatchObject({
      kind: 'right',
      remarks: [
        {
          kind,
          file: join(config, file),
          field,
          line: expect.any(Number),
          fr: expect.stringMatching(sentence),
        },
      ],
    })
  },
)

test('a folder outside the data folder that is there is no remark', () => {
  mkdirSync(join(config, 'part'))
  change('depositors.yaml', 'depot/OPE001/in', '../part')
  expect(check()).toMatchObject({ kind: 'right', remarks: [] })
})

test('a structure that receives nothing any more has nothing wrong with it', () => {
  change('structures.yaml', '"29900007500018"', '"29900007500019"')
  expect(check()).toMatchObject({ kind: 'right', remarks: [] })
})
