import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { type Directory, directoryOf } from './directory/directory.ts'
import type { SftpServer } from './directory/sftp-server.ts'
import type { Endpoint } from './directory/structure.ts'
import { given } from './invoice/given.ts'
import type { Limits, RuleSettings } from './pipeline/rule-settings.ts'
import type { NameRule } from './reception/flow-name.ts'
import type { AntivirusSettings } from './reception/antivirus.ts'
import { alertProblems, type AlertSettings, type UsualHours } from './settings/alerts.ts'
import { crossChecks } from './settings/cross-checks.ts'
import { readEnvironment } from './settings/environment.ts'
import { type Listening, listeningAt } from './settings/listening.ts'
import { consoleOf, consoleProblems, type ConsoleSettings } from './settings/oidc.ts'
import { SettingsError } from './settings/problem.ts'
import { type RetentionSettings, retentionProblems } from './settings/retention.ts'
import { type Role, ROLES } from './settings/roles.ts'
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
import { type SecretSources, sftpServerOf, sftpServerProblems } from './settings/sftp-server.ts'
import { readYamlFile } from './settings/yaml-file.ts'

/** All that is configured. Every path is absolute; `config/default.yaml` says the unit and the reason of each value. */
export interface Settings {
  /** Our own application code, six characters. */
  application: string
  applicationLabel: string
  /** This machine's own folder: the lock, the private Redis, the record when it is SQLite's, the archive unless set apart. */
  data: string
  /** What this machine does. */
  roles: readonly Role[]
  /** A file of SQLite, or a database of a PostgreSQL server. */
  record: { file: string } | { url: string }
  archive: { folder: string }
  /** Where the support console listens, and where metrics and health are asked for; absent: nowhere. */
  listening: { console?: Listening; watch?: Listening }
  /** Who shows it may read metrics and the reasons of health from elsewhere. */
  metricsToken?: string
  /** Without a URL a private server is started in the data folder. */
  redis: { url?: string }
  workers: { flows: number }
  intake: { settleMs: number; scanMs: number; batch: number }
  deliveries: { backoffMs: number; backoffMaxMs: number; batch: number }
  flows: { attempts: number; backoffMs: number }
  limits: Limits
  rules: RuleSettings
  antivirus: AntivirusSettings
  retention: RetentionSettings
  alerts: AlertSettings
  console: ConsoleSettings
  logLevel: string
  depositors: Depositor[]
  directory: Directory
}

/** Who drops flows. */
export type Depositor = FolderDepositor | SftpDepositor

interface AnyDepositor {
  /** Six characters, unique: the code in flow names. */
  application: string
  name: string
  /** True: it renames finished files into place, so that there is nothing to wait for. */
  renames: boolean
  /** How strictly its flow names are judged. */
  names: NameRule
  limits: { flowBytes?: number }
  /** When it usually drops flows; absent: it is never taken for silent. */
  usual?: UsualHours
}

export interface FolderDepositor extends AnyDepositor {
  channel: 'folder'
  /** Absolute folder it drops flows in. */
  in: string
  /** Absolute folder it gets reports in. */
  out: string
}

/** The folders are those of its server, absolute or from where the login begins. */
export interface SftpDepositor extends AnyDepositor {
  channel: 'sftp'
  server: SftpServer
  /** It puts flows there, for us to fetch. */
  remoteOut: string
  /** It finds reports there. */
  remoteIn: string
  /** Flows taken in are moved there; absent: they are removed. */
  done?: string
  /** How often `remoteOut` is looked at. */
  pollMs: number
}

export interface SettingsSource {
  /** Folder of the configuration; else ECLUSE_CONFIG, else the one that comes with Écluse. */
  config?: string
  /** Else ECLUSE_DATA, else `data` in the current folder. */
  data?: string
  /** Folder of the archive; else ECLUSE_ARCHIVE, else `archive` in the data folder. */
  archive?: string
  /** Else the database of DATABASE_URL, else a file in the data folder. */
  record?: Settings['record']
  /** A list with commas; else ECLUSE_ROLES, else all of them. */
  roles?: string
  /** A file to be judged as if it were `structures.yaml`. */
  structures?: string
  /** What the environment says nothing of listens at its usual place; else nowhere. */
  listens?: boolean
  /** Else the environment of the process. */
  env?: NodeJS.ProcessEnv
}

/** Where they listen unless something else is said: for this machine alone. */
const CONSOLE: Listening = { host: '127.0.0.1', port: 8060 }
const WATCH: Listening = { host: '127.0.0.1', port: 8061 }

const SHIPPED_CONFIG = resolve(import.meta.dirname, '../config')

/**
 * Reads the configuration and checks all of it. Touches no folder it names.
 * @throws SettingsError with every problem found, each with its file, line and field.
 */
