import type { SettingsProblem } from './problem.ts'
import { LOG_LEVELS } from './shapes.ts'

/** What the environment says; an empty variable says nothing. */
export interface EnvironmentSettings {
  config: string | undefined
  data: string | undefined
  redis: string | undefined
  logLevel: string | undefined
  problems: SettingsProblem[]
}

/** Takes the five variables Écluse knows by name out of an environment; `config/default.yaml` lists them. */
export function readEnvironment(env: NodeJS.ProcessEnv): EnvironmentSettings {
  const redis = filled(env['REDIS_URL'])
  const logLevel = filled(env['ECLUSE_LOG_LEVEL'])
  return {
    config: filled(env['ECLUSE_CONFIG']),
    data: filled(env['ECLUSE_DATA']),
    redis,
    logLevel,
    problems: [
      ...wrongRedis(redis),
      ...wrongLogLevel(logLevel),
      ...databaseNotYet(filled(env['DATABASE_URL'])),
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

/** Silence would be worse: the operator would think the record is in PostgreSQL. */
function databaseNotYet(url: string | undefined): SettingsProblem[] {
  if (url === undefined) return []
  return [
    problem('DATABASE_URL', 'is set; PostgreSQL is not supported yet, the record is a SQLite file: unset it'),
  ]
}

function problem(field: string, message: string): SettingsProblem {
  return { file: 'environment', field, message }
}
