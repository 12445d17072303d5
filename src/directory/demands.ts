import type { Demands, Service, Structure } from './structure.ts'

/** What a structure asks for and an invoice does not give. */
export type Demand =
  | 'service-unknown'
  | 'service-inactive'
  | 'service-missing'
  | 'engagement-missing'
  | 'service-or-engagement-missing'
  | 'engagement-missing-for-service'

/** What an invoice gives: `undefined` where it gives none. */
export interface Given {
  service?: string | undefined
  engagement?: string | undefined
}

/**
 * Every structure has this technical service, which stands for no service in particular. It is never unknown, and
 * never meets a demand for a service, unless the structure lists it as one of its own.
 */
export const DEFAULT_SERVICE = 'FACTURES_PUBLIQUES'

/**
 * The demands this invoice does not meet, those of the structure first, then the service's own; empty when it meets all.
 *
 * A service code the structure does not have, or has closed, is a fault even where no service is demanded: the
 * depositor means somebody, and it is not whoever would open the pivot. Either the code or the SIRET is wrong, and to
 * deliver all the same would be to guess which. A bad code is one fault, not also a missing service.
 */
export function unmetDemands(structure: Structure, given: Given): Demand[] {
  if (structure.synthetic) return []
  const service = structure.services.find((each) => each.code === given.service)
  const unmet = [...badService(service, given), ...missing(structure.demands, meant(service, given))]
  const wantsEngagement = service?.active === true && service.engagement && given.engagement === undefined
  if (wantsEngagement && !unmet.includes('engagement-missing')) unmet.push('engagement-missing-for-service')
  return unmet
}

function badService(service: Service | undefined, given: Given): Demand[] {
  if (service !== undefined) return service.active ? [] : ['service-inactive']
  return given.service === undefined || given.service === DEFAULT_SERVICE ? [] : ['service-unknown']
}

/** The technical service says no more than none at all. */
function meant(service: Service | undefined, given: Given): Given {
  const said = service === undefined && given.service === DEFAULT_SERVICE ? undefined : given.service
  return { service: said, engagement: given.engagement }
}

/** The order is Chorus's own: either of the two, then both, then the one asked for, then nothing. */
function missing(demands: Demands, given: Given): Demand[] {
  if (demands.serviceOrEngagement) {
    const neither = given.service === undefined && given.engagement === undefined
    return neither ? ['service-or-engagement-missing'] : []
  }
  const unmet: Demand[] = []
  if (demands.service && given.service === undefined) unmet.push('service-missing')
  if (demands.engagement && given.engagement === undefined) unmet.push('engagement-missing')
  return unmet
}
