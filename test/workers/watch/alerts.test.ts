import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openDesk } from '../../../src/record/open-desk.ts'
import { openLedger } from '../../../src/record/open-ledger.ts'
import { openReceiver } from '../../channels/notice/receiver.ts'
import { received } from '../../record/outcomes.ts'
import { startWatched, until, type WatchedService, watchedFolder } from './watched-world.ts'

const ALERTS =
  'alerts: { send: webhook, webhook: URL, webhookInside: true, everySeconds: 1, pendingMinutes: 5 }'

let service: WatchedService | undefined
const roots: string[] = []
afterEach(async () => {
  await service?.stop()
  service = undefined
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

/** A machine that takes flows in and judges none, so that what is pending stays so. */
const JUDGES_NONE = { ECLUSE_ROLES: 'intake,deliveries', ECLUSE_ALERT_TOKEN: 'jeton-de-seize-signes' }

function folderFor(url: string) {
  const folder = watchedFolder(ALERTS.replace('URL', url))
  roots.push(folder.root)
  return folder
}

/** The phases told of this, in their order. */
const phasesOf = (received: readonly { body: string }[], about: string) =>
  received
    .map(({ body }) => JSON.parse(body) as { about: string; phase: string })
    .filter((each) => each.about === about)
    .map(({ phase }) => phase)

test('a blocked flow is told once, and once more when support has replayed it', {
  timeout: 120_000,
}, async () => {
  await using receiver = await openReceiver()
  const folder = folderFor(receiver.url)
  service = await startWatched(folder, JUDGES_NONE)
  const record = { file: join(folder.data, 'ecluse.sqlite') }
  await using ledger = await openLedger(record)
  await using desk = await openDesk(record)
  const [receipt] = await ledger.receive([received({ receivedAt: new Date().toISOString() })])
  const flow = receipt?.flow ?? 0
  await ledger.block({ flow, run: 0 }, 'rien ne va')
  const about = `blocked:${flow}:0`
  await until(() => receiver.received.length > 0, service.log)
  expect(receiver.received[0]?.authorization).toBe('Bearer jeton-de-seize-signes')
  expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{8}-1$/),
    alert: 'blocked',
    about,
    phase: 'begin',
    facts: { flow, run: 0, depositor: 'OPE001' },
    fr: `Le flux ${flow} de OPE001 est bloqué : il attend le support (ecluse show ${flow}).`,
  })
  const { replay } = await desk.replays.ask({
    author: 'claire',
    reason: 'corrigé',
    filter: { flows: [flow] },
    again: false,
  })
  await until(() => phasesOf(receiver.received, about).includes('over'), service.log)
  expect(phasesOf(receiver.received, about)).toEqual(['begin', 'over'])
  expect(await desk.replays.get(replay.id)).toMatchObject({ begun: 1 })
})

test('what began while nobody took it is told once somebody does, once, whatever was killed since', {
  timeout: 180_000,
}, async () => {
  let isOpen = false
  await using receiver = await openReceiver((response) => response.writeHead(isOpen ? 200 : 503).end())
  const folder = folderFor(receiver.url)
  service = await startWatched(folder, JUDGES_NONE)
  const record = { file: join(folder.data, 'ecluse.sqlite') }
  await using ledger = await openLedger(record)
  const longAgo = new Date(Date.now() - 3_600_000).toISOString()
  await ledger.receive([received({ receivedAt: longAgo })])
  const refused = service
  await until(() => refused.log().includes('alert not told'), service.log)
  expect(receiver.received.length).toBeGreaterThan(0)
  await service.killAll()
  receiver.received.length = 0
  isOpen = true
  service = await startWatched(folder, JUDGES_NONE)
  await until(() => receiver.received.length > 0, service.log)
  await new Promise((resolve) => setTimeout(resolve, 4_000)) // four looks more
  expect(phasesOf(receiver.received, 'pending')).toEqual(['begin'])
  await ledger.block({ flow: 1, run: 0 }, 'rien ne va')
  await until(() => phasesOf(receiver.received, 'pending').includes('over'), service.log)
  expect(phasesOf(receiver.received, 'pending')).toEqual(['begin', 'over'])
})

test('of machines that share a record one tells an alert, and another once that one is gone', {
  timeout: 120_000,
}, async () => {
  const root = watchedFolder('').root
  roots.push(root)
  const told = join(root, 'told.jsonl')
  writeFileSync(told, '')
  const script = `cat >> "${told}"; echo >> "${told}"`
  const command = `[/bin/sh, -c, ${JSON.stringify(script)}]`
  const folder = watchedFolder(`alerts: { send: command, command: ${command}, everySeconds: 1 }`)
  roots.push(folder.root)
  await using ledger = await openLedger({ file: join(folder.data, 'ecluse.sqlite') })
  const other = 'another machine'
  await ledger.duties.take(['alerts'], { owner: other }, 120_000)
  service = await startWatched(folder, JUDGES_NONE)
  await ledger.receive([received({ receivedAt: new Date().toISOString() })])
  await ledger.block({ flow: 1, run: 0 }, 'rien ne va')
  await new Promise((resolve) => setTimeout(resolve, 3_000)) // three looks
  expect(readFileSync(told, 'utf8')).toBe('')
  await ledger.duties.leave(['alerts'], other)
  await until(() => readFileSync(told, 'utf8') !== '', service.log)
  await new Promise((resolve) => setTimeout(resolve, 3_000)) // three looks more
  const lines = readFileSync(told, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  expect(lines.map((line) => (JSON.parse(line) as { about: string }).about)).toEqual(['blocked:1:0'])
})
