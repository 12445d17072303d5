import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { CorrectedFileTrouble, correctedFile } from '../../src/support/corrected-file.ts'
import { chooseFlows, correctThenAsk, type Watched, watchReplay, weigh } from '../../src/support/replay.ts'
import { fixtureBytes, flowName } from '../walk-world.ts'
import { type DeskWorld, deskWorld } from './desk-world.ts'

const rejected = fixtureBytes('rejected-RTE-01-unknown-recipient')
const corrected = rejected.toString().replace('29990001900017', '29900001800018')
const BY = { author: 'camille', reason: 'SIRET corrigé', again: false }
const ALL = { page: 100, room: 100 }

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function written(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-corrected-'))
  folders.push(folder)
  const file = join(folder, 'corrigee.xml')
  writeFileSync(file, text)
  return file
}

function numbered(n: number): Buffer {
  return Buffer.from(rejected.toString().replace('MB-2026-55871', `MB-${n}`))
}

test('flows are named by number, by name or by identifier, each once', async () => {
  await using world = await deskWorld()
  const one = await world.drop({ name: flowName(1), bytes: rejected })
  const other = await world.drop({ name: flowName(2), bytes: numbered(2) })
  const words = [String(other), flowName(1), flowName(2).slice(-25), 'nosuch', '99999999999999']
  expect(await chooseFlows(words, world.desk)).toEqual({
    flows: [other, one],
    unknown: ['nosuch', '99999999999999'],
    ambiguous: [],
  })
})

test('a name that two flows have chooses neither', async () => {
  await using world = await deskWorld()
  const one = await world.drop({ name: flowName(1), bytes: rejected })
  const other = await world.drop({ name: flowName(1), bytes: rejected })
  const chosen = await chooseFlows([flowName(1)], world.desk)
  expect(chosen).toMatchObject({ flows: [], unknown: [] })
  expect(chosen.ambiguous).toEqual([{ name: flowName(1), flows: [other, one] }])
})

test('what a replay would be of is told by state', async () => {
  await using world = await deskWorld()
  await world.drop({ name: flowName(1), bytes: rejected })
  await world.drop({ name: flowName(2), bytes: fixtureBytes('accepted-account-of-the-supplier') })
  await world.receive({ name: flowName(3), bytes: numbered(3) })
  const filter = { depositor: 'OPE001' }
  const states = { rejected: 1, integrated: 1, received: 1 }
  expect(await weigh({ filter, again: false }, world.desk)).toEqual({ states, found: 3, replayable: 1 })
  expect(await weigh({ filter, again: true }, world.desk)).toEqual({ states, found: 3, replayable: 2 })
})

test('a corrected file is the next version, what was dropped is kept, and the run reads the new one', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({ name: flowName(1), bytes: rejected })
  const original = (await world.dossier(flow)).flow.sha256
  const file = await correctedFile(written(corrected))
  const asked = await correctThenAsk({ flow, file, ...BY }, world)
  expect(asked).toMatchObject({ kind: 'asked', version: 1, isNew: true })
  await begin(world, asked)
  expect((await world.judge(flow)).state).toBe('integrated')
  const { versions, runs } = await world.dossier(flow)
  expect(versions).toMatchObject([
    { version: 1, sha256: file.sha256, author: 'camille', reason: 'SIRET corrigé' },
  ])
  expect(runs.map(({ version, author }) => [version, author])).toEqual([
    [0, undefined],
    [1, 'camille'],
  ])
  expect(Buffer.from(await world.archive.get(original))).toEqual(rejected)
  expect(Buffer.from(await world.archive.get(file.sha256)).toString()).toBe(corrected)
})

