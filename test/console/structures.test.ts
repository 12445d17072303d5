import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixtureBytes, flowName } from '../walk-world.ts'
import { fieldsOf, type StructuresWorld, structuresWorld } from './structures-world.ts'

const VALMORTE = '29900001800018'
const CHU = '29900004200018'
/** The SIRET no structure has, which the fixture's invoice is for. */
const MISSING = '29990001900017'
const UNKNOWN = fixtureBytes('rejected-RTE-01-unknown-recipient')

/** The form of a structure, changed, up to the difference that is to be confirmed. */
async function difference(
  { here }: Pick<StructuresWorld, 'here'>,
  siret: string,
  changes: Record<string, string | undefined>,
) {
  const path = `/structures/${siret}/edit`
  const fields = fieldsOf((await here.get(path)).body, path)
  const sent = Object.entries({ ...fields, ...changes }).filter(([, value]) => value !== undefined)
  return await here.post(path, Object.fromEntries(sent) as Record<string, string>)
}

async function confirm(
  { here }: Pick<StructuresWorld, 'here'>,
  path: string,
  shown: string,
  reason = 'fusion de communes',
) {
  return await here.post(path, { ...fieldsOf(shown, path), step: 'confirm', reason })
}

test('a structure is found by its name, its number with blanks, its application or a service', async () => {
  await using world = await structuresWorld()
  const shows = async (q: string) =>
    (await world.here.get(`/structures?q=${encodeURIComponent(q)}`)).body.includes(`/structures/${CHU}"`)
  for (const q of [
    'chu exempleville',
    '299 000 042 00018',
    CHU,
    'HOS002',
    'pharmacie',
    'Gestion HOSPITALIÈRE',
  ])
    expect([q, await shows(q)]).toEqual([q, true])
  expect(await shows('valmorte')).toBe(false)
  expect(await shows(`${CHU}9`)).toBe(false)
})

test('a flow an unknown structure rejected waits on that structure’s page, and its numbers lead to it', async () => {
  await using world = await structuresWorld()
  await world.desk.drop({ name: flowName(1), bytes: UNKNOWN, receivedAt: new Date().toISOString() })
  const { body } = await world.here.get(`/structures/${MISSING}`)
  expect(body).toContain('n’est pas dans l’annuaire')
  expect(body).toContain(`/flows?recipient&#61;${MISSING}&#38;fault&#61;RTE-01`)
  expect(body).toContain(`/structures/new?siret=${MISSING}`)
  expect((await world.here.get('/structures/00000000000001')).statusCode).toBe(404)
})

test('a change is shown before it is made, made with its comments kept, and told in the log', async () => {
  await using world = await structuresWorld()
  const before = world.yaml()
  const shown = await difference(world, VALMORTE, {
    name: 'Valmorte-la-Neuve',
    'demands.engagement': 'yes',
    'service.0.code': 'VOIRIE',
    'service.0.name': 'Voirie',
  })
  expect(shown.body).toContain('<ins class="is">Valmorte-la-Neuve</ins>')
  expect(shown.body).toContain('VOIRIE – Voirie')
  expect(world.yaml()).toBe(before)
  const path = `/structures/${VALMORTE}/edit`
  expect((await confirm(world, path, shown.body, ' ')).body).toContain('Dites pourquoi')
  expect(world.yaml()).toBe(before)
  expect((await confirm(world, path, shown.body)).statusCode).toBe(303)
  const changed = (text: string) => text.split('\n').filter((line) => !before.split('\n').includes(line))
  expect(changed(world.yaml())).toEqual([
    '    name: "Valmorte-la-Neuve"',
    '      - { code: "VOIRIE", name: "Voirie" }',
  ])
  expect(world.yaml().match(/demands: \{ engagement: true \}/g)).toHaveLength(2)
  expect(world.yaml()).toContain('# Demands nothing.')
  expect((await world.here.get(`/structures/${VALMORTE}`)).body).toContain('Exige un numéro d’engagement')
  const { entries } = await world.desk.desk.audit.page({ kind: 'structure', subject: VALMORTE }, { limit: 5 })
  expect(entries).toMatchObject([
    { action: 'directory-changed', author: 'local', reason: 'fusion de communes' },
  ])
  expect(JSON.parse(entries[0]?.before ?? '').structure.name).toBe('Commune de Valmorte-sur-Exemple')
})

test('a structure that is added ends the wait: the console’s own trial finds the flow accepted', async () => {
  await using world = await structuresWorld()
  await world.desk.drop({ name: flowName(1), bytes: UNKNOWN })
  const fields = fieldsOf((await world.here.get(`/structures/new?siret=${MISSING}`)).body, '/structures/new')
  const filled = { ...fields, name: 'Mairie nouvelle', application: 'FIN001' }
  const shown = await world.here.post('/structures/new', filled)
  expect(shown.body).toContain('Structure ajoutée')
  expect((await confirm(world, '/structures/new', shown.body)).headers.location).toBe(
    `/structures/${MISSING}?changed=yes`,
  )
  expect(world.live.current().directory.findStructure(MISSING)).toMatchObject({
    name: 'Mairie nouvelle',
    active: true,
  })
  const trial = await world.here.get((await world.here.get('/flows/1/replay')).headers.location ?? '/')
  expect(trial.body).toContain('FIN001, Mairie nouvelle')
  await world.desk.replay(1)
  expect(await world.desk.judge(1, { directory: world.live.current().directory })).toMatchObject({
    state: 'integrated',
  })
  expect((await world.here.post('/structures/new', filled)).body).toContain('est déjà dans l’annuaire')
})

