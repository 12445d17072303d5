import { existsSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { hasSiretKey } from '../invoice/identifier.ts'
import { SettingsError, type SettingsProblem } from '../settings/problem.ts'
import {
  type DepositorsFile,
  depositorsShape,
  type StructuresFile,
  structuresShape,
} from '../settings/shapes.ts'
import { readYamlFile, type YamlFile } from '../settings/yaml-file.ts'
import { configFolder, readSettings, type SettingsSource } from '../settings.ts'
import type { Words } from './words.ts'

/** Legal, and probably not what was meant. */
export interface DirectoryRemark extends Words {
  kind:
    | 'no-folder'
    | 'no-active-service'
    | 'demand-without-effect'
    | 'unused-application'
    | 'siret-key'
    | 'services-alike'
  file: string
  line?: number
  /** Path of the field. */
  field: string
}

export interface DirectoryCounts {
  applications: number
  structures: number
  inactiveStructures: number
  services: number
  inactiveServices: number
  depositors: number
}

export type DirectoryCheck =
  | { kind: 'wrong'; problems: readonly SettingsProblem[] }
  | { kind: 'right'; counts: DirectoryCounts; remarks: DirectoryRemark[] }

/** Structures and depositors, read as the service reads them. Looks whether folders are there, and changes nothing. */
export function checkDirectory(source: SettingsSource): DirectoryCheck {
  try {
    const { data } = readSettings(source)
    const config = configFolder(source)
    const structures = readYamlFile(join(config, 'structures.yaml'), structuresShape)
    const depositors = readYamlFile(join(config, 'depositors.yaml'), depositorsShape)
    const of = { structures: asRead(structures), depositors: asRead(depositors), data }
    return { kind: 'right', counts: countsOf(of), remarks: CHECKS.flatMap((check) => check(of)) }
  } catch (error) {
    if (error instanceof SettingsError) return { kind: 'wrong', problems: error.problems }
    throw error
  }
}

interface ReadFile<T> {
  value: T
  at: YamlFile<T>['problem']
}

interface ReadDirectory {
  structures: ReadFile<StructuresFile>
  depositors: ReadFile<DepositorsFile>
  data: string
}

/** Both were read a moment ago, without a problem. */
function asRead<T>(file: YamlFile<T>): ReadFile<T> {
  if (file.value === undefined) throw new SettingsError(file.problems)
  return { value: file.value, at: (path, message) => file.problem(path, message) }
}

function countsOf({ structures, depositors }: ReadDirectory): DirectoryCounts {
  const all = structures.value.structures
  const services = all.flatMap((each) => each.services)
  return {
    applications: structures.value.applications.length,
    structures: all.length,
    inactiveStructures: all.filter(({ active }) => !active).length,
    services: services.length,
    inactiveServices: services.filter(({ active }) => !active).length,
    depositors: depositors.value.depositors.length,
  }
}

/** What is legal and looks wrong of one structure, whatever file it is or will be in. */
export function structureRemarks(structure: Judged): Words[] {
  if (!structure.active) return []
  return STRUCTURE_CHECKS.flatMap(({ judge }) => judge(structure) ?? [])
}

type Check = (of: ReadDirectory) => DirectoryRemark[]
type Structure = StructuresFile['structures'][number]

/** What checks look at of it. */
type Judged = Pick<Structure, 'siret' | 'active'> & {
  demands: Structure['demands']
  services: readonly Structure['services'][number][]
}

/** A look at a structure: where the remark stands, and what it says. */
interface StructureCheck {
  kind: DirectoryRemark['kind']
  field: keyof Structure
  judge: (structure: Judged) => Words | undefined
}

const STRUCTURE_CHECKS: readonly StructureCheck[] = [
  {
    kind: 'no-active-service',
    field: 'demands',
    judge: ({ demands, services }) =>
      demands.service === true &&
      demands.serviceOrEngagement !== true &&
      !services.some(({ active }) => active)
        ? {
            fr: 'exige un service et n’en a aucun d’actif : toute facture sera rejetée',
            en: 'demands a service and has no active one: every invoice is rejected',
          }
        : undefined,
  },
  {
    kind: 'demand-without-effect',
    field: 'demands',
    judge: ({ demands }) =>
      demands.serviceOrEngagement === true && (demands.service === true || demands.engagement === true)
        ? {
            fr: 'serviceOrEngagement l’emporte : service et engagement n’ont plus d’effet',
            en: 'serviceOrEngagement wins, the two others have no effect',
          }
        : undefined,
  },
  {
    kind: 'siret-key',
    field: 'siret',
    judge: ({ siret }) =>
      hasSiretKey(siret)
        ? undefined
        : { fr: `${siret} : la clé (Luhn) de ce SIRET est fausse`, en: 'the key of this SIRET is wrong' },
  },
  {
    kind: 'services-alike',
    field: 'services',
    judge: ({ services }) => {
      const alike = [...Map.groupBy(services, ({ code }) => code.trim().toUpperCase()).values()].find(
        (some) => some.length > 1,
      )
      if (alike === undefined) return undefined
      const codes = alike.map(({ code }) => JSON.stringify(code)).join(', ')
      return {
        fr: `${codes} ne diffèrent que par la casse ou des blancs, et sont des services distincts`,
        en: 'service codes that differ by case or blanks only',
      }
    },
  },
]

const CHECKS: readonly Check[] = [folders, ...STRUCTURE_CHECKS.map(eachStructure), unusedApplications]

function eachStructure({ kind, field, judge }: StructureCheck): Check {
  return ({ structures }) =>
    structures.value.structures.flatMap((structure, index) => {
      const words = structure.active ? judge(structure) : undefined
      return words === undefined ? [] : [remark(kind, structures.at(['structures', index, field], ''), words)]
    })
}

function unusedApplications({ structures }: ReadDirectory): DirectoryRemark[] {
  const { applications, structures: all } = structures.value
  const used = new Set(all.filter(({ active }) => active).map(({ application }) => application))
  return applications.flatMap(({ code }, index) => {
    if (used.has(code)) return []
    const fr = `${code} ne reçoit pour aucune structure active`
    const at = structures.at(['applications', index, 'code'], '')
    return [remark('unused-application', at, { fr, en: 'no active structure uses this application' })]
  })
}

/** A folder inside the data folder is made by the service; any other is somebody's mount, which may be away. */
function folders({ structures, depositors, data }: ReadDirectory): DirectoryRemark[] {
  const absent = (path: string) => {
    const folder = resolve(data, path)
    const within = relative(data, folder)
    const isOwn = !isAbsolute(within) && within !== '..' && !within.startsWith('../')
    return !isOwn && !existsSync(folder)
  }
  const words = (folder: string, whose = '') => ({
    fr: `${folder} n’existe pas maintenant${whose}`,
    en: 'this folder is not there now',
  })
  const of = (code: string) =>
    structures.value.structures.filter(({ application }) => application === code).length
  return [
    ...structures.value.applications.flatMap((each, index) => {
      if (each.channel !== 'folder' || !absent(each.folder)) return []
      const at = structures.at(['applications', index, 'folder'], '')
      return [remark('no-folder', at, words(each.folder, ` ; ${of(each.code)} structure(s) l’attendent`))]
    }),
    ...depositors.value.depositors.flatMap((each, index) => {
      if (each.channel !== 'folder') return []
      return (['in', 'out'] as const)
        .filter((field) => absent(each[field]))
        .map((field) =>
          remark('no-folder', depositors.at(['depositors', index, field], ''), words(each[field])),
        )
    }),
  ]
}

function remark(kind: DirectoryRemark['kind'], at: SettingsProblem, words: Words): DirectoryRemark {
  const { file, line, field } = at
  return { kind, file, field, ...(line === undefined ? {} : { line }), ...words }
}
