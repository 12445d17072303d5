import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { fixtureBytes, flowName } from '../walk-world.ts'
import type { Browser } from './access/access-world.ts'
import { consoleWorld, dropRejected, location, said, unescaped, WITH_MISSING } from './replay-world.ts'

const REASON = 'structure ajoutée à l’annuaire'

/** Tries what this address says, to its end; where the trial is. */
async function tried(browser: Browser, href: string): Promise<string> {
  const to = location(await browser.get(href))
  for (let waits = 0; waits < 300; waits++) {
    const { body } = await browser.get(to)
    if (!body.includes('hx-trigger')) return to
  }
  throw new Error(`the trial ${href} does not end`)
}

async function ask(browser: Browser, trial: string, form: Record<string, string>) {
  const { pathname } = new URL(trial, 'http://console')
  return browser.post(`${pathname}/ask`, { _csrf: await browser.token('/replays/new'), ...form })
}

test('a search is tried before it is replayed: counts, flow by flow, field by field, and nothing is written', async () => {
  await using world = await consoleWorld()
  const flows = await dropRejected(world, 3)
  world.judgesAs(WITH_MISSING)
  const { here, desk } = world
  const before = await Promise.all(flows.map((flow) => world.dossier(flow)))
  const trial = await tried(here, '/replays/new?fault=rte-01')
  const { body } = await here.get(trial)
  const text = said(body)
  expect(text).toContain('3 flux sur 3 seraient intégrés')
  expect(text).toContain('Essai de 3 flux')
  expect(text).toContain('3 nouveaux, 0 changé, 0 inchangé, 0 sans suite')
  expect(text).toMatch(/RejetéIntégré3/)
  expect(text).toMatch(/− disparaîtRTE-01.*?3/)
  for (const flow of flows) expect(body).toContain(`<a class="mono" href="/flows/${flow}">`)
  expect(body).toContain('DonneesFacture/<wbr>Id')
  expect(text).toContain('Commune retrouvée')
  expect(await Promise.all(flows.map((flow) => world.dossier(flow)))).toEqual(before)
  expect(await desk.replays.list(10)).toEqual([])
  expect((await desk.audit.page({}, { limit: 10 })).entries).toEqual([])
})

test('what was tried is asked for with a reason, and the same request made twice is one replay', async () => {
  await using world = await consoleWorld()
  await dropRejected(world, 3)
  const { here, desk } = world
  const trial = await tried(here, '/replays/new?fault=RTE-01')
  const refused = await ask(here, trial, { reason: ' oui ' })
  expect(refused.statusCode).toBe(422)
  expect(said(refused.body)).toContain('Un motif de 5 à 500 caractères')
  expect(await desk.replays.list(10)).toEqual([])

  const replies = await Promise.all([1, 2].map(() => ask(here, trial, { reason: ` ${REASON}\n` })))
  const [replay, ...others] = await desk.replays.list(10)
  expect(others).toEqual([])
  expect(replay).toMatchObject({
    author: 'local',
    reason: REASON,
    filter: { fault: 'RTE-01' },
    found: 3,
    again: false,
  })
  for (const reply of replies) {
    expect(reply.statusCode).toBe(303)
    expect(location(reply)).toContain(`/replays/${replay?.id}`)
  }
  const later = await ask(here, await tried(here, '/replays/new?fault=RTE-01'), { reason: REASON })
  expect(location(later)).toBe(`/replays/${replay?.id}?known`)
  expect(said((await here.get(location(later))).body)).toContain('rien n’est fait deux fois')
  const { entries } = await desk.audit.page({}, { limit: 10 })
  expect(entries.map(({ action, subject, author, reason }) => [action, subject, author, reason])).toEqual([
    ['replay-asked', replay?.id, 'local', REASON],
  ])
})

