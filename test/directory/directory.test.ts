import { expect, test } from 'vitest'
import { directoryOf, findRecipient, STATE_SIRET, UNKNOWN_SIRET } from '../../src/directory/directory.ts'
import { lenient, UNKNOWN_APPLICATION } from '../../src/directory/lenient.ts'
import { APPLICATIONS, OPEN_SERVICE, STATE, structure, TOWN, twoStructures } from './world.ts'

test('a recipient of the directory is found by its SIRET', () => {
  expect(findRecipient(twoStructures(), { siret: TOWN })?.name).toBe('Commune de Valmorte-sur-Exemple')
})

test('an unknown recipient is a value', () => {
  expect(findRecipient(twoStructures(), { siret: '29900009100015' })).toBeUndefined()
})

test('the SIRET of fourteen zeros with a service of the State means the State', () => {
  expect(findRecipient(twoStructures(), { siret: UNKNOWN_SIRET, service: 'EXEFAC001A' })?.siret).toBe(
    STATE_SIRET,
  )
})

test('the SIRET of fourteen zeros without a service of the State means nobody', () => {
  expect(findRecipient(twoStructures(), { siret: UNKNOWN_SIRET, service: 'VOIRIE' })).toBeUndefined()
  expect(findRecipient(twoStructures(), { siret: UNKNOWN_SIRET })).toBeUndefined()
})

test('an application has a label and an endpoint', () => {
  const directory = twoStructures()
  expect(directory.application('FIN001')).toEqual({ code: 'FIN001', label: 'Gestion financière' })
  expect(directory.endpoint('FIN001')).toEqual({
    id: 'application:FIN001',
    channel: 'folder',
    folder: '/flows/FIN001',
  })
})

test('an unknown application has no endpoint', () => {
  expect(twoStructures().application('AUT009')).toBeUndefined()
  expect(twoStructures().endpoint('AUT009')).toBeUndefined()
})

test('the hash does not depend on the order of the file nor on the folders', () => {
  const town = structure({}, [OPEN_SERVICE])
  const elsewhere = APPLICATIONS.map((each) => ({
    ...each,
    place: { channel: 'folder', folder: `/elsewhere/${each.code}` } as const,
  }))
  expect(directoryOf(elsewhere.toReversed(), [STATE, town]).hash).toBe(twoStructures().hash)
})

test('the hash changes with a demand and with a service', () => {
  const demanding = directoryOf(APPLICATIONS, [structure({ engagement: true }, [OPEN_SERVICE]), STATE])
  const closed = directoryOf(APPLICATIONS, [structure({}, [{ ...OPEN_SERVICE, active: false }]), STATE])
  expect(new Set([twoStructures().hash, demanding.hash, closed.hash]).size).toBe(3)
})

test('a lenient directory takes an unknown recipient as known, on an application nothing is delivered to', () => {
  const directory = lenient(twoStructures())
  const found = findRecipient(directory, { siret: '29900009100015', service: 'AUTRE' })
  expect(found).toMatchObject({
    siret: '29900009100015',
    active: true,
    synthetic: true,
    application: 'INC000',
  })
  expect(found?.name).toBeUndefined()
  expect(directory.application('INC000')).toEqual(UNKNOWN_APPLICATION)
  expect(directory.endpoint('INC000')).toBeUndefined()
})

test('a lenient directory judges the recipients it knows as ever', () => {
  const directory = lenient(twoStructures())
  expect(findRecipient(directory, { siret: TOWN })?.synthetic).toBeUndefined()
  expect(findRecipient(directory, { siret: UNKNOWN_SIRET, service: 'EXEFAC001A' })?.siret).toBe(STATE_SIRET)
})

test('a lenient directory knows no recipient whose SIRET is none', () => {
  expect(findRecipient(lenient(twoStructures()), { siret: '1234' })).toBeUndefined()
})

test('a lenient directory has another hash', () => {
  expect(lenient(twoStructures()).hash).not.toBe(twoStructures().hash)
})
