import { posix, resolve } from 'node:path'
import { UNKNOWN_SIRET } from '../directory/directory.ts'
import type { SettingsProblem } from './problem.ts'
import type { FieldPath, YamlFile } from './yaml-file.ts'

type AnyFile = Pick<YamlFile<unknown>, 'written' | 'problem'>

/** A text with the file and field it stands in. */
interface Placed {
  value: string
  of: AnyFile
  path: FieldPath
}

/**
 * What no single field can be wrong with: the same thing said twice, a name that leads nowhere. Looks at the files as
 * written, so that these problems are named beside those of single fields, not after them.
 */
export function crossChecks(depositors: AnyFile, structures: AnyFile, data: string): SettingsProblem[] {
  const depositor = (field: string) => texts(depositors, ['depositors'], field)
  const application = (field: string) => texts(structures, ['applications'], field)
  const structure = (field: string) => texts(structures, ['structures'], field)
  return [
    ...doubled(depositor('application'), 'application code'),
    ...doubled(application('code'), 'application code'),
    ...doubled(structure('siret'), 'SIRET'),
    ...services(structures).flatMap((list) => doubled(texts(structures, list, 'code'), 'service code')),
    ...sharedFolders([...depositorFolders(depositors), ...application('folder')], data),
    ...sharedRemoteFolders([...depositorRemotes(depositors), ...applicationRemotes(structures)]),
    ...unknownApplications(structure('application'), application('code')),
    ...reservedSirets(structure('siret')),
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

/** The same, on the servers: as one user of one server sees them. */
function sharedRemoteFolders(all: readonly Placed[]): SettingsProblem[] {
  return repeats(all).map(([again, first]) =>
    again.of.problem(
      again.path,
      `is ${again.value}; wanted a folder of its own, this one is already ${where(first)}`,
    ),
  )
}

function unknownApplications(named: readonly Placed[], known: readonly Placed[]): SettingsProblem[] {
  const codes = new Set(known.map(({ value }) => value))
  return named
    .filter(({ value }) => !codes.has(value))
    .map(({ of, path, value }) =>
      of.problem(
        path,
        `is ${JSON.stringify(value)}; wanted the code of one of the applications of this file`,
      ),
    )
}

/** 00000000000000 means "I do not know the State's SIRET"; a structure of that number would take the State's invoices. */
function reservedSirets(sirets: readonly Placed[]): SettingsProblem[] {
  return sirets
    .filter(({ value }) => value === UNKNOWN_SIRET)
    .map(({ of, path }) => of.problem(path, `is ${UNKNOWN_SIRET}; this number is no structure's`))
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

/** A depositor's `in` then its `out`, one depositor after the other. */
function depositorFolders(of: AnyFile): Placed[] {
  return entriesAt(of, ['depositors']).flatMap((_, i) =>
    ['in', 'out'].flatMap((field) => textAt(of, ['depositors', i, field])),
  )
}

function depositorRemotes(of: AnyFile): Placed[] {
  return entriesAt(of, ['depositors']).flatMap((_, i) =>
    remotesAt(of, ['depositors', i], ['remoteOut', 'remoteIn', 'done']),
  )
}

function applicationRemotes(of: AnyFile): Placed[] {
  return entriesAt(of, ['applications']).flatMap((_, i) =>
    remotesAt(of, ['applications', i], ['remoteFolder']),
  )
}

/** Remote folders with the server and user they are folders of; the value is what people call them by. */
function remotesAt(of: AnyFile, entry: FieldPath, fields: readonly string[]): Placed[] {
  const part = (field: string) => {
    const value = at(of.written, [...entry, field])
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  const server = `${part('user')}@${part('host').toLowerCase()}:${part('port') || '22'}`
  return fields
    .flatMap((field) => textAt(of, [...entry, field]))
    .map((each) => ({ ...each, value: `${server}:${posix.join(each.value, '.').replace(/(.)\/$/, '$1')}` }))
}

/** Where each structure's list of services is. */
function services(of: AnyFile): FieldPath[] {
  return entriesAt(of, ['structures']).map((_, i) => ['structures', i, 'services'])
}

/** This field of every entry of a list, where it is a text. */
function texts(of: AnyFile, list: FieldPath, field: string): Placed[] {
  return entriesAt(of, list).flatMap((_, i) => textAt(of, [...list, i, field]))
}

function textAt(of: AnyFile, path: FieldPath): Placed[] {
  const value = at(of.written, path)
  return typeof value === 'string' ? [{ value, of, path }] : []
}

function entriesAt(of: AnyFile, path: FieldPath): unknown[] {
  const value = at(of.written, path)
  return Array.isArray(value) ? value : []
}

function at(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (inside, key) => (inside !== null && typeof inside === 'object' ? Reflect.get(inside, key) : undefined),
    value,
  )
}
