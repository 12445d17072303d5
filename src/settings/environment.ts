import { listeningProblems } from './listening.ts'
import type { SettingsProblem } from './problem.ts'
import { type Role, rolesIn, wantedRoles } from './roles.ts'
import { LOG_LEVELS } from './shapes.ts'

/** What the environment says; an empty variable says nothing. */
export interface EnvironmentSettings {
  config: string | undefined
  data: string | undefined
  archive: string | undefined
  redis: string | undefined
  database: string | undefined
  roles: readonly Role[] | undefined
  logLevel: string | undefined
  console: string | undefined
  watch: string | undefined
  metricsToken: string | undefined
  alertToken: string | undefined
  problems: SettingsProblem[]
}

/** Takes the variables Écluse knows by name out of an environment; `config/default.yaml` lists them. */
export function readEnvironment(env: NodeJS.ProcessEnv): EnvironmentSettings {
  const redis = filled(env['REDIS_URL'])
  const database = filled(env['DATABASE_URL'])
  const roles = filled(env['ECLUSE_ROLES'])
  const logLevel = filled(env['ECLUSE_LOG_LEVEL'])
  const listening = { console: filled(env['ECLUSE_CONSOLE']), watch: filled(env['ECLUSE_WATCH']) }
  const metricsToken = filled(env['ECLUSE_METRICS_TOKEN'])
  const alertToken = filled(env['ECLUSE_ALERT_TOKEN'])
  return {
    config: filled(env['ECLUSE_CONFIG']),
    data: filled(env['ECLUSE_DATA']),
    archive: filled(env['ECLUSE_ARCHIVE']),
    redis,
    database,
    roles: roles === undefined ? undefined : rolesIn(roles),
    logLevel,
    ...listening,
    metricsToken,
    alertToken,
    problems: [
      ...wrongRedis(redis),
      ...wrongDatabase(database),
      ...wrongRoles(roles),
      ...wrongLogLevel(logLevel),
      ...listeningProblems('ECLUSE_CONSOLE', listening.console),
      ...listeningProblems('ECLUSE_WATCH', listening.watch),
      ...wrongToken('ECLUSE_METRICS_TOKEN', metricsToken),
      ...wrongToken('ECLUSE_ALERT_TOKEN', alertToken),
    ],
  }
}

function filled(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value
}

/** The value is not repeated: it may hold a password. */
function wrongRedis(url: string | undefined): SettingsProblem[] {
  if (url === undefined || /^(rediss?:\/\/|\/)./.test(url)) return []
  return [
    problem(
      'REDIS_URL',
      'is no Redis address; wanted redis://host:6379, rediss://host:6379 or the path of a socket',
    ),
  ]
}

function wrongLogLevel(level: string | undefined): SettingsProblem[] {
  if (level === undefined || LOG_LEVELS.some((known) => known === level)) return []
  return [problem('ECLUSE_LOG_LEVEL', `is ${JSON.stringify(level)}; wanted one of ${LOG_LEVELS.join(', ')}`)]
}

/** Nor is this one. A file, or another engine's address, is no record: silence would leave it in SQLite. */
function wrongDatabase(url: string | undefined): SettingsProblem[] {
  if (url === undefined || (/^postgres(ql)?:\/\/./.test(url) && canBeParsed(url))) return []
  return [
    problem(
      'DATABASE_URL',
      'is no PostgreSQL address; wanted postgres://user:password@host:5432/database (a password in percent-encoding), ' +
        'or postgres:///database?host=/folder/of/socket',
    ),
  ]
}

/** As the driver reads it: a name without a host leaves the host to `?host=`. */
function canBeParsed(url: string): boolean {
  return URL.canParse(url) || URL.canParse(url.replace('@/', '@socket/'))
}

/** Long enough that nobody finds it by trying; of characters that a header carries as they are. Never repeated. */
function wrongToken(name: string, token: string | undefined): SettingsProblem[] {
  if (token === undefined || /^[\w.~+/=-]{16,}$/.test(token)) return []
  return [problem(name, 'is no token; wanted 16 characters or more of A–Z, a–z, 0–9 and . _ ~ + / = -')]
}

function wrongRoles(roles: string | undefined): SettingsProblem[] {
  if (roles === undefined || rolesIn(roles) !== undefined) return []
  return [problem('ECLUSE_ROLES', wantedRoles(roles))]
}

function problem(field: string, message: string): SettingsProblem {
  return { file: 'environment', field, message }
}
