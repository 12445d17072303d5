import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import type { Ledger } from '../src/record/ledger.ts'
import { openLedger } from '../src/record/open-ledger.ts'
import { openLog } from '../workers/log.ts'
import { Machine, machineId } from '../workers/machine.ts'
import { freshPostgres, noPostgres } from './postgres-world.ts'

const ALIVE_MS = 900
const log = openLog('silent', 'test')
const folder = mkdtempSync(join(tmpdir(), 'ecluse-machine-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

describe('machines that share a record on SQLite', () => {
  keepsMachinePromises(async () => openLedger({ file: join(folder, `${files++}.sqlite`) }))
})

describe.skipIf(noPostgres() !== undefined)('machines that share a record on PostgreSQL', () => {
  keepsMachinePromises(async () => openLedger(await freshPostgres()))
})

interface Joined {
  machine: Machine
  mine: () => string[]
  buried: string[]
}

/** A machine that wants these duties. */
async function joined(
  ledger: Pick<Ledger, 'duties'>,
  owner: string,
  wants: readonly string[] = [],
): Promise<Joined> {
  const buried: string[] = []
  let mine: ReadonlySet<string> = new Set()
  const machine = await Machine.join({
    duties: ledger.duties,
    owner,
    note: { roles: ['intake'], redis: 'shared' },
    aliveMs: ALIVE_MS,
    onDeath: (dead) => buried.push(dead),
    log,
  })
  await machine.want(wants, (now) => {
    mine = now
    return Promise.resolve()
  })
  return { machine, mine: () => wants.filter((name) => mine.has(name)), buried }
}

/** What is left of a machine that was killed: its last word in the record. */
async function killed(
  ledger: Ledger,
  owner: string,
  had: readonly string[],
  redis = 'shared',
): Promise<void> {
  const note = JSON.stringify({ roles: [], redis })
  await ledger.duties.take([`machine:${owner}`, ...had], { owner, note }, ALIVE_MS)
}

function keepsMachinePromises(open: () => Promise<Ledger>): void {
  test('a duty is one machine’s, and the other’s at once when it is given up', async () => {
    await using ledger = await open()
    const one = await joined(ledger, 'one', ['intake:A', 'intake:B'])
    const two = await joined(ledger, 'two', ['intake:B'])
    expect([one.mine(), two.mine()]).toEqual([['intake:A', 'intake:B'], []])
    expect(one.machine.has('intake:B')).toBe(true)
    await one.machine.leave()
    await one.machine[Symbol.asyncDispose]()
    await setTimeout(ALIVE_MS / 2)
    expect(two.mine()).toEqual(['intake:B'])
    expect(two.buried).toEqual([]) // it said farewell
    await two.machine[Symbol.asyncDispose]()
    expect(await ledger.duties.holders('machine:')).toEqual([])
  })

  test('what a killed machine had is another’s soon, and its jobs are freed, once', async () => {
    await using ledger = await open()
    await killed(ledger, 'dead', ['intake:A'])
    const others = [await joined(ledger, 'one', ['intake:A']), await joined(ledger, 'two', ['intake:A'])]
    expect(others.flatMap(({ mine }) => mine())).toEqual([])
    await setTimeout(2 * ALIVE_MS)
    expect(others.flatMap(({ mine }) => mine())).toEqual(['intake:A'])
    expect(others.flatMap(({ buried }) => buried)).toEqual(['dead'])
    for (const { machine } of others) await machine[Symbol.asyncDispose]()
  })

  test('changes are told one after the other, and none once that was asked for', async () => {
    await using ledger = await open()
    const { machine } = await joined(ledger, 'one')
    let [telling, most, told] = [0, 0, 0]
    const slow = async () => {
      telling += 1
      most = Math.max(most, telling)
      await setTimeout(ALIVE_MS / 2) // longer than between two signs of life
      telling -= 1
      told += 1
    }
    await Promise.all([machine.want(['a'], slow), machine.want(['a'], slow), setTimeout(2 * ALIVE_MS)])
    await machine.tellNoMore()
    const until = told
    await setTimeout(ALIVE_MS)
    expect({ most, telling, later: told - until }).toEqual({ most: 1, telling: 0, later: 0 })
    expect(machine.has('a')).toBe(true)
    await machine[Symbol.asyncDispose]()
  })

  test('a machine whose signs of life do not arrive counts on its duties no longer', async () => {
    const ledger = await open()
    const { machine } = await joined(ledger, 'one', ['intake:A'])
    await ledger[Symbol.asyncDispose]()
    expect(machine.has('intake:A')).toBe(true)
    await setTimeout(ALIVE_MS)
    expect(machine.has('intake:A')).toBe(false)
    await machine[Symbol.asyncDispose]()
  })

  test('a machine with a Redis of its own is refused beside another; one that was killed is waited for', async () => {
    await using ledger = await open()
    await killed(ledger, 'dead', [], 'own')
    const one = await joined(ledger, 'one')
    const alone = { roles: [], redis: 'own' } as const
    const second = Machine.join({
      duties: ledger.duties,
      owner: 'two',
      note: alone,
      aliveMs: ALIVE_MS,
      onDeath: () => undefined,
      log,
    })
    await expect(second).rejects.toThrow(/REDIS_URL/)
    await one.machine[Symbol.asyncDispose]()
  })
}

test('a data folder that was copied with its machine does not make two machines one', () => {
  const record = { url: 'postgres://x' }
  expect(machineId('folder', record, 'a')).toBe(machineId('folder', record, 'a'))
  expect(machineId('folder', record, 'a')).not.toBe(machineId('folder', record, 'b'))
})
