import { expect, test } from 'vitest'
import { flowName } from '../walk-world.ts'
import {
  consoleWorld,
  dropRejected,
  location,
  numbered,
  said,
  unescaped,
  WITH_MISSING,
} from './replay-world.ts'

const BY = { author: 'camille', reason: 'structure <b>ajoutée</b>', again: false }

test('replays are listed, the newest first, with who, why, of what and how far', async () => {
  await using world = await consoleWorld()
  const { here, desk } = world
  expect(said((await here.get('/replays')).body)).toContain('Personne n’a encore demandé de rejeu.')
  const [flow = 0] = await dropRejected(world, 2)
  await desk.replays.ask({ ...BY, filter: { flows: [flow] } })
  const { replay } = await desk.replays.ask({ ...BY, filter: { fault: 'RTE-01', states: ['rejected'] } })
  const { body } = await here.get('/replays')
  const text = said(body)
  expect(text).toContain('camille')
  expect(text).toContain('structure <b>ajoutée</b>')
  expect(text).toContain('état Rejeté, anomalie RTE-01')
  expect(text).toContain('0 / 2')
  expect(text.indexOf(replay.id)).toBeLessThan(text.indexOf(`flux ${flow}`))
  expect(body).not.toContain('<b>ajoutée')
  expect((await here.get('/replays?lang=en')).body).toContain('<html lang="en">')
})

test('a replay’s page tells how far it got, that no service works, and asks for itself until it is over', async () => {
  await using world = await consoleWorld()
  const { here, desk } = world
  const flows = await dropRejected(world, 3)
  const { replay } = await desk.replays.ask({ ...BY, filter: { fault: 'RTE-01' } })
  const at = `/replays/${replay.id}`
  const first = await here.get(at)
  expect(said(first.body)).toContain('Aucun service ne travaille sur ce registre')
  expect(first.body).toContain(`hx-get="${at}/progress" hx-trigger="every 1s"`)
  expect(unescaped(first.body)).toContain('<a href="/flows?fault=RTE-01">')

  await desk.replays.advance(replay.id, { page: 10, room: 10 })
  const [one = 0, two = 0, three = 0] = flows
  await world.judge(one, WITH_MISSING)
  const half = await here.get(`${at}/progress`)
  expect(said(half.body)).toContain('33 %1 / 3 flux')
  expect(half.body).toMatch(/^<div id="progress"[^>]*hx-trigger/)
  await world.judge(two)
  await world.ledger.block({ flow: three, run: 1 }, 'disque plein')
  const { body } = await here.get(`${at}/progress`)
  expect(body).not.toContain('hx-trigger')
  expect(said(body)).toContain('Terminé : 1 flux intégré ; le reste demande encore quelqu’un.')
  expect(said(body)).toContain('Encore rejetés ou bloqués (2)')
  expect(body).toContain(`href="/flows/${two}/correct"`)
  expect(body).toContain(`href="/flows/${three}/replay"`)
  expect(body).not.toContain(`href="/flows/${one}"`)
})

test('a replay is stopped and resumed by a button, and both are in the audit log', async () => {
  await using world = await consoleWorld()
  const { here, desk } = world
  await dropRejected(world, 2)
  const { replay } = await desk.replays.ask({ ...BY, filter: { fault: 'RTE-01' } })
  const at = `/replays/${replay.id}`
  const move = async (verb: string) =>
    location(await here.post(`${at}/${verb}`, { _csrf: await here.token(at) }))
  expect(await move('stop')).toBe(at)
  expect(said((await here.get(at)).body)).toContain('Arrêté : plus rien n’est commencé.')
  expect(await desk.replays.get(replay.id)).toMatchObject({ state: 'stopped' })
  expect(await move('resume')).toBe(at)
  expect(await desk.replays.get(replay.id)).toMatchObject({ state: 'running' })
  await here.post(`${at}/resume`, { _csrf: await here.token(at) })
  const { entries } = await desk.audit.page({}, { limit: 10 })
  expect(entries.map(({ action, before, after }) => [action, before, after])).toEqual([
    ['replay-resumed', '"stopped"', '"running"'],
    ['replay-stopped', '"running"', '"stopped"'],
  ])
})

test('a replay that found only what cannot be replayed says so when it is over', async () => {
  await using world = await consoleWorld()
  const flow = await world.receive({ name: flowName(1), bytes: numbered(1) })
  const { replay } = await world.desk.replays.ask({ ...BY, filter: { flows: [flow] } })
  await world.desk.replays.advance(replay.id, { page: 10, room: 10 })
  const text = said((await world.here.get(`/replays/${replay.id}`)).body)
  expect(text).toContain('1 flux n’a pas été rejoué')
})

test('a replay that is none is not there', async () => {
  await using world = await consoleWorld()
  const { here } = world
  await dropRejected(world, 1)
  for (const path of ['/replays/nosuch', '/replays/nosuch/progress', '/replays/%3Cscript%3E']) {
    expect([path, (await here.get(path)).statusCode]).toEqual([path, 404])
  }
  const _csrf = await here.token('/replays/new')
  expect((await here.post('/replays/nosuch/stop', { _csrf })).statusCode).toBe(404)
})
