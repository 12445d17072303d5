import type { CsvProblem } from './csv.ts'
import type { Imported, ImportedService, ImportedStructure } from './import-rows.ts'
import type { Demands, Service, Structure } from './structure.ts'

/** What an import does to the directory, one thing at a time. */
export type DirectoryChange = { siret: string; name: string } & (
  | { kind: 'added'; structure: Structure }
  | { kind: 'removed' }
  | { kind: 'changed'; field: StructureField; from: string | boolean; to: string | boolean }
  | { kind: 'service-added'; service: Service }
  | { kind: 'service-removed'; service: Service }
  | {
      kind: 'service-changed'
      code: string
      field: ServiceField
      from: string | boolean
      to: string | boolean
    }
)

export type StructureField = 'name' | 'active' | 'application' | `demands.${keyof Demands}`
export type ServiceField = Exclude<keyof Service, 'code'>

export interface Merged {
  /** The directory as it is to be, in its order, what is new at its end. */
  structures: Structure[]
  changes: DirectoryChange[]
  problems: CsvProblem[]
}

interface MergeOptions {
  /** Structures, and services, that the file does not have are removed. */
  removeMissing: boolean
  /** Codes that a structure may name. */
  applications: ReadonlySet<string>
}

/** The directory with what a file says put into it. Pure: nothing is written. */
export function merge(current: readonly Structure[], imported: Imported, options: MergeOptions): Merged {
  const problems: CsvProblem[] = []
  const changes: DirectoryChange[] = []
  const bySiret = new Map<string, ImportedStructure>(imported.structures.map((each) => [each.siret, each]))
  const there = new Set<string>(current.map(({ siret }) => siret))
  for (const { application, line } of imported.structures) {
    if (application !== undefined && !options.applications.has(application))
      problems.push(unknownApplication(line, application))
  }
  const kept = current.flatMap((structure): Structure[] => {
    const given = bySiret.get(structure.siret)
    if (given !== undefined) {
      const removeMissing = options.removeMissing && imported.hasServices
      return [changed(structure, given, { changes, problems, removeMissing })]
    }
    if (!options.removeMissing) return [structure]
    changes.push({ kind: 'removed', ...known(structure) })
    return []
  })
  const added = imported.structures
    .filter(({ siret }) => !there.has(siret))
    .flatMap((given) => newStructure(given, { changes, problems }))
  return { structures: [...kept, ...added], changes, problems: problems.toSorted((a, b) => a.line - b.line) }
}

function unknownApplication(line: number, code: string): CsvProblem {
  return {
    line,
    fr: `application : ${code} n’est pas dans structures.yaml ; l’y ajouter d’abord, avec son dossier ou son serveur`,
    en: `application ${code} is not in structures.yaml`,
  }
}

/** What comes of a merge beside the directory itself. */
interface Into {
  changes: DirectoryChange[]
  problems: CsvProblem[]
}

const NO_DEMANDS: Demands = { service: false, engagement: false, serviceOrEngagement: false }

function newStructure(given: ImportedStructure, into: Into): Structure[] {
  const { siret, name, application, line } = given
  if (name === undefined) into.problems.push(missing(line, 'nom', siret))
  if (application === undefined) into.problems.push(missing(line, 'application', siret))
  const services = given.services.flatMap((service) => newService(service, into.problems))
  if (name === undefined || application === undefined) return []
  const demands = { ...NO_DEMANDS, ...given.demands }
  const structure: Structure = { siret, name, active: given.active ?? true, application, demands, services }
  into.changes.push({ kind: 'added', siret, name, structure })
  return [structure]
}

function missing(line: number, column: string, siret: string): CsvProblem {
  return {
    line,
    fr: `${column} : manque, et la structure ${siret} n’est pas encore dans l’annuaire`,
    en: `${column} is missing, and the structure is new`,
  }
}

function newService(
  { code, name, active, engagement, line }: ImportedService,
  problems: CsvProblem[],
): Service[] {
  if (name === undefined) {
    const fr = `nom_service : manque, et le service ${JSON.stringify(code)} n’est pas encore dans l’annuaire`
    problems.push({ line, fr, en: 'nom_service is missing, and the service is new' })
    return []
  }
  return [{ code, name, active: active ?? true, engagement: engagement ?? false }]
}

/** As people know it; a structure of a directory file always has a name. */
function known({ siret, name = siret }: Structure): { siret: string; name: string } {
  return { siret, name }
}

interface Changing extends Into {
  removeMissing: boolean
}

function changed(of: Structure, given: ImportedStructure, into: Changing): Structure {
  const { changes } = into
  const is = known(of)
  const note = (field: StructureField, from: string | boolean, to: string | boolean | undefined) => {
    if (to !== undefined && from !== to) changes.push({ kind: 'changed', ...is, field, from, to })
  }
  note('name', is.name, given.name)
  note('active', of.active, given.active)
  note('application', of.application, given.application)
  for (const demand of ['service', 'engagement', 'serviceOrEngagement'] as const) {
    note(`demands.${demand}`, of.demands[demand], given.demands[demand])
  }
  const { name = of.name, active = of.active, application = of.application } = given
  return {
    ...of,
    ...(name === undefined ? {} : { name }),
    active,
    application,
    demands: { ...of.demands, ...given.demands },
    services: services(of, given, into),
  }
}

function services(of: Structure, given: ImportedStructure, into: Changing): Service[] {
  const { changes, problems, removeMissing } = into
  const is = known(of)
  const byCode = new Map(given.services.map((service) => [service.code, service]))
  const kept = of.services.flatMap((service): Service[] => {
    const told = byCode.get(service.code)
    if (told === undefined && removeMissing) {
      changes.push({ kind: 'service-removed', ...is, service })
      return []
    }
    if (told === undefined) return [service]
    const { code } = service
    for (const field of ['name', 'active', 'engagement'] as const) {
      const to = told[field]
      if (to !== undefined && to !== service[field])
        changes.push({ kind: 'service-changed', ...is, code, field, from: service[field], to })
    }
    const { name = service.name, active = service.active, engagement = service.engagement } = told
    return [{ code, name, active, engagement }]
  })
  const fresh = given.services.filter(({ code }) => !of.services.some((service) => service.code === code))
  const added = fresh.flatMap((service) => newService(service, problems))
  for (const service of added) changes.push({ kind: 'service-added', ...is, service })
  return [...kept, ...added]
}