test('a change is taken back as a change of its own, an addition too', async () => {
  await using world = await structuresWorld()
  const before = world.live.current().directory.hash
  const path = `/structures/${CHU}/edit`
  await confirm(world, path, (await difference(world, CHU, { active: undefined })).body)
  expect((await world.here.get(`/structures/${CHU}`)).body).toContain('RTE-02')
  const fields = fieldsOf((await world.here.get(`/structures/new?siret=${MISSING}`)).body, '/structures/new')
  const added = await world.here.post('/structures/new', { ...fields, name: 'Mairie', application: 'FIN001' })
  await confirm(world, '/structures/new', added.body)
  for (const undo of [`/structures/${MISSING}/undo/2`, `/structures/${CHU}/undo/1`]) {
    const shown = await world.here.get(undo)
    expect((await confirm(world, undo, shown.body, 'erreur')).statusCode).toBe(303)
  }
  expect(world.live.current().directory.hash).toBe(before)
  const history = (await world.here.get('/structures/changes')).body
  expect(history.match(/annulation/g)).toHaveLength(2)
  expect((await world.here.get(`/structures/${CHU}/undo/77`)).statusCode).toBe(404)
})

test('what was typed on a page that is out of date is not written', async () => {
  await using world = await structuresWorld()
  const shown = await difference(world, VALMORTE, { name: 'Trop tard' })
  const path = `/structures/${VALMORTE}/edit`
  await confirm(world, path, (await difference(world, VALMORTE, { name: 'La première' })).body)
  const late = await confirm(world, path, shown.body)
  expect(late.body).toContain('structures.yaml a changé depuis que cette page a été ouverte')
  expect(late.body).toContain('value="Trop tard"')
  expect(world.live.current().directory.findStructure(VALMORTE)?.name).toBe('La première')
})

test('of two who confirm at once one is first, and the other is told', async () => {
  await using world = await structuresWorld()
  const path = `/structures/${VALMORTE}/edit`
  const shown = [
    (await difference(world, VALMORTE, { name: 'Une' })).body,
    (await difference(world, VALMORTE, { name: 'Deux' })).body,
  ]
  const answers = await Promise.all(shown.map((body) => confirm(world, path, body)))
  expect(answers.map(({ statusCode }) => statusCode).toSorted((one, other) => one - other)).toEqual([
    200, 303,
  ])
  expect((await world.desk.desk.audit.page({ kind: 'structure' }, { limit: 5 })).entries).toHaveLength(1)
})

test('what is wrong is said at its field, and nothing is written', async () => {
  await using world = await structuresWorld()
  const before = world.yaml()
  const fields = fieldsOf((await world.here.get('/structures/new')).body, '/structures/new')
  const wrong = {
    ...fields,
    siret: '123',
    'service.0.code': 'A',
    'service.0.name': '',
    'service.1.code': 'A',
    'service.1.name': 'deux fois',
  }
  const { body } = await world.here.post('/structures/new', wrong)
  for (const said of ['14 chiffres', 'Le nom manque.', 'Choisissez l’application', 'est déjà plus haut'])
    expect(body).toContain(said)
  const nobody = await world.here.post('/structures/new', {
    ...fields,
    siret: '00000000000000',
    name: 'Personne',
    application: 'FIN001',
  })
  expect(nobody.body).toContain('n’est celui d’aucune structure')
  expect(world.yaml()).toBe(before)
})

test('a directory file that is wrong is told, and the last good one is shown', async () => {
  await using world = await structuresWorld()
  writeFileSync(join(world.config, 'structures.yaml'), 'applications: [\n')
  const { body } = await world.here.get('/structures')
  expect(body).toContain('ne peut pas être lu tel qu’il est')
  expect(body).toContain('Valmorte')
})

test.skipIf(process.getuid?.() === 0)(
  'a file that may not be written is told, with the command that does it',
  async () => {
    await using world = await structuresWorld()
    chmodSync(join(world.config, 'structures.yaml'), 0o444)
    const { body } = await difference(world, VALMORTE, { name: 'Autre nom' })
    expect(body).toContain('ecluse directory import')
    expect(body).not.toContain('Modifier l’annuaire')
  },
)

test('each account sees and changes what its role lets it', async () => {
  await using world = await structuresWorld()
  const statusOf = async (role: Parameters<StructuresWorld['as']>[0]) => {
    const browser = await world.as(role)
    const paths = [
      '/structures',
      '/endpoints',
      '/depositors',
      '/structures/changes',
      `/structures/${CHU}/edit`,
      '/structures/new',
    ]
    return await Promise.all(paths.map(async (path) => (await browser.get(path)).statusCode))
  }
  expect(await statusOf('depositor')).toEqual([403, 403, 403, 403, 403, 403])
  expect(await statusOf('reader')).toEqual([200, 200, 200, 200, 403, 403])
  expect(await statusOf('support')).toEqual([200, 200, 200, 200, 403, 403])
  expect(await statusOf('administrator')).toEqual([200, 200, 200, 200, 200, 200])
})
