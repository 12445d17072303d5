import { resolve } from 'node:path'
import { UNKNOWN_SIRET } from '../directory/directory.ts'
import type { SettingsProblem } from './problem.ts'
import type { DepositorsFile, StructuresFile } from './shapes.ts'
import type { FieldPath, YamlFile } from './yaml-file.ts'

/** A value with the file and field it stands in. */
interface Placed {
  value: string
  of: YamlFile<unknown>
  path: FieldPath
}

/** What no single field can be wrong with: the same thing said twice, a name that leads nowhere. */
export function crossChecks(
  depositors: YamlFile<DepositorsFile>,
  structures: YamlFile<StructuresFile>,
  data: string,
): SettingsProblem[] {
  return [
    ...doubled(depositorCodes(depositors), 'application code'),
    ...doubled(applicationCodes(structures), 'application code'),
    ...doubled(sirets(structures), 'SIRET'),
    ...serviceCodes(structures).flatMap((codes) => doubled(codes, 'service code')),
    ...sharedFolders([...depositorFolders(depositors), ...applicationFolders(structures)], data),
    ...unknownApplications(structures),
    ...reservedSirets(structures),
  ]
}

function doubled(all: readonly Placed[], what: string): SettingsProblem[] {
  return repeats(all).map(([again, first]) =>
    again.of.problem(
      again.path,
      `is ${JSON.stringify(again.value)}; this ${what} is already ${where(first)}`,
    ),
  )
}

/** Two owners of one folder would take each other's files. */
function sharedFolders(all: readonly Placed[], data: string): SettingsProblem[] {
  const resolved = all.map((each) => ({ ...each, value: resolve(data, each.value) }))
  return repeats(resolved).map(([again, first]) =>
    again.of.problem(
      again.path,
      `is ${again.value}; wanted a folder of its own, this one is already ${where(first)}`,
    ),
  )
}

function unknownApplications(structures: YamlFile<StructuresFile>): SettingsProblem[] {
  const known = new Set(structures.value?.applications.map(({ code }) => code))
  return entries(structures.value?.structures).flatMap(([i, { application }]) =>
    known.has(application)
      ? []
      : [
          structures.problem(
            ['structures', i, 'application'],
            `is ${JSON.stringify(application)}; wanted the code of one of the applications of this file`,
          ),
        ],
  )
}

/** 00000000000000 means "I do not know the State's SIRET"; a structure of that number would take the State's invoices. */
function reservedSirets(structures: YamlFile<StructuresFile>): SettingsProblem[] {
  return sirets(structures)
    .filter(({ value }) => value === UNKNOWN_SIRET)
    .map(({ path }) => structures.problem(path, `is ${UNKNOWN_SIRET}; this number is no structure's`))
}

/** Each value seen before, with the first that had it. */
function repeats(all: readonly Placed[]): [again: Placed, first: Placed][] {
  const seen = new Map<string, Placed>()
  return all.flatMap((each): [Placed, Placed][] => {
    const first = seen.get(each.value)
    if (first !== undefined) return [[each, first]]
    seen.set(each.value, each)
    return []
  })
}

function where(placed: Placed): string {
  const { file, line, field } = placed.of.problem(placed.path, '')
  return `at ${file}:${line} (${field})`
}

function entries<T>(values: readonly T[] | undefined): [number, T][] {
  return [...(values ?? []).entries()]
}

function depositorCodes(of: YamlFile<DepositorsFile>): Placed[] {
  return entries(of.value?.depositors).map(([i, { application }]) => ({
    value: application,
    of,
    path: ['depositors', i, 'application'],
  }))
}

function depositorFolders(of: YamlFile<DepositorsFile>): Placed[] {
  return entries(of.value?.depositors).flatMap(([i, depositor]) => [
    { value: depositor.in, of, path: ['depositors', i, 'in'] },
    { value: depositor.out, of, path: ['depositors', i, 'out'] },
  ])
}

function applicationCodes(of: YamlFile<StructuresFile>): Placed[] {
  return entries(of.value?.applications).map(([i, { code }]) => ({
    value: code,
    of,
    path: ['applications', i, 'code'],
  }))
}

function applicationFolders(of: YamlFile<StructuresFile>): Placed[] {
  return entries(of.value?.applications).map(([i, { folder }]) => ({
    value: folder,
    of,
    path: ['applications', i, 'folder'],
  }))
}

function sirets(of: YamlFile<StructuresFile>): Placed[] {
  return entries(of.value?.structures).map(([i, { siret }]) => ({
    value: siret,
    of,
    path: ['structures', i, 'siret'],
  }))
}

function serviceCodes(of: YamlFile<StructuresFile>): Placed[][] {
  return entries(of.value?.structures).map(([i, { services }]) =>
    entries(services).map(([j, { code }]) => ({
      value: code,
      of,
      path: ['structures', i, 'services', j, 'code'],
    })),
  )
}
