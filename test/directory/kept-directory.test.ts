import { expect, test } from 'vitest'
import { directoryOf, findRecipient, UNKNOWN_SIRET } from '../../src/directory/directory.ts'
import { directoryKeptIn, keptDirectory } from '../../src/directory/kept-directory.ts'
import { Secret } from '../../src/directory/secret.ts'
import { APPLICATIONS, OPEN_SERVICE, STATE, STRICT_SERVICE, structure, TOWN, twoStructures } from './world.ts'

test('a directory kept and taken up again judges as before, under the same hash', () => {
  const directory = twoStructures()
  const again = directoryKeptIn(keptDirectory(directory))
  expect(again.hash).toBe(directory.hash)
  expect(again.findStructure(TOWN)).toEqual(directory.findStructure(TOWN))
  expect(findRecipient(again, { siret: UNKNOWN_SIRET, service: 'EXEFAC001A' })?.siret).toBe(STATE.siret)
  expect(again.application('FIN001')).toEqual({ code: 'FIN001', label: 'Gestion financière' })
})

test('a directory taken up again delivers nowhere', () => {
  expect(directoryKeptIn(keptDirectory(twoStructures())).endpoint('FIN001')).toBeUndefined()
})

test('the same directory in another order is kept as the same bytes', () => {
  const town = structure({}, [OPEN_SERVICE, STRICT_SERVICE])
  const turned = structure({}, [STRICT_SERVICE, OPEN_SERVICE])
  const one = directoryOf(APPLICATIONS, [town, STATE])
  const other = directoryOf(APPLICATIONS.toReversed(), [STATE, turned])
  expect(Buffer.from(keptDirectory(other)).toString()).toBe(Buffer.from(keptDirectory(one)).toString())
  expect(other.hash).toBe(one.hash)
})

test('neither a place, nor a server, nor where a secret lies is kept', () => {
  const password = Secret.inVariable('SFT005_PASSWORD', 'un secret')
  const server = {
    host: 'sftp.collectivite.example',
    port: 22,
    user: 'ecluse',
    login: { password },
    hostKeys: { fingerprints: ['SHA256:abc'] },
  }
  const directory = directoryOf(
    [
      { code: 'SFT005', label: 'Gestion par SFTP', place: { channel: 'sftp', server, folder: 'pivots' } },
      { code: 'FIN001', label: 'Gestion', place: { channel: 'folder', folder: '/srv/pivots' } },
    ],
    [],
  )
  const kept = Buffer.from(keptDirectory(directory)).toString()
  expect(JSON.parse(kept)).toEqual({
    applications: [
      { code: 'FIN001', label: 'Gestion' },
      { code: 'SFT005', label: 'Gestion par SFTP' },
    ],
    structures: [],
  })
})

test.each([
  ['no JSON', /JSON/],
  ['{}', /applications/],
  ['{"applications":[],"structures":[{"siret":"1"}]}', /siret/],
])('bytes that are no kept directory (%s) are trouble', (text, said) => {
  expect(() => directoryKeptIn(Buffer.from(text))).toThrow(said)
})