test('a filter without a criterion is said to be all flows, and is tried and asked for only when somebody says so', async () => {
  await using world = await consoleWorld()
  await dropRejected(world, 2)
  const { here, desk } = world
  const before = await here.get('/replays/new')
  expect(before.statusCode).toBe(200)
  expect(said(before.body)).toContain('Aucun critère : ce sont TOUS les flux du registre, 2 flux.')
  const begun = await here.post('/replays/trials', {
    _csrf: await here.token('/replays/new'),
    href: '/replays/new',
  })
  const trial = location(begun)
  expect(said((await here.get(trial)).body)).toContain('TOUS les flux')
  const wrong = await ask(here, trial, { reason: REASON, count: '3' })
  expect(wrong.statusCode).toBe(422)
  expect(said(wrong.body)).toContain('Ce n’est pas le nombre de flux à rejouer.')
  expect(await desk.replays.list(10)).toEqual([])
  expect((await ask(here, trial, { reason: REASON, count: '2' })).statusCode).toBe(303)
  expect(await desk.replays.list(10)).toMatchObject([{ filter: {}, found: 2 }])
})

test('an integrated flow is sent again only when its second pivot is said to be intended', async () => {
  await using world = await consoleWorld()
  const bytes = fixtureBytes('accepted-account-of-the-supplier')
  const flow = await world.drop({ name: flowName(1), bytes })
  const { here, desk } = world
  const plain = await tried(here, `/flows/${flow}/replay`)
  expect(said((await here.get(plain)).body)).toContain('marqué « Recyclée »')
  expect((await ask(here, plain, { reason: REASON })).statusCode).toBe(422)
  const again = await tried(here, `/flows/${flow}/replay?again=1`)
  expect(said((await here.get(again)).body)).toContain('recevront un second pivot')
  expect((await ask(here, again, { reason: REASON })).statusCode).toBe(422)
  expect(await desk.replays.list(10)).toEqual([])
  expect((await ask(here, again, { reason: REASON, accepts: 'yes' })).statusCode).toBe(303)
  expect(await desk.replays.list(10)).toMatchObject([{ filter: { flows: [flow] }, again: true }])
})

test('a flow alone is shown whole: what its pivot would say, before and after', async () => {
  await using world = await consoleWorld()
  const [flow] = await dropRejected(world, 1)
  world.judgesAs(WITH_MISSING)
  const { body } = await world.here.get(await tried(world.here, `/flows/${flow}/replay`))
  const text = said(body)
  expect(text).toContain(`Rejouer le flux ${flow}`)
  expect(text).toContain('rejetée → acceptée')
  expect(text).toMatch(/Pivot nouveau, \d+ champs/)
  expect((await world.here.get('/flows/999/replay')).statusCode).toBe(404)
  expect((await world.here.get('/flows/x/replay')).statusCode).toBe(404)
})

test('a trial under way tells how far it got, is found again, and can be abandoned', async () => {
  await using world = await consoleWorld()
  await dropRejected(world, 4)
  const gate = Promise.withResolvers<void>()
  world.hold = gate.promise
  const { here } = world
  const trial = location(await here.get('/replays/new?fault=RTE-01'))
  expect(location(await here.get('/replays/new?fault=RTE-01'))).toBe(trial)
  const { body } = await here.get(trial)
  expect(body).toContain('hx-trigger="every 1s"')
  expect(said(body)).toContain('0 / 4 flux')
  const { pathname } = new URL(trial, 'http://console')
  const leave = here.post(`${pathname}/leave`, { _csrf: await here.token(trial) })
  await setTimeout(200)
  gate.resolve()
  expect(location(await leave)).toBe(pathname)
  expect(said((await here.get(trial)).body)).toContain('Essai abandonné après 1 flux sur 4')
  expect((await ask(here, '/replays/new', { reason: REASON })).statusCode).toBe(404)
})

test('a page of another site begins no trial: it is asked for here', async () => {
  await using world = await consoleWorld()
  const [flow = 0] = await dropRejected(world, 2)
  const elsewhere = { 'sec-fetch-site': 'cross-site' }
  for (const url of ['/replays/new?fault=RTE-01', `/flows/${flow}/replay`]) {
    const { statusCode, body } = await world.here.get(url, elsewhere)
    expect(statusCode).toBe(200)
    expect(body).toContain('action="/replays/trials"')
    expect((await world.here.get(url, { 'sec-fetch-site': 'same-origin' })).statusCode).toBe(303)
  }
  const { body } = await world.here.get(`/flows/${flow}/replay?again=1`, elsewhere)
  expect(unescaped(body)).toContain(`name="href" value="/replays/new?flow=${flow}&again=1"`)
})