export function readSettings(source: SettingsSource = {}): Settings {
  const env = source.env ?? process.env
  const environment = readEnvironment(said(source, env))
  const config = configFolder(source)
  const data = resolve(source.data ?? environment.data ?? 'data')
  const own = join(config, 'default.yaml')
  const base = readYamlFile(existsSync(own) ? own : join(SHIPPED_CONFIG, 'default.yaml'), defaultShape)
  const overrides = readOverrides(join(config, 'ecluse.yaml'))
  const depositors = readYamlFile(join(config, 'depositors.yaml'), depositorsShape)
  const structures = readYamlFile(source.structures ?? join(config, 'structures.yaml'), structuresShape)
  const problems = [
    ...environment.problems,
    ...[base, overrides, depositors, structures].flatMap((file) => file.problems),
    ...crossChecks(depositors, structures, data),
    ...retentionProblems(base, overrides),
    ...alertProblems(base, overrides),
    ...consoleProblems(base, overrides, env),
    ...sftpServerProblems(depositors, 'depositors', env),
    ...sftpServerProblems(structures, 'applications', env),
  ]
  if (problems.length > 0 || !base.value || !overrides.value || !depositors.value || !structures.value) {
    throw new SettingsError(problems)
  }
  const settled = merged(base.value, overrides.value)
  return {
    ...settled,
    alerts: { ...settled.alerts, ...given({ token: environment.alertToken }) },
    console: consoleOf({ ...base.value.console, ...overrides.value.console }, { config, env }),
    ...(environment.logLevel === undefined ? {} : { logLevel: environment.logLevel }),
    data,
    roles: environment.roles ?? ROLES,
    record: source.record ?? recordIn(data, environment.database),
    archive: { folder: resolve(source.archive ?? environment.archive ?? join(data, 'archive')) },
    redis: environment.redis === undefined ? {} : { url: environment.redis },
    listening: given({
      console: listeningAt(environment.console, source.listens === true ? CONSOLE : undefined),
      watch: listeningAt(environment.watch, source.listens === true ? WATCH : undefined),
    }),
    ...given({ metricsToken: environment.metricsToken }),
    depositors: depositorsIn(depositors.value, { data, config, env }),
    directory: directoryIn(structures.value, { data, config, env }),
  }
}

/** The folder the configuration is read from, absolute. */
export function configFolder(source: Pick<SettingsSource, 'config' | 'env'> = {}): string {
  return resolve(source.config ?? readEnvironment(source.env ?? process.env).config ?? SHIPPED_CONFIG)
}

/** The environment, but for what the source says better: what is not used cannot be wrong. */
function said({ record, roles }: SettingsSource, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...env,
    ...(record === undefined ? {} : { DATABASE_URL: undefined }),
    ...(roles === undefined ? {} : { ECLUSE_ROLES: roles }),
  }
}

function recordIn(data: string, url: string | undefined): Settings['record'] {
  return url === undefined ? { file: join(data, 'ecluse.sqlite') } : { url }
}

/** Where a depositor gets its reports. */
export function depositorEndpoint(depositor: Depositor): Endpoint {
  const id = `depositor:${depositor.application}`
  return depositor.channel === 'folder'
    ? { id, channel: 'folder', folder: depositor.out }
    : { id, channel: 'sftp', server: depositor.server, folder: depositor.remoteIn }
}

/** The endpoint of this id (`depositor:<code>` or `application:<code>`); `undefined` when the configuration has none. */
export function endpointOf(
  settings: Pick<Settings, 'depositors' | 'directory'>,
  id: string,
): Endpoint | undefined {
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
    antivirus: { ...base.antivirus, ...over.antivirus },
    retention: { ...base.retention, ...over.retention },
    alerts: { ...base.alerts, ...over.alerts },
    rules: {
      ...base.rules,
      ...over.rules,
      attachments: { ...base.rules.attachments, ...over.rules?.attachments },
      pdf: { ...base.rules.pdf, ...over.rules?.pdf },
    },
  }
}

/** What paths are relative to, and where secrets may be. */
interface Surroundings extends SecretSources {
  data: string
}

function depositorsIn(file: DepositorsFile, around: Surroundings): Depositor[] {
  return file.depositors.map((each): Depositor => {
    const { application, name, renames, names, limits, usual } = each
    const any = { application, name, renames, names, limits, ...given({ usual }) }
    if (each.channel === 'folder') {
      const [inside, out] = [resolve(around.data, each.in), resolve(around.data, each.out)]
      return { ...any, channel: 'folder', in: inside, out }
    }
    const { remoteOut, remoteIn, done, pollMs } = each
    const server = sftpServerOf(each, around)
    const fetched = done === undefined ? {} : { done }
    return { ...any, channel: 'sftp', server, remoteOut, remoteIn, ...fetched, pollMs }
  })
}

function directoryIn(file: StructuresFile, around: Surroundings): Directory {
  const none = { service: false, engagement: false, serviceOrEngagement: false }
  return directoryOf(
    file.applications.map((each) => ({
      code: each.code,
      label: each.label,
      place:
        each.channel === 'folder'
          ? { channel: 'folder', folder: resolve(around.data, each.folder) }
          : { channel: 'sftp', server: sftpServerOf(each, around), folder: each.remoteFolder },
    })),
    file.structures.map((each) => ({ ...each, demands: { ...none, ...each.demands } })),
  )
}
