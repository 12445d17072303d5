import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connect } from '../../src/record/connect.ts'
import { type DeskWorld, deskWorld } from '../support/desk-world.ts'
import { fixtureBytes, flowName } from '../walk-world.ts'
import { ecluse, type Ran } from './ecluse.ts'

const FACTORED = 'accepted-factored-invoice-notice-in-payment-terms'
const UNKNOWN = 'rejected-RTE-01-unknown-recipient'

/** Each test starts the command anew, several times. */
vi.setConfig({ testTimeout: 90_000 })

const scratch = mkdtempSync(join(tmpdir(), 'ecluse-show-'))
let world: DeskWorld
let accepted: number
let rejected: number

beforeAll(async () => {
  world = await deskWorld()
  accepted = await world.drop({ name: flowName(1), bytes: fixtureBytes(FACTORED) })
  rejected = await world.drop({ name: flowName(2), bytes: fixtureBytes(UNKNOWN) })
}, 60_000)

afterAll(async () => {
  await world[Symbol.asyncDispose]()
  rmSync(scratch, { recursive: true })
})

function show(...words: string[]): Ran {
  return ecluse('show', '--data', world.settings.data, ...words)
}

test('a flow is shown whole, without colour in a pipe', () => {
  const { status, stdout: text } = show(flowName(1))
  expect(status).toBe(0)
  expect(text).toContain(`flux ${accepted}  ${flowName(1)}`)
  expect(text).toContain('Intégré : la facture FA-2026-0412 est acceptée')
  expect(text).toContain('Affactureur RETENU')
  expect(text).toContain('/Invoice/cac:PayeeParty/cac:PartyName/cbc:Name')
  expect(text).not.toContain('\u001b')
})

test('a rejected flow is shown with each fault, its place and what to do about it', () => {
  const { status, stdout } = show(String(rejected))
  expect(status).toBe(0)
  expect(stdout).toContain('REJETÉ')
  expect(stdout).toContain('RTE-01 · REJ_ADR  La structure destinataire 29990001900017 est inconnue.')
  expect(stdout).toMatch(/Où +ligne 57 « 29990001900017 » \/Invoice\/cac:AccountingCustomerParty/)
  expect(stdout).toMatch(/À faire +Vérifiez le SIRET/)
})

test('a flow that is not there is said so, with an exit code of its own', () => {
  const { status, stdout, stderr } = show('404')
  expect([status, stdout]).toEqual([4, ''])
  expect(stderr).toContain('Aucun flux n’a ce numéro, ce nom ni cet identifiant : 404')
})

test('of several flows of one name each is told, to be asked for by its number', async () => {
  const name = flowName(3)
  const flows = [
    await world.drop({ name, bytes: fixtureBytes(UNKNOWN) }),
    await world.drop({ name, bytes: fixtureBytes(UNKNOWN) }),
  ]
  const { status, stdout, stderr } = show(name)
  expect([status, stdout]).toEqual([4, ''])
  for (const flow of flows) expect(stderr).toMatch(new RegExp(`^ +${flow}  23/11/2026 09:00:00`, 'm'))
})

test('another run than the last is shown when it is asked for, one that is not there is said so', () => {
  expect(show(String(accepted), '--run', '0').status).toBe(0)
  expect(show(String(accepted), '--run', '3')).toMatchObject({ status: 4, stdout: '' })
  expect(show(String(accepted), '--run', 'premier').status).toBe(2)
})

test('one invoice is shown alone by its number or its place', () => {
  expect(show(String(accepted), '--invoice', 'FA-2026-0412').stdout).toContain('✓ FA-2026-0412')
  expect(show(String(accepted), '--invoice', '0').stdout).toContain('✓ FA-2026-0412')
  expect(show(String(accepted), '--invoice', 'FA-0').status).toBe(4)
})

test('for programs it is one object on one line, what is not known being null', () => {
  const { status, stdout } = show(String(rejected), '--json')
  expect([status, stdout.trimEnd().split('\n').length]).toEqual([0, 1])
  const object = JSON.parse(stdout) as Record<string, unknown>
  expect(object).toMatchObject({
    flow: rejected,
    name: flowName(2),
    state: 'rejected',
    expiredAt: null,
    verdict: { state: 'rejected', advice: null },
    run: 0,
    faults: [],
    invoices: [
      {
        index: 0,
        number: 'MB-2026-55871',
        accepted: false,
        pivot: null,
        factor: { status: 'none' },
        faults: [{ code: 'RTE-01', official: 'REJ_ADR', blame: 'depositor', places: [{ line: 57 }] }],
      },
    ],
    deliveries: [{ kind: 'report', state: 'waiting', sentAt: null, heldBy: null }, {}],
    documents: [{ kind: 'deposit', run: null }, { kind: 'report', run: 0 }, {}],
    runs: [{ run: 0, state: 'rejected', author: null, replay: null, codes: ['RTE-01'] }],
  })
  expect(Object.keys(object)).toEqual(KEYS)
})

