import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SettingsError, type SettingsProblem } from '../src/settings/problem.ts'
import { readSettings } from '../src/settings.ts'

let config: string
beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'ecluse-retention-settings-'))
  cpSync(join(import.meta.dirname, '../config'), config, { recursive: true })
})
afterEach(() => rmSync(config, { recursive: true }))

const read = () => readSettings({ config, data: '/flows', env: {} })

function problems(): SettingsProblem[] {
  try {
    read()
  } catch (error) {
    if (error instanceof SettingsError) return [...error.problems]
    throw error
  }
  throw new Error('the configuration was accepted')
}

function override(retention: string): void {
  writeFileSync(join(config, 'ecluse.yaml'), `retention: { ${retention} }\n`)
}

function change(from: string, to: string): void {
  const file = join(config, 'default.yaml')
  const before = readFileSync(file, 'utf8')
  expect(before).toContain(from)
  writeFileSync(file, before.replace(from, to))
}

test('errored documents are kept longer than good ones, records longest', () => {
  const { goodDocumentsDays, erroredDocumentsDays, recordsDays } = read().retention
  expect(goodDocumentsDays).toBeLessThan(erroredDocumentsDays as number)
  expect(erroredDocumentsDays).toBeLessThan(recordsDays as number)
})

test('never is an age, the greatest', () => {
  override('recordsDays: never, erroredDocumentsDays: never')
  expect(read().retention).toMatchObject({ erroredDocumentsDays: 'never', recordsDays: 'never' })
})

test.each([
  ['goodDocumentsDays: 0', 'retention.goodDocumentsDays', /is 0; wanted never or a whole number of days/],
  ['recordsDays: "dix ans"', 'retention.recordsDays', /"dix ans"; wanted never or/],
  ['everyMinutes: never', 'retention.everyMinutes', /wanted a whole number of minutes/],
  ['forever: true', 'retention.forever', /is no setting/],
])('%s is no setting of retention', (retention, field, message) => {
  override(retention)
  expect(problems()).toMatchObject([{ field, message: expect.stringMatching(message) }])
})

test.each([
  [
    'goodDocumentsDays: 2000',
    'retention.goodDocumentsDays',
    /makes erroredDocumentsDays 1830 and goodDocumentsDays 2000/,
  ],
  ['erroredDocumentsDays: 399', 'retention.erroredDocumentsDays', /no shorter than goodDocumentsDays/],
  ['goodDocumentsDays: never', 'retention.goodDocumentsDays', /goodDocumentsDays never; wanted/],
  ['recordsDays: 1829', 'retention.recordsDays', /no shorter than erroredDocumentsDays/],
])('%s in ecluse.yaml alone is an age in the wrong order, told there', (retention, field, message) => {
  override(retention)
  const [problem] = problems()
  expect(problem).toMatchObject({ file: join(config, 'ecluse.yaml'), line: 1, field })
  expect(problem?.message).toMatch(message)
})

test('ages in the wrong order in default.yaml are told there', () => {
  change('erroredDocumentsDays: 1830', 'erroredDocumentsDays: 10')
  expect(problems()).toMatchObject([
    { file: join(config, 'default.yaml'), field: 'retention.erroredDocumentsDays' },
  ])
})