test('the same correction asked for twice is one version and one run, before and after it has run', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({ name: flowName(1), bytes: rejected })
  const path = written(corrected)
  const ask = async () => correctThenAsk({ flow, file: await correctedFile(path), ...BY }, world)
  const first = await ask()
  expect(await ask()).toMatchObject({ kind: 'asked', version: 1, isNew: false })
  await begin(world, first)
  await world.judge(flow)
  expect(await ask()).toMatchObject({ kind: 'asked', version: 1, isNew: false })
  const { versions, runs } = await world.dossier(flow)
  expect([versions.length, runs.length]).toEqual([1, 2])
})

test('an integrated flow takes no correction unless it is to be sent again, and nothing is recorded', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({
    name: flowName(1),
    bytes: fixtureBytes('accepted-account-of-the-supplier'),
  })
  const file = await correctedFile(written(corrected))
  expect(await correctThenAsk({ flow, file, ...BY }, world)).toEqual({
    kind: 'refused',
    refusal: 'integrated',
  })
  expect((await world.dossier(flow)).versions).toEqual([])
  expect(await world.archive.has(file.sha256)).toBe(false)
  const again = await correctThenAsk({ flow, file, ...BY, again: true }, world)
  expect(again).toMatchObject({ kind: 'asked', version: 1 })
})

test('a file that changed after it was looked at is not recorded', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({ name: flowName(1), bytes: rejected })
  const path = written(corrected)
  const file = await correctedFile(path)
  writeFileSync(path, `${corrected}\n`)
  await expect(correctThenAsk({ flow, file, ...BY }, world)).rejects.toThrow(CorrectedFileTrouble)
  expect((await world.dossier(flow)).versions).toEqual([])
})

test('watching tells how far it got, how fast and how long it will take, and ends with it', async () => {
  await using world = await deskWorld()
  const flows: number[] = []
  for (let n = 1; n <= 3; n++) flows.push(await world.drop({ name: flowName(n), bytes: numbered(n) }))
  const { replay } = await world.desk.replays.ask({ ...BY, filter: { flows } })
  const seen: Watched[] = []
  for await (const each of watchReplay(replay.id, world.desk)) {
    seen.push(each)
    if (seen.length === 1) await world.desk.replays.advance(replay.id, ALL)
    const next = flows[seen.length - 2]
    if (next !== undefined) await world.judge(next)
  }
  expect(seen.map(({ replay: { ended } }) => ended)).toEqual([0, 0, 1, 2, 3])
  expect(seen.map(({ isOver }) => isOver)).toEqual([false, false, false, false, true])
  expect(seen[0]).not.toHaveProperty('perSecond')
  const [, , third] = seen
  expect(third?.secondsLeft).toBeCloseTo(2 / (third?.perSecond ?? 0), 6)
})

test('a replay that nobody works on is idle, and may be left', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({ name: flowName(1), bytes: rejected })
  const { replay } = await world.desk.replays.ask({ ...BY, filter: { flows: [flow] } })
  const left = new AbortController()
  const watched = watchReplay(replay.id, world.desk, left.signal)
  const first = await watched.next()
  const second = await watched.next()
  expect(first.value?.idleMs).toBe(0)
  expect(second.value?.idleMs).toBeGreaterThan(200)
  void setTimeout(20).then(() => left.abort())
  expect((await watched.next()).done).toBe(true)
  expect(await world.desk.replays.get(replay.id)).toMatchObject({ state: 'running', begun: 0 })
})

test('a stopped replay is over once what it began has ended', async () => {
  await using world = await deskWorld()
  const flow = await world.drop({ name: flowName(1), bytes: rejected })
  const { replay } = await world.desk.replays.ask({ ...BY, filter: { flows: [flow] } })
  await world.desk.replays.stop(replay.id)
  const watched = watchReplay(replay.id, world.desk)
  expect((await watched.next()).value).toMatchObject({ isOver: true, replay: { state: 'stopped' } })
})

async function begin(world: DeskWorld, asked: Awaited<ReturnType<typeof correctThenAsk>>): Promise<void> {
  if (asked.kind !== 'asked') throw new Error(`refused: ${asked.refusal}`)
  await world.desk.replays.advance(asked.replay.id, ALL)
}
