import {
  type Directory,
  type DirectoryEntry,
  directoryOf,
  STATE_SIRET,
} from '../../src/directory/directory.ts'
import type { Demands, Service, Structure } from '../../src/directory/structure.ts'
import type { Siret } from '../../src/invoice/identifier.ts'

export const TOWN = '29900001800018' as Siret

/** A structure that demands nothing, but for what is said. */
export function structure(demands: Partial<Demands>, services: readonly Service[] = []): Structure {
  return {
    siret: TOWN,
    name: 'Commune de Valmorte-sur-Exemple',
    active: true,
    application: 'FIN001',
    demands: { service: false, engagement: false, serviceOrEngagement: false, ...demands },
    services,
  }
}

export const OPEN_SERVICE: Service = { code: 'VOIRIE', name: 'Voirie', active: true, engagement: false }
export const CLOSED_SERVICE: Service = { code: 'PISCINE', name: 'Piscine', active: false, engagement: false }
export const STRICT_SERVICE: Service = { code: 'TRAVAUX', name: 'Travaux', active: true, engagement: true }

export const APPLICATIONS: readonly DirectoryEntry[] = [
  { code: 'FIN001', label: 'Gestion financière', place: { channel: 'folder', folder: '/flows/FIN001' } },
  { code: 'ETA004', label: 'Comptabilité de l’État', place: { channel: 'folder', folder: '/flows/ETA004' } },
]

export const STATE: Structure = {
  ...structure({ service: true }, [{ code: 'EXEFAC001A', name: 'Centre', active: true, engagement: false }]),
  siret: STATE_SIRET,
  name: 'État',
  application: 'ETA004',
}

/** A town and the State. */
export function twoStructures(): Directory {
  return directoryOf(APPLICATIONS, [structure({}, [OPEN_SERVICE]), STATE])
}
