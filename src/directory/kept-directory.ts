import { z } from 'zod'
import { type Siret, siret } from '../invoice/identifier.ts'
import { type Directory, directoryOf } from './directory.ts'
import type { Structure } from './structure.ts'

const service = z.strictObject({
  code: z.string(),
  name: z.string(),
  active: z.boolean(),
  engagement: z.boolean(),
})

const structure = z.strictObject({
  siret: z.string().refine((text): text is Siret => siret(text) !== undefined),
  name: z.string().exactOptional(),
  active: z.boolean(),
  application: z.string(),
  demands: z.strictObject({
    service: z.boolean(),
    engagement: z.boolean(),
    serviceOrEngagement: z.boolean(),
  }),
  services: z.array(service),
})

const contents = z.strictObject({
  applications: z.array(z.strictObject({ code: z.string(), label: z.string() })),
  structures: z.array(structure),
})

/** The directory as it is kept for past runs: the same bytes for the same hash, whatever order it was configured in. */
export function keptDirectory(directory: Directory): Uint8Array {
  const { applications, structures } = directory.contents()
  const kept = {
    applications: applications.toSorted((one, other) => byUnits(one.code, other.code)),
    structures: structures.map(keptStructure).toSorted((one, other) => byUnits(one.siret, other.siret)),
  }
  return Buffer.from(JSON.stringify(kept))
}

/** Its members one by one: nothing else a configuration may hang on a structure is kept. */
function keptStructure({ siret, name, active, application, demands, services }: Structure) {
  const { service, engagement, serviceOrEngagement } = demands
  return {
    siret,
    name,
    active,
    application,
    demands: { service, engagement, serviceOrEngagement },
    services: services
      .map((each) => ({
        code: each.code,
        name: each.name,
        active: each.active,
        engagement: each.engagement,
      }))
      .toSorted((one, other) => byUnits(one.code, other.code)),
  }
}

/** By code unit, so that the order does not hang on the machine's language. */
function byUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/**
 * The directory that was kept in these bytes: it judges as the one it was made of, under the same hash, and delivers
 * nowhere. @throws when the bytes are no kept directory.
 */
export function directoryKeptIn(bytes: Uint8Array): Directory {
  const { applications, structures } = contents.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  return directoryOf(applications, structures)
}
