import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DeskWorld, deskWorld } from '../support/desk-world.ts'
import { fixtureBytes, flowName, pivots, until, value } from '../walk-world.ts'
import { ecluse, type Ran, startEcluse } from './ecluse.ts'

const rejected = fixtureBytes('rejected-RTE-01-unknown-recipient')
const corrected = rejected.toString().replace('29990001900017', '29900001800018')

/** Each command is a process of its own. */
const SLOW = { timeout: 90_000 }

let world: DeskWorld
let lost: number
let sent: number
let wrong: number
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ecluse-replay-'))
  writeFileSync(join(folder, 'corrigee.xml'), corrected)
  writeFileSync(join(folder, 'pire.xml'), corrected.replace('>380<', '>999<'))
  world = await deskWorld()
  lost = await world.drop({ name: flowName(1), bytes: rejected })
  sent = await world.drop({ name: flowName(2), bytes: fixtureBytes('accepted-account-of-the-supplier') })
  wrong = await world.drop({ name: flowName(3), bytes: fixtureBytes('rejected-EXT-01-number-missing') })
}, 60_000)

afterAll(async () => {
  await world[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

/** The command on this record, as a program would run it: nobody to answer. */
function replay(...words: string[]): Ran {
  return ecluse('replay', ...words, '--data', world.settings.data)
}

function objects(ran: Ran): Record<string, unknown>[] {
  return ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

function only(ran: Ran): Record<string, unknown> {
  const [object, ...more] = objects(ran)
  if (object === undefined || more.length > 0) throw new Error(`printed ${ran.stdout}`)
  return object
}

describe('bad usage ends with 2, says what is wanted and asks for nothing', SLOW, () => {
  test.each([
    [['--reason', 'essai'], 'quels flux'],
    [['1'], '--reason'],
    [['1', '--state', 'rejected', '--reason', 'essai'], 'pas les deux'],
    [['--state', 'rejected', '--from-file', 'x', '--reason', 'essai'], 'un seul flux'],
    [['nosuch', '--reason', 'essai'], 'nosuch'],
    [['99', '--reason', 'essai'], 'Flux 99'],
    [['1', '--from-file', '/nowhere', '--reason', 'essai'], '/nowhere'],
    [['--state', 'rejected', '--reason', 'essai'], '--yes'],
    [['show', 'nosuch'], 'nosuch'],
  ])('%j', async (words, said) => {
    const { status, stderr } = replay(...words)
    expect(status).toBe(2)
    expect(stderr).toContain(said)
    expect(await world.desk.replays.list(9)).toEqual([])
  })
})

describe('a dry run', SLOW, () => {
  test('tells of each flow what would change, then the counts, and asks for nothing', async () => {
    const ran = replay(String(lost), String(sent), '--dry-run', '--json')
    const [first, second, { total } = {}] = objects(ran)
    expect(ran.status).toBe(1)
    expect(first).toMatchObject({ flow: lost, result: 'judged', before: 'rejected', after: 'rejected' })
    expect(first).toMatchObject({ invoices: [{ faults: { kept: [{ code: 'RTE-01' }], gone: [], new: [] } }] })
    expect(second).toMatchObject({ flow: sent, result: 'refused', refusal: 'integrated', after: null })
    expect(total).toMatchObject({ flows: 2, refused: { integrated: 1 }, trouble: 0 })
    expect(await world.desk.replays.list(9)).toEqual([])
  })

  test('of a corrected file shows its verdict and the lines it changes', () => {
    const { status, stdout } = replay(String(lost), '--from-file', join(folder, 'corrigee.xml'), '--dry-run')
    expect(status).toBe(0)
    expect(stdout).toContain('rejeté → intégré')
    expect(stdout).toMatch(/− RTE-01 {2}La structure destinataire/)
    expect(stdout).toMatch(/@ ligne \d+\n[^@]*\n {2}- .*29990001900017.*\n {2}\+ .*29900001800018/)
    expect(stdout).not.toContain('\u001b')
  })

  test('of what was sent shows the pivot field by field', () => {
    const { stdout } = replay(String(sent), '--force', '--dry-run')
    expect(stdout).toContain('1 champ change')
    expect(stdout).toMatch(/DonneesFacture\/Renvoi\s+Non → Recyclée/)
  })
})

test('an integrated flow is refused with a sentence that says what --force does', SLOW, async () => {
  const { status, stderr } = replay(String(sent), '--reason', 'essai')
  expect(status).toBe(1)
  expect(stderr).toContain('un second, marqué « Recyclée »')
  expect(await world.desk.replays.list(9)).toEqual([])
})

test('a corrected file that would be rejected is not recorded unless it is wanted', SLOW, async () => {
  const { status, stderr } = replay(
    String(lost),
    '--from-file',
    join(folder, 'pire.xml'),
    '--reason',
    'essai',
  )
  expect(status).toBe(2)
  expect(stderr).toContain('serait rejeté')
  expect((await world.dossier(lost)).versions).toEqual([])
})

test(
  'on a terminal a replay of many is confirmed, and anything but a yes asks for nothing',
  SLOW,
  async () => {
    const command = `'${process.execPath}' src/cli/main.ts replay --state rejected --reason essai --data '${world.settings.data}'`
    const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: join(import.meta.dirname, '../..'),
      encoding: 'utf8',
      input: 'n\n',
    })
    expect(status).toBe(2)
    expect(stdout).toContain('2 flux trouvés')
    expect(stdout).toContain('Rejouer 2 flux')
    expect(await world.desk.replays.list(9)).toEqual([])
  },
)

describe('while no service works', SLOW, () => {
  test('a replay is asked for once, and it is said when it will begin', () => {
    const first = replay(String(wrong), '--reason', 'plus tard', '--json')
    expect(first.status).toBe(3)
    expect(first.stderr).toContain('prochain démarrage')
    expect(only(first)).toMatchObject({ state: 'running', found: 1, begun: 0, isOver: false })
    const second = replay(String(wrong), '--reason', 'plus tard', '--no-wait', '--json')
    expect(second.status).toBe(0)
    expect(second.stderr).toContain('déjà été demandé')
    expect(only(second)).toMatchObject({ id: only(first)['id'], isNew: false })
  })

  test('it can be stopped, is then not begun, and resumed', async () => {
    const [{ id } = { id: '' }] = await world.desk.replays.list(9)
    const stop = () => replay('stop', id, '--json')
    expect(only(stop())).toMatchObject({ state: 'stopped' })
    expect(stop().status).toBe(1)
    expect(replay('show', id).stdout).toContain('arrêté')
    const resumed = replay('resume', id, '--json')
    expect([resumed.status, only(resumed)['state']]).toEqual([0, 'running'])
  })

  test('Ctrl-C leaves the replay as it is and says how to watch and to stop it', async () => {
    const words = ['replay', String(lost), '--reason', 'interrompu', '--data', world.settings.data]
    const child = spawn(process.execPath, ['src/cli/main.ts', ...words], {
      cwd: join(import.meta.dirname, '../..'),
    })
    let said = ''
    let isLeft = false
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (!isLeft && said.includes('demandé')) isLeft = child.kill('SIGINT')
    })
    expect((await once(child, 'exit'))[0]).toBe(3)
    expect(said).toContain('Le rejeu continue sans vous')
    const [, id = ''] = /ecluse replay stop ([0-9a-f]+)/.exec(said) ?? []
    expect(only(replay('show', id, '--json'))).toMatchObject({ state: 'running', reason: 'interrompu' })
    replay('stop', id)
  })
})

