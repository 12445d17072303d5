import type { DirectoryChange } from './merge.ts'
import type { Service, Structure } from './structure.ts'

/** What makes the one of the other; absent: it was not there, or is no more. None when they are the same. */
export function structureChanges(
  before: Structure | undefined,
  after: Structure | undefined,
): DirectoryChange[] {
  if (before === undefined)
    return after === undefined ? [] : [{ kind: 'added', ...known(after), structure: after }]
  if (after === undefined) return [{ kind: 'removed', ...known(before) }]
  return [...fieldChanges(before, after), ...serviceChanges(before, after)]
}

function known({ siret, name = siret }: Structure): { siret: string; name: string } {
  return { siret, name }
}

function fieldChanges(before: Structure, after: Structure): DirectoryChange[] {
  const values = (of: Structure) =>
    ({
      name: known(of).name,
      active: of.active,
      application: of.application,
      'demands.service': of.demands.service,
      'demands.engagement': of.demands.engagement,
      'demands.serviceOrEngagement': of.demands.serviceOrEngagement,
    }) as const
  const [from, to] = [values(before), values(after)]
  return (Object.keys(from) as (keyof typeof from)[])
    .filter((field) => from[field] !== to[field])
    .map((field) => ({ kind: 'changed', ...known(before), field, from: from[field], to: to[field] }))
}

function serviceChanges(before: Structure, after: Structure): DirectoryChange[] {
  const is = known(before)
  const then = new Map(after.services.map((service) => [service.code, service]))
  const now = new Set(before.services.map(({ code }) => code))
  const kept = before.services.flatMap((service): DirectoryChange[] => {
    const other = then.get(service.code)
    if (other === undefined) return [{ kind: 'service-removed', ...is, service }]
    return ownChanges(service, other).map((change) => ({ kind: 'service-changed', ...is, ...change }))
  })
  const added = after.services
    .filter(({ code }) => !now.has(code))
    .map((service): DirectoryChange => ({ kind: 'service-added', ...is, service }))
  return [...kept, ...added]
}

function ownChanges(before: Service, after: Service) {
  return (['name', 'active', 'engagement'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ code: before.code, field, from: before[field], to: after[field] }))
}

/** The structure with these services after the ones it had, so that those that stay keep their places. */
export function inItsOrder(before: Structure | undefined, after: Structure): Structure {
  if (before === undefined) return after
  const place = new Map(before.services.map(({ code }, at) => [code, at]))
  const at = ({ code }: Service) => place.get(code) ?? place.size
  return { ...after, services: after.services.toSorted((one, other) => at(one) - at(other)) }
}
