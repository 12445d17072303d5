import { resolve } from 'node:path'
import { Secret } from '../directory/secret.ts'
import type { PinnedHostKeys, SftpLogin, SftpServer } from '../directory/sftp-server.ts'
import type { SettingsProblem } from './problem.ts'
import type { YamlFile } from './yaml-file.ts'

/** What a server's fields are read with. */
export interface SecretSources {
  /** The files named are relative to it. */
  config: string
  env: NodeJS.ProcessEnv
}

/** The fields of a server as the shapes of the configuration give them. */
export interface SftpServerFields {
  host: string
  port: number
  user: string
  keyFile?: string
  keyEnv?: string
  passphraseFile?: string
  passphraseEnv?: string
  passwordFile?: string
  passwordEnv?: string
  knownHosts?: string
  fingerprint?: string[]
}

/** Taken as checked: see `sftpServerProblems`. */
export function sftpServerOf(fields: SftpServerFields, sources: SecretSources): SftpServer {
  const { host, port, user } = fields
  const secret = secretsIn(sources)
  const login: SftpLogin = {
    ...secret('key', fields.keyFile, fields.keyEnv),
    ...secret('passphrase', fields.passphraseFile, fields.passphraseEnv),
    ...secret('password', fields.passwordFile, fields.passwordEnv),
  }
  return { host, port, user, login, hostKeys: hostKeysOf(fields, sources) }
}

function secretsIn({ config, env }: SecretSources) {
  return (
    name: keyof SftpLogin,
    file: string | undefined,
    variable: string | undefined,
  ): Partial<Record<keyof SftpLogin, Secret>> => {
    if (file !== undefined) return { [name]: Secret.inFile(resolve(config, file)) }
    const value = variable === undefined ? undefined : env[variable]
    return variable === undefined || value === undefined ? {} : { [name]: Secret.inVariable(variable, value) }
  }
}

function hostKeysOf(
  { knownHosts, fingerprint }: SftpServerFields,
  { config }: SecretSources,
): PinnedHostKeys {
  if (knownHosts !== undefined) return { knownHosts: resolve(config, knownHosts) }
  // None at all, and no server is taken for the one meant.
  return { fingerprints: (fingerprint ?? []).map((each) => each.replace(/=$/, '')) }
}

type AnyFile = Pick<YamlFile<unknown>, 'written' | 'problem'>

/** What must go together in every SFTP entry of a list of the file. Looks at the file as written, as `crossChecks` does. */
export function sftpServerProblems(of: AnyFile, list: string, env: NodeJS.ProcessEnv): SettingsProblem[] {
  const entries: unknown = Reflect.get(Object(of.written), list)
  if (!Array.isArray(entries)) return []
  return entries.flatMap((entry: unknown, index) => {
    const written = Object(entry) as Record<string, unknown>
    if (written['channel'] !== 'sftp') return []
    return togetherness(written, env).map(([field, message]) => of.problem([list, index, field], message))
  })
}

const SECRETS = ['key', 'passphrase', 'password'] as const

function togetherness(written: Record<string, unknown>, env: NodeJS.ProcessEnv): [string, string][] {
  const has = (field: string) => written[field] !== undefined
  const found: [string, string][] = []
  if (!has('keyFile') && !has('keyEnv') && !has('passwordFile') && !has('passwordEnv')) {
    found.push(['keyFile', 'is missing; wanted keyFile, keyEnv, passwordFile or passwordEnv'])
  }
  if (!has('knownHosts') && !has('fingerprint')) {
    found.push([
      'knownHosts',
      'is missing; wanted knownHosts or fingerprint: a host key is never accepted unseen',
    ])
  }
  if (has('knownHosts') && has('fingerprint')) {
    found.push(['fingerprint', 'is given beside knownHosts; wanted one of the two'])
  }
  for (const secret of SECRETS) {
    const variable = written[`${secret}Env`]
    if (has(`${secret}File`) && variable !== undefined) {
      found.push([`${secret}Env`, `is given beside ${secret}File; wanted one of the two`])
    }
    // Not named: it may be the secret itself, written in the wrong place.
    if (typeof variable === 'string' && /^[A-Z_][A-Z0-9_]*$/.test(variable) && !env[variable]) {
      found.push([`${secret}Env`, 'names an environment variable that is not set'])
    }
  }
  return found
}
