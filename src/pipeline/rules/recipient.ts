import { type Demand, unmetDemands } from '../../directory/demands.ts'
import { type Directory, findRecipient } from '../../directory/directory.ts'
import type { Structure } from '../../directory/structure.ts'
import type { FaultCode } from '../../faults/fault.ts'
import type { Draft } from '../../invoice/draft.ts'
import type { Sourced } from '../../invoice/factor.ts'
import { given } from '../../invoice/given.ts'
import type { Debtor } from '../../invoice/invoice.ts'
import type { Route } from '../outcome.ts'
import { type Findings, place } from './findings.ts'

const DEMAND_CODES = {
  'service-missing': 'RTE-03',
  'service-unknown': 'RTE-04',
  'service-inactive': 'RTE-05',
  'engagement-missing': 'RTE-06',
  'service-or-engagement-missing': 'RTE-07',
  'engagement-missing-for-service': 'RTE-08',
} as const satisfies Record<Demand, FaultCode>

/** The structure that receives the invoice, known and active, whose demands are met; never a default. */
export function recipient(
  draft: Draft,
  debtor: Debtor,
  directory: Directory,
  findings: Findings,
): Route | undefined {
  const siret = debtor.siret
  const service = debtor.service?.code
  const at = siretPlace(draft, siret)
  const structure = findRecipient(directory, { siret, service })
  if (structure === undefined) return findings.fault('RTE-01', { at, detail: { siret } })
  const name = structure.name ?? debtor.name ?? siret
  if (!structure.active) return findings.fault('RTE-02', { at, detail: { siret: structure.siret, name } })
  const engagement = draft.engagement?.value
  const unmet = unmetDemands(structure, { service, engagement })
  for (const demand of unmet) {
    const detail = { siret: structure.siret, name, service: service ?? '' }
    findings.fault(DEMAND_CODES[demand], { at: demandPlace(draft, demand) ?? at, detail })
  }
  return unmet.length > 0 ? undefined : route(structure, debtor, directory)
}

/** Names are the directory's when it has them, the flow's otherwise. */
function route(structure: Structure, debtor: Debtor, directory: Directory): Route {
  const application = directory.application(structure.application)
  if (application === undefined)
    throw new Error(
      `L’annuaire ne connaît pas l’application ${structure.application} de ${structure.siret} (the directory does not have it)`,
    )
  const service = structure.services.find((each) => each.code === debtor.service?.code)
  return {
    application: application.code,
    applicationLabel: application.label,
    endpoint: directory.endpoint(application.code)?.id,
    structureName: structure.name ?? debtor.name ?? structure.siret,
    siret: structure.siret,
    ...given({ serviceCode: debtor.service?.code, serviceName: service?.name ?? debtor.service?.name }),
  }
}

function siretPlace(draft: Draft, siret: string) {
  const found = draft.debtor.identifiers.find((each) => each.value === siret)
  return found === undefined ? [] : place(found)
}

function demandPlace(draft: Draft, demand: Demand) {
  const isAboutService = demand === 'service-unknown' || demand === 'service-inactive'
  const found: Sourced | undefined = isAboutService ? draft.debtor.serviceCode : undefined
  return found === undefined ? undefined : place(found)
}