/** Names programs rely on. */
const KEYS = (
  'flow name identifier depositor interface sha256 size receivedAt settledAt state admissible documentsExpiredAt ' +
  'expiredAt expiry verdict run faults remarks invoices journey deliveries documents runs replays'
).split(' ')

test('a document is given out of the archive to the byte, to a file that is not there yet or to a pipe', async () => {
  const { documents, flow } = await world.dossier(accepted)
  const pivot = documents.find(({ kind }) => kind === 'pivot')
  const path = join(scratch, 'pivot.xml')
  expect(show(String(accepted), '--document', pivot?.name ?? '', '--output', path).status).toBe(0)
  expect(readFileSync(path).equals(await world.archive.get(pivot?.sha256 ?? ''))).toBe(true)
  for (const name of [flow.name, 'version-0']) {
    expect(show(String(accepted), '--document', name).stdout).toBe(fixtureBytes(FACTORED).toString())
  }
})

test('a file that is there is not written over', () => {
  const path = join(scratch, 'deja-la')
  writeFileSync(path, 'à moi')
  expect(show(String(accepted), '--document', 'version-0', '--output', path).status).toBe(2)
  expect(readFileSync(path, 'utf8')).toBe('à moi')
})

test('a document the flow does not have is said so, with those it has', () => {
  const { status, stderr } = show(String(accepted), '--document', 'autre')
  expect(status).toBe(4)
  expect(stderr).toContain('n’a pas de document autre')
  expect(stderr).toContain(`\n  ${flowName(1)}\n`)
})

test('a document that is damaged in the archive is trouble, and no part of it stays', async () => {
  const flow = await world.drop({ name: flowName(4), bytes: Buffer.from('abîmé') })
  const { sha256 } = (await world.dossier(flow)).flow
  const kept = join(world.settings.archive.folder, sha256.slice(0, 2), sha256.slice(2))
  rmSync(kept)
  writeFileSync(kept, 'autre chose')
  const path = join(scratch, 'abime')
  const { status, stderr } = show(String(flow), '--document', 'version-0', '--output', path)
  expect(status).toBe(2)
  expect(stderr).toContain('altéré')
  expect(existsSync(path)).toBe(false)
})

test('a document that expired is said to have', async () => {
  const flow = await world.drop({ name: flowName(5), bytes: fixtureBytes(UNKNOWN) })
  const database = await connect(world.settings.record)
  const at = '2031-05-04T00:00:00.000Z'
  const detail = JSON.stringify({ what: 'documents', rule: 'erroredDocumentsDays', days: 1830, documents: 3 })
  await database.insertInto('events').values({ flow, run: 0, at, kind: 'expired', detail }).execute()
  await database.updateTable('flows').set({ documents_expired_at: at }).where('number', '=', flow).execute()
  await database.destroy()
  const { status, stdout, stderr } = show(String(flow), '--document', 'version-0')
  expect([status, stdout]).toEqual([4, ''])
  expect(stderr).toContain('ont expiré le 04/05/2031')
  expect(show(String(flow)).stdout).toContain('ont expiré le 04/05/2031')
})

test('nothing a depositor wrote can act on a terminal', async () => {
  const text = fixtureBytes(UNKNOWN).toString().replaceAll('MB-2026-55871', 'A\u202eB\u200f')
  const flow = await world.drop({ name: 'FSO\u001b[31m\u0007\u202e', bytes: Buffer.from(text) })
  const outputs = [show(String(flow)), show(String(flow), '--document', '\u001b[2J')]
  for (const { stdout, stderr } of outputs) {
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u200f\u202a-\u202e]/)
  }
  expect(outputs.map(({ status }) => status)).toEqual([0, 4])
})

test('where there is no record none is made, and that is said', () => {
  const data = join(scratch, 'rien')
  const { status, stderr } = ecluse('show', '--data', data, '1')
  expect(status).toBe(2)
  expect(stderr).toContain('n’existe pas : aucun registre à interroger ici')
  expect(existsSync(data)).toBe(false)
})

test('--output without --document is bad usage', () => {
  expect(show(String(accepted), '--output', 'x')).toMatchObject({ status: 2, stdout: '' })
})