test('a flow of a number the record could not hold is not there', async () => {
  await using world = await consoleWorld()
  for (const url of ['/flows/4294967296/replay', '/flows/4294967296/correct', '/flows/4294967296'])
    expect([url, (await world.here.get(url)).statusCode]).toEqual([url, 404])
  for (const url of ['/audit?before=4294967296', '/structures/changes?before=4294967296'])
    expect([url, (await world.here.get(url)).statusCode]).toEqual([url, 200])
})

test('six trials of few flows go on at once, and no more', async () => {
  await using world = await consoleWorld()
  const flows = await dropRejected(world, 7)
  const gate = Promise.withResolvers<void>()
  world.hold = gate.promise
  const replies = []
  for (const flow of flows) replies.push((await world.here.get(`/flows/${flow}/replay`)).statusCode)
  expect(replies).toEqual([303, 303, 303, 303, 303, 303, 503])
  gate.resolve()
})

test('two trials of many flows go on at once, a third is told to wait, and one of a single flow is not', async () => {
  await using world = await consoleWorld()
  const flows = await dropRejected(world, 21)
  const gate = Promise.withResolvers<void>()
  world.hold = gate.promise
  const { here } = world
  const first = location(await here.get('/replays/new?fault=RTE-01'))
  expect((await here.get('/replays/new?state=rejected')).statusCode).toBe(303)
  const third = await here.get('/replays/new?depositor=OPE001')
  expect(third.statusCode).toBe(503)
  expect(said(third.body)).toContain('2 essais sont déjà en cours')
  expect(third.body).toContain(new URL(first, 'http://console').pathname)
  expect((await here.get(`/flows/${flows[0]}/replay`)).statusCode).toBe(303)
  gate.resolve()
})

test('another account’s trial is not there, nor is one that is no longer kept, and it can be tried anew', async () => {
  await using world = await consoleWorld()
  await dropRejected(world, 1)
  const support = await world.as('support')
  const administrator = await world.as('administrator')
  const trial = await tried(support, '/replays/new?fault=RTE-01')
  const other = await administrator.get(trial)
  expect(other.statusCode).toBe(404)
  expect(unescaped(other.body)).toContain('href="/replays/new?fault=RTE-01"')
  const stray = await administrator.get('/replays/trials/nosuch?of=https://elsewhere.test/')
  expect(unescaped(stray.body)).not.toContain('href="https')
})

test('readers and depositors try and replay nothing', async () => {
  await using world = await consoleWorld()
  const [flow] = await dropRejected(world, 1)
  for (const role of ['reader', 'depositor'] as const) {
    const browser = await world.as(role)
    const _csrf = await browser.token('/')
    for (const path of [
      '/replays',
      '/replays/new?fault=RTE-01',
      `/flows/${flow}/replay`,
      '/replays/trials/x',
    ]) {
      expect([role, path, (await browser.get(path)).statusCode]).toEqual([role, path, 403])
    }
    for (const path of ['/replays/trials', '/replays/trials/x/ask', '/replays/x/stop']) {
      expect([role, path, (await browser.post(path, { _csrf })).statusCode]).toEqual([role, path, 403])
    }
  }
  const support = await world.as('support')
  const trial = await tried(support, `/flows/${flow}/replay`)
  expect((await ask(support, trial, { reason: REASON })).statusCode).toBe(303)
  expect(await world.desk.replays.list(10)).toMatchObject([{ author: 'compte-support', found: 1 }])
})

test('a form of another site asks for nothing', async () => {
  await using world = await consoleWorld()
  await dropRejected(world, 1)
  const trial = await tried(world.here, '/replays/new?fault=RTE-01')
  const { pathname } = new URL(trial, 'http://console')
  const reply = await world.here.post(`${pathname}/ask`, { reason: REASON })
  expect(reply.statusCode).toBe(403)
  expect(await world.desk.replays.list(10)).toEqual([])
})
