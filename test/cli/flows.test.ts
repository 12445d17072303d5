import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SearchRecord } from '../record/search-record.ts'
import { ecluse, type Ran } from './ecluse.ts'

const data = mkdtempSync(join(tmpdir(), 'ecluse-flows-'))
const file = join(data, 'ecluse.sqlite')
/** Each run of the command starts a Node of its own. */
const RUNS_MS = 120_000
let rejected: number
let good: number
const now = Date.now()
const ago = (hours: number) => new Date(now - hours * 3_600_000).toISOString()

beforeAll(async () => {
  await using record = new SearchRecord({ file })
  rejected = await record.flow(
    [
      {
        number: 'F-2026-118',
        supplier: { id: '00011231800019', name: 'Énergies de l’Exemple' },
        accepted: false,
      },
    ],
    { state: 'rejected', faults: [{ code: 'RTE-01', places: [], detail: {} }] },
    { name: 'FSO1100A_OPE001_OPE0011100000000000000777', receivedAt: ago(30) },
  )
  good = await record.flow(
    [{ number: 'G\u001b[2J-1', supplier: { name: 'Autre\u202egnol' }, recipient: '29900001800018' }],
    {},
    { name: 'FSO1100A_OPE001_OPE0011100000000000000778', receivedAt: ago(1) },
  )
}, RUNS_MS)
afterAll(() => rmSync(data, { recursive: true }))

function flows(...parameters: string[]): Ran {
  return ecluse('flows', '--data', data, ...parameters)
}

function objects({ stdout }: Ran) {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

test(
  'flows are listed the newest first, aligned, with a last line that says how many there are',
  () => {
    const { status, stdout } = flows()
    const lines = stdout.trimEnd().split('\n')
    expect(status).toBe(0)
    expect(lines[0]).toMatch(/^ *N° {2}ÉTAT +REÇU +DE +FACTURE +FOURNISSEUR/)
    expect(lines[1]).toContain('✓ intégré')
    expect(lines[2]).toContain('✗ rejeté')
    expect(lines[1]?.indexOf('FSO1100A_')).toBe(lines[2]?.indexOf('FSO1100A_'))
    expect(lines.at(-1)).toBe('2 flux, c’est tout (that is all).')
  },
  RUNS_MS,
)

test(
  'nothing that a terminal would obey is printed, and no colour where there is no terminal',
  () => {
    const { stdout } = flows()
    // oxlint-disable-next-line no-control-regex -- looked for
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    expect(stdout).toContain('G[2J-1')
  },
  RUNS_MS,
)

test(
  'a program gets an object a flow, what is not known being null',
  () => {
    const ran = flows('--json', '--state', 'rejected')
    expect(ran.status).toBe(0)
    expect(objects(ran)).toEqual([
      {
        flow: rejected,
        name: 'FSO1100A_OPE001_OPE0011100000000000000777',
        depositor: 'OPE001',
        interface: 'FSO1100A',
        receivedAt: ago(30),
        state: 'rejected',
        run: 0,
        invoices: 1,
        accepted: 0,
        faults: ['RTE-01'],
        remarks: [],
        invoice: {
          number: 'F-2026-118',
          supplier: { id: '00011231800019', name: 'Énergies de l’Exemple' },
          recipient: { siret: null, name: null },
          amount: '120.00',
          currency: 'EUR',
        },
        documentsExpiredAt: null,
        expiredAt: null,
      },
    ])
  },
  RUNS_MS,
)

test(
  'words and options narrow the search together',
  () => {
    const found = (...parameters: string[]) =>
      objects(flows('--json', ...parameters)).map((each) => each.flow)
    expect(found('énergies', 'de')).toEqual([rejected])
    expect(found('000 112 318 00019')).toEqual([rejected])
    expect(found('rejeté', '--since', '2j')).toEqual([rejected])
    expect(found('--since', '2h')).toEqual([good])
    expect(found('--until', ago(2))).toEqual([rejected])
    expect(found('--recipient', '299 000 018 00018')).toEqual([good])
    expect(found('--fault', 'rte-01', '--depositor', 'ope001', '--text', 'F-2026')).toEqual([rejected])
  },
  RUNS_MS,
)

test(
  'a limit is kept, and the last line says how to go on from there',
  () => {
    const { stdout } = flows('--limit', '1')
    expect(stdout).toContain(`1 flux sur (of) 2 ; la suite (more): --before ${good}.`)
    const rest = flows('--limit', '1', '--before', String(good))
    expect(rest.stdout).toContain('✗ rejeté')
    expect(rest.stdout).toContain('1 flux sur (of) 2 ; les derniers (the last ones).')
  },
  RUNS_MS,
)

test(
  'nothing found ends with 4, on stderr, and says what to try',
  () => {
    const { status, stdout, stderr } = flows('introuvable', '--depositor', 'XXX123')
    expect([status, stdout]).toEqual([4, ''])
    expect(stderr).toContain('Aucun flux trouvé (no flow found).')
    expect(stderr).toContain('XXX123 n’est pas dans depositors.yaml')
    expect(stderr).toContain('Enlevez un critère')
  },
  RUNS_MS,
)

test(
  'bad usage ends with 2: a state, an instant or a number that is none',
  () => {
    for (const parameters of [
      ['--state', 'perdu'],
      ['--since', 'hier'],
      ['--limit', '0'],
      ['--account', '12'],
    ]) {
      expect([parameters, flows(...parameters).status]).toEqual([parameters, 2])
    }
  },
  RUNS_MS,
)

test(
  'a folder without a record is trouble, and none is made there',
  () => {
    const { status, stderr } = ecluse('flows', '--data', join(data, 'nowhere'))
    expect(status).toBe(2)
    expect(stderr).toContain('aucun registre')
    expect(ecluse('flows', '--data', join(data, 'nowhere')).status).toBe(2)
  },
  RUNS_MS,
)

test(
  'it answers while another process is writing to the record',
  () => {
    const other = new Sqlite(file)
    other.exec(`begin immediate; update about set value = value`)
    const { status, stdout } = flows('--limit', '1')
    other.exec('rollback')
    other.close()
    expect(status).toBe(0)
    expect(stdout).toContain('✓ intégré')
  },
  RUNS_MS,
)
