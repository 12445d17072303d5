import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SettingsError } from '../src/settings/problem.ts'
import { readSettings } from '../src/settings.ts'

let config: string

beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'ecluse-alerts-'))
  cpSync(join(import.meta.dirname, '../config'), config, { recursive: true })
})

afterEach(() => rmSync(config, { recursive: true }))

const read = (env: NodeJS.ProcessEnv = {}) => readSettings({ config, data: '/flows', env })

/** The fields that are wrong, and why. */
function problems(env: NodeJS.ProcessEnv = {}): string[] {
  try {
    read(env)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    return error.problems.map(({ field, message }) => `${field} ${message}`)
  }
  throw new Error('the configuration was accepted')
}

const override = (yaml: string) => writeFileSync(join(config, 'ecluse.yaml'), yaml)

test('nobody is told of anything unless it is wanted', () => {
  expect(read().alerts).toMatchObject({ send: 'none', webhookInside: false })
  expect(read().alerts).not.toHaveProperty('token')
})

const WRONG: [promise: string, yaml: string, problem: RegExp][] = [
  ['a way that does not exist', 'alerts: { send: mail }', /^alerts\.send .*none, command or webhook/],
  ['an address that is none', 'alerts: { webhook: "astreinte" }', /^alerts\.webhook .*https/],
  ['an address of a file', 'alerts: { webhook: "file:///etc/passwd" }', /^alerts\.webhook .*https/],
  [
    'one that is not encrypted',
    'alerts: { webhook: "http://alertes.example" }',
    /^alerts\.webhook is not encrypted/,
  ],
  ['a command of no words', 'alerts: { command: [] }', /^alerts\.command .*a program/],
  ['minutes below nothing', 'alerts: { endpointMinutes: 0 }', /^alerts\.endpointMinutes .*never or/],
]

test.each(WRONG)('%s is refused', (_, yaml, problem) => {
  override(yaml)
  expect(problems()).toEqual([expect.stringMatching(problem)])
})

test('an address of our own network need not be encrypted', () => {
  override('alerts: { webhook: "http://10.0.0.3/alertes", webhookInside: true, pendingMinutes: never }')
  expect(read().alerts).toMatchObject({ webhook: 'http://10.0.0.3/alertes', pendingMinutes: 'never' })
})

test.each(['ECLUSE_METRICS_TOKEN', 'ECLUSE_ALERT_TOKEN'])('%s is long, and never repeated', (name) => {
  expect(problems({ [name]: 'court' })).toEqual([expect.stringContaining(`${name} is no token`)])
  expect(problems({ [name]: 'court' })[0]).not.toContain('court')
  expect(problems({ [name]: 'quinze signes \\n' })).toHaveLength(1)
})

test('tokens are given on', () => {
  const settings = read({ ECLUSE_METRICS_TOKEN: 'm'.repeat(16), ECLUSE_ALERT_TOKEN: 'a'.repeat(16) })
  expect([settings.metricsToken, settings.alerts.token]).toEqual(['m'.repeat(16), 'a'.repeat(16)])
})

function addUsual(usual: string): void {
  const file = join(config, 'depositors.yaml')
  const before = readFileSync(file, 'utf8')
  const mark = '    in: depot/OPE001/in\n'
  if (!before.includes(mark)) throw new Error('the shipped depositors are others')
  writeFileSync(file, before.replace(mark, `${mark}    usual: ${usual}\n`))
}

test('a depositor may have usual hours', () => {
  addUsual('{ days: [mon, fri], from: "08:00", to: "18:30", silentMinutes: 90 }')
  const [first, second] = read().depositors
  expect(first?.usual).toEqual({ days: ['mon', 'fri'], from: '08:00', to: '18:30', silentMinutes: 90 })
  expect(second).not.toHaveProperty('usual')
})

test('usual hours of no day, or of an hour that is none, are refused', () => {
  addUsual('{ days: [lun], from: "8h", to: "24:00", silentMinutes: 0 }')
  expect(problems().map((each) => each.split(' ')[0])).toEqual([
    'depositors[0].usual.days[0]',
    'depositors[0].usual.from',
    'depositors[0].usual.to',
    'depositors[0].usual.silentMinutes',
  ])
})
