import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { directoryOf } from '../../src/directory/directory.ts'
import type { DeliveryPlace } from '../../src/directory/structure.ts'
import { type Settings } from '../../src/settings.ts'
import { noSshd, Sshd } from '../channels/sshd.ts'
import { fixtureBytes, flowName } from '../walk-world.ts'
import { fieldsOf, type StructuresWorld, structuresWorld } from './structures-world.ts'

const LANE = '/endpoints/application%3AFIN001'
const ACCEPTED = fixtureBytes('accepted-attachment')

/** The shipped directory, its first application receiving here. */
const receivingAt = (place: DeliveryPlace) => (settings: Settings) => {
  const { applications, structures } = settings.directory.contents()
  const entries = applications.map((each) => ({ ...each, ...(each.code === 'FIN001' ? { place } : {}) }))
  return { directory: directoryOf(entries, structures) }
}

async function act({ here }: Pick<StructuresWorld, 'here'>, verb: string, reason?: string) {
  const action = `${LANE}/${verb}`
  const { _csrf = '' } = fieldsOf((await here.get(LANE)).body, action)
  return await here.post(action, reason === undefined ? { _csrf } : { _csrf, reason })
}

test('a destination is held with a reason, told so with who and why, released, and all of it is in the log', async () => {
  await using world = await structuresWorld()
  await world.desk.drop({ name: flowName(1), bytes: ACCEPTED })
  expect((await act(world, 'hold', ' ')).body).toContain('Dites pourquoi')
  expect((await act(world, 'hold', 'leur bascule')).headers.location).toBe(`${LANE}?done=hold`)
  const held = (await world.here.get(LANE)).body
  expect(held).toContain('local')
  expect(held).toContain('leur bascule')
  expect(held).toContain('Retenue')
  expect(held).toContain('/flows/1"')
  expect(held).not.toContain(`${LANE}/retry`)
  expect((await world.here.get('/endpoints')).body).toContain('leur bascule')
  expect((await act(world, 'release', 'bascule finie')).headers.location).toBe(`${LANE}?done=release`)
  expect((await act(world, 'retry')).headers.location).toBe(`${LANE}?done=retry`)
  const { entries } = await world.desk.desk.audit.page({ kind: 'lane' }, { limit: 9 })
  expect(entries.map(({ action, author, reason }) => [action, author, reason])).toEqual([
    ['lane-retried', 'local', 'sans motif (no reason)'],
    ['lane-released', 'local', 'bascule finie'],
    ['lane-held', 'local', 'leur bascule'],
  ])
})

test('the connection is really tried: what fails is said with its mend, and nothing is left behind', async () => {
  const folder = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', `essai-${process.pid}`)
  await using world = await structuresWorld(receivingAt({ channel: 'folder', folder }))
  const failed = (await act(world, 'test')).body
  expect(failed).toContain('La connexion ne marche pas.')
  expect(failed).toContain('ce dossier n’existe pas')
  mkdirSync(folder, { recursive: true })
  try {
    expect((await act(world, 'test')).body).toContain('La connexion marche.')
    expect(readdirSync(folder)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
  const { entries } = await world.desk.desk.audit.page({ action: 'endpoint-tested' }, { limit: 9 })
  expect(entries.map(({ after }) => (JSON.parse(after ?? '') as { isGood: boolean }).isGood)).toEqual([
    true,
    false,
  ])
})

test.skipIf(noSshd() !== undefined)(
  'a server is tried with what is configured, whatever the form sends',
  async () => {
    await using sshd = await Sshd.start()
    const folder = sshd.remote(sshd.freshFolder())
    await using world = await structuresWorld(receivingAt({ channel: 'sftp', server: sshd.server(), folder }))
    const page = (await world.here.get(LANE)).body
    expect(page).toContain(`${sshd.user}@127.0.0.1:${sshd.port}`)
    const action = `${LANE}/test`
    const fields = fieldsOf(page, action)
    const tried = await world.here.post(action, { ...fields, host: '192.0.2.1', folder: '/etc', port: '22' })
    expect(tried.body).toContain('La connexion marche.')
    expect(tried.body).not.toContain('192.0.2.1')
  },
)

test('an endpoint nobody knows is not there, and a reader may neither steer nor test', async () => {
  await using world = await structuresWorld()
  expect((await world.here.get('/endpoints/application%3ANIX999')).statusCode).toBe(404)
  const reader = await world.as('reader')
  const page = (await reader.get(LANE)).body
  for (const verb of ['hold', 'test', 'retry']) expect(page).not.toContain(`${LANE}/${verb}`)
  const _csrf = await reader.token()
  expect((await reader.post(`${LANE}/hold`, { _csrf, reason: 'non' })).statusCode).toBe(403)
  expect((await reader.post(`${LANE}/test`, { _csrf })).statusCode).toBe(403)
})

test('a depositor’s page tells how it drops, what became of it, and whether reports wait', async () => {
  await using world = await structuresWorld()
  await world.desk.drop({ name: flowName(1), bytes: ACCEPTED, receivedAt: new Date().toISOString() })
  const list = (await world.here.get('/depositors')).body
  expect(list).toContain('Opérateur Exemple')
  const { body } = await world.here.get('/depositors/OPE001')
  expect(body).toContain('depot/OPE001/in')
  expect(body).toContain('En attente</dt><dd>2 documents')
  expect(body).toMatch(/state&#61;integrated[^>]*>.*?<span class="value">1</s)
  expect((await world.here.get('/depositors/NIX999')).statusCode).toBe(404)
})
