import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { type Directory, directoryOf } from './directory/directory.ts'
import type { Endpoint } from './directory/structure.ts'
import type { Limits, RuleSettings } from './pipeline/rule-settings.ts'
import { crossChecks } from './settings/cross-checks.ts'
import { readEnvironment } from './settings/environment.ts'
import { SettingsError } from './settings/problem.ts'
import {
  type DefaultFile,
  type DepositorsFile,
  defaultShape,
  depositorsShape,
  type OverrideFile,
  overrideShape,
  type StructuresFile,
  structuresShape,
} from './settings/shapes.ts'
import { readYamlFile } from './settings/yaml-file.ts'

/** All that is configured. Every path is absolute; `config/default.yaml` says the unit and the reason of each value. */
export interface Settings {
  /** Our own application code, six characters. */
  application: string
  applicationLabel: string
  /** Folder of the record, the archive, the private Redis and the logs. */
  data: string
  record: { file: string }
  archive: { folder: string }
  /** Without a URL a private server is started in the data folder. */
  redis: { url?: string }
  workers: { flows: number }
  intake: { settleMs: number; scanMs: number; batch: number }
  deliveries: { backoffMs: number; backoffMaxMs: number; batch: number }
  flows: { attempts: number; backoffMs: number }
  limits: Limits
  rules: RuleSettings
  logLevel: string
  depositors: Depositor[]
  directory: Directory
}

/** Who drops flows. */
export interface Depositor {
  /** Six characters, unique: the code in flow names. */
  application: string
  name: string
  channel: 'folder'
  /** Absolute folder it drops flows in. */
  in: string
  /** Absolute folder it gets reports in. */
  out: string
  /** True: it renames finished files into place, so that there is nothing to wait for. */
  renames: boolean
  limits: { flowBytes?: number }
}

export interface SettingsSource {
  /** Folder of the configuration; else ECLUSE_CONFIG, else the one that comes with Écluse. */
  config?: string
  /** Else ECLUSE_DATA, else `data` in the current folder. */
  data?: string
  /** Else the environment of the process. */
  env?: NodeJS.ProcessEnv
}

const SHIPPED_CONFIG = resolve(import.meta.dirname, '../config')

/**
 * Reads the configuration and checks all of it. Touches no folder it names.
 * @throws SettingsError with every problem found, each with its file, line and field.
 */
export function readSettings(source: SettingsSource = {}): Settings {
  const environment = readEnvironment(source.env ?? process.env)
  const config = resolve(source.config ?? environment.config ?? SHIPPED_CONFIG)
  const data = resolve(source.data ?? environment.data ?? 'data')
  const own = join(config, 'default.yaml')
  const base = readYamlFile(existsSync(own) ? own : join(SHIPPED_CONFIG, 'default.yaml'), defaultShape)
  const overrides = readOverrides(join(config, 'ecluse.yaml'))
  const depositors = readYamlFile(join(config, 'depositors.yaml'), depositorsShape)
  const structures = readYamlFile(join(config, 'structures.yaml'), structuresShape)
  const problems = [
    ...environment.problems,
    ...[base, overrides, depositors, structures].flatMap((file) => file.problems),
    ...crossChecks(depositors, structures, data),
  ]
  if (problems.length > 0 || !base.value || !overrides.value || !depositors.value || !structures.value) {
    throw new SettingsError(problems)
  }
  return {
    ...merged(base.value, overrides.value),
    ...(environment.logLevel === undefined ? {} : { logLevel: environment.logLevel }),
    data,
    record: { file: join(data, 'ecluse.sqlite') },
    archive: { folder: join(data, 'archive') },
    redis: environment.redis === undefined ? {} : { url: environment.redis },
    depositors: depositorsIn(depositors.value, data),
    directory: directoryIn(structures.value, data),
  }
}

/** Where a depositor gets its reports. */
export function depositorEndpoint(depositor: Depositor): Endpoint {
  return { id: `depositor:${depositor.application}`, channel: depositor.channel, folder: depositor.out }
}

/** The endpoint of this id (`depositor:<code>` or `application:<code>`); `undefined` when the configuration has none. */
export function endpointOf(settings: Settings, id: string): Endpoint | undefined {
  const depositor = settings.depositors.find((each) => depositorEndpoint(each).id === id)
  if (depositor !== undefined) return depositorEndpoint(depositor)
  const [kind, code] = id.split(':')
  return kind === 'application' && code !== undefined ? settings.directory.endpoint(code) : undefined
}

/** A file of its own for what differs, so that a newer Écluse brings its new defaults; it may be absent. */
function readOverrides(file: string) {
  if (existsSync(file)) return readYamlFile(file, overrideShape)
  const value: OverrideFile = {}
  return { value, problems: [] }
}

function merged(base: DefaultFile, over: OverrideFile) {
  const flows = over.workers?.flows ?? base.workers.flows
  return {
    application: over.application ?? base.application,
    applicationLabel: over.applicationLabel ?? base.applicationLabel,
    logLevel: over.logLevel ?? base.logLevel,
    workers: { flows: flows === 'auto' ? availableParallelism() : flows },
    intake: { ...base.intake, ...over.intake },
    deliveries: { ...base.deliveries, ...over.deliveries },
    flows: { ...base.flows, ...over.flows },
    limits: { ...base.limits, ...over.limits },
    rules: { ...base.rules, ...over.rules },
  }
}

function depositorsIn(file: DepositorsFile, data: string): Depositor[] {
  return file.depositors.map((each) => ({
    ...each,
    in: resolve(data, each.in),
    out: resolve(data, each.out),
  }))
}

function directoryIn(file: StructuresFile, data: string): Directory {
  const none = { service: false, engagement: false, serviceOrEngagement: false }
  return directoryOf(
    file.applications.map((each) => ({ ...each, folder: resolve(data, each.folder) })),
    file.structures.map((each) => ({ ...each, demands: { ...none, ...each.demands } })),
  )
}