describe('while a service works', SLOW, () => {
  let service: ReturnType<typeof startEcluse>
  beforeAll(() => {
    service = startEcluse(world.settings.data)
  })
  afterAll(async () => {
    service.stop()
    await service.ended
  })

  test('what was asked for before it started is carried out', () => {
    const [{ id } = {}] = objects(replay('list', '--json')).filter(({ reason }) => reason === 'plus tard')
    const ran = replay('show', String(id), '--wait', '--json')
    expect(ran.status).toBe(1)
    expect(only(ran)).toMatchObject({
      state: 'done',
      begun: 1,
      ended: 1,
      outcomes: { rejected: 1 },
      isOver: true,
    })
  })

  test('a corrected file becomes a version, its run is integrated, and the same again does nothing', async () => {
    const ask = () =>
      replay(
        String(lost),
        '--from-file',
        join(folder, 'corrigee.xml'),
        '--reason',
        'SIRET',
        '--author',
        'camille',
      )
    const first = ask()
    expect(first.stderr).toContain('version 1')
    expect([first.status, first.stdout.includes('intégré 1')]).toEqual([0, true])
    const again = ask()
    expect([again.status, again.stderr.includes('déjà été demandé')]).toEqual([0, true])
    const { versions, runs } = await world.dossier(lost)
    expect(versions.map(({ version, author }) => [version, author])).toEqual([[1, 'camille']])
    expect(runs).toHaveLength(2)
  })

  test('with --force the recipient gets a second pivot that says so, under the same IdCPRO, and it is said before', async () => {
    const { stderr, status } = replay(String(sent), '--force', '--reason', 'perdu par le destinataire')
    expect(status).toBe(0)
    expect(stderr).toContain('un second pivot')
    expect(stderr.indexOf('un second pivot')).toBeLessThan(stderr.indexOf('demandé'))
    const of = () => pivots(world.settings.data).filter((each) => value(each, 'IdCPRO') === `${sent}001`)
    await until(() => of().length === 2, service.log)
    expect(new Set(of().map((each) => value(each, 'Renvoi')))).toEqual(new Set(['Non', 'Recyclée']))
  })

  test('with --yes a filter’s flows are replayed without asking, those that cannot be told apart', () => {
    const ran = replay('--fault', 'EXT-01', '--reason', 'en masse', '--yes', '--json')
    expect(ran.stderr).toContain('1 flux trouvé')
    expect(ran.status).toBe(1)
    expect(only(ran)).toMatchObject({ found: 1, begun: 1, outcomes: { rejected: 1 } })
  })
})
