import { createHash } from 'node:crypto'
import { siret } from '../invoice/identifier.ts'
import type { Directory } from './directory.ts'
import type { RecipientApplication, Structure } from './structure.ts'

/** The application synthetic structures are on. It has no endpoint: nothing can be delivered to it. */
export const UNKNOWN_APPLICATION: RecipientApplication = { code: 'INC000', label: 'Destinataire inconnu' }

/**
 * The same directory, where a recipient it does not know is taken as known: active, without demands, without a name
 * (the flow's own is used), `synthetic`. For examining invoices only. What the directory does know is judged as ever.
 */
export function lenient(directory: Directory): Directory {
  return {
    hash: createHash('sha256').update(`lenient ${directory.hash}`).digest('hex'),
    findStructure: (text) => directory.findStructure(text) ?? synthetic(text),
    stateOfService: (code) => directory.stateOfService(code),
    application: (code) =>
      code === UNKNOWN_APPLICATION.code ? UNKNOWN_APPLICATION : directory.application(code),
    applications: () => directory.applications(),
    endpoint: (code) => directory.endpoint(code),
    contents: () => directory.contents(),
  }
}

function synthetic(text: string): Structure | undefined {
  const known = siret(text)
  if (known === undefined) return undefined
  return {
    siret: known,
    active: true,
    application: UNKNOWN_APPLICATION.code,
    demands: { service: false, engagement: false, serviceOrEngagement: false },
    services: [],
    synthetic: true,
  }
}
