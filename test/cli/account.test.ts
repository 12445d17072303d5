import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { passwordsOf } from '../../src/console/access/passwords.ts'
import { openDesk } from '../../src/record/open-desk.ts'

const ROOT = join(import.meta.dirname, '../..')
const PASSWORD = 'quatre pommes vertes'
/** Each command is a process of its own. */
const SLOW = { timeout: 120_000 }

let data: string
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ecluse-account-cli-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

function run(words: string[], input = '') {
  const main = join(ROOT, 'src/cli/main.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words, '--data', data], {
    cwd: ROOT,
    encoding: 'utf8',
    input,
  })
  return { status, stdout, stderr }
}

function add(name: string, role: string, ...more: string[]) {
  const words = ['account', 'add', name, '--role', role, '--password-stdin', '--author', 'claire', ...more]
  return run(words, `${PASSWORD}\n`)
}

function objects(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

test(
  'the first administrator is made by a command, before any start, and comes in by that password',
  SLOW,
  async () => {
    const added = add('Claire', 'administrator')
    expect([added.status, added.stdout]).toEqual([0, 'Compte claire créé (account claire added).\n'])
    await using desk = await openDesk({ file: join(data, 'ecluse.sqlite') })
    expect(await desk.accounts.list()).toMatchObject([
      { name: 'claire', role: 'administrator', language: 'fr' },
    ])
    const hash = await desk.accounts.passwordOf('claire')
    expect(await passwordsOf().matches(PASSWORD, hash)).toBe(true)
  },
)

test('what was done is in the audit log with who and why, for people and for programs', SLOW, () => {
  add('claire', 'administrator')
  add('pa-nord', 'depositor', '--depositor', 'ope001')
  const changed = run([
    'account',
    'role',
    'pa-nord',
    'reader',
    '--reason',
    'audit \u001b[31mannuel',
    '--author',
    'omar',
  ])
  expect([changed.status, changed.stderr]).toEqual([0, ''])
  run(['account', 'disable', 'pa-nord', '--author', 'omar'])
  const all = objects(run(['audit', '--json']).stdout)
  expect(all.map(({ author, action, subject }) => [author, action, subject].join(' '))).toEqual([
    'omar account-disabled pa-nord',
    'omar role-changed pa-nord',
    'claire account-added pa-nord',
    'claire account-added claire',
  ])
  expect(all[1]).toMatchObject({
    role: 'command',
    before: { role: 'depositor', depositor: 'OPE001' },
    after: { role: 'reader' },
    address: null,
  })
  const text = run(['audit', '--author', 'omar', '--action', 'role-changed'])
  expect(text.stdout).toMatch(/ {2}omar \(command\) {2}role-changed account pa-nord {2}« audit .*annuel »/)
  expect(text.stdout).not.toContain('\u001b')
  const [first] = objects(run(['account', 'list', '--json']).stdout)
  expect(first).toMatchObject({ name: 'claire', role: 'administrator', depositor: null, disabledAt: null })
})

test('what is refused is said in French, ends with 2 and changes nothing', SLOW, async () => {
  const weak = run(['account', 'add', 'claire', '--role', 'administrator', '--password-stdin'], 'court\n')
  const said = 'Trop court : 12 caractères au moins. (Too short: at least 12 characters.)\n'
  expect([weak.status, weak.stderr]).toEqual([2, said])
  const nobody = run(['account', 'add', 'claire', '--role', 'administrator'])
  expect([nobody.status, nobody.stderr.includes('--password-stdin')]).toEqual([2, true])
  await using desk = await openDesk({ file: join(data, 'ecluse.sqlite') })
  expect(await desk.accounts.list()).toEqual([])
})

test('on a terminal the password is asked for twice, and nothing of it is shown', SLOW, async () => {
  const main = join(ROOT, 'src/cli/main.ts')
  const command = [process.execPath, main, 'account add claire --role reader --data', data].join(' ')
  const terminal = spawn('script', ['-qec', command, '/dev/null'], { cwd: ROOT })
  let shown = ''
  let answered = 0
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    const asked = shown.split(' : ').length - 1
    for (; answered < asked; answered++) setTimeout(() => terminal.stdin.write(`${PASSWORD}\r`), 500)
  })
  const [status] = (await once(terminal, 'exit')) as [number]
  expect(shown).toContain('Mot de passe (password) : ')
  expect(shown).toContain('Encore une fois (once more) : ')
  expect(shown).toContain('Compte claire créé')
  expect(shown).not.toContain('pommes')
  expect(status).toBe(0)
})
