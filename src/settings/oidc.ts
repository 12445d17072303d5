import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { Secret } from '../directory/secret.ts'
import { given } from '../invoice/given.ts'
import { ACCOUNT_ROLES, type AccountRole } from './account-roles.ts'
import { isLoopback } from './listening.ts'
import type { SettingsProblem } from './problem.ts'
import type { SecretSources } from './sftp-server.ts'
import type { YamlFile } from './yaml-file.ts'

/** How people come in through their organisation's OpenID Connect provider. */
export interface OidcSettings {
  issuer: URL
  clientId: string
  secret: Secret
  /** The claim of the ID token that says the role, by its value or one of its values. */
  roleClaim: string
  /** Role by value of that claim; of several the first counts. */
  roles: readonly { value: string; role: AccountRole }[]
  /** The claim an account is named after. */
  nameClaim: string
  /** The claim with the application code of the depositor whose flows a depositor's account sees. */
  depositorClaim: string
}

/** How people reach the console, and come in. */
export interface ConsoleSettings {
  /** Absent: at this machine, over http. */
  publicUrl?: URL
  /** Absent: by passwords alone. */
  oidc?: OidcSettings
  /** Addresses whose word is taken for who asks through them. */
  proxies: readonly string[]
}

const text = (wanted: string) => z.string(wanted).regex(/\S/, wanted)
const none = z.literal('none')

const ISSUER = 'wanted the https address of the provider (http on this machine only)'
const PUBLIC = 'wanted none, or the address people reach the console by, such as https://ecluse.example.org'
const PROXY = 'wanted the address of a proxy, or a network such as 10.0.0.0/8'
const CLAIM = 'wanted the name of a claim of the ID token'
const ROLES = `wanted a list of values of that claim, each with one of ${ACCOUNT_ROLES.join(', ')}`
const SECRET_FILE = 'wanted a file, absolute or relative to the folder of this configuration'
const SECRET_ENV = 'wanted the name of an environment variable: capitals, digits and _'

const oidc = z.strictObject(
  {
    issuer: z.string(ISSUER).refine(isProvider, ISSUER),
    clientId: text('wanted the name the provider knows the console by'),
    secretFile: text(SECRET_FILE).exactOptional(),
    secretEnv: z
      .string(SECRET_ENV)
      .regex(/^[A-Z_][A-Z0-9_]*$/, SECRET_ENV)
      .exactOptional(),
    roleClaim: text(CLAIM).default('groups'),
    roles: z.record(z.string(), z.enum(ACCOUNT_ROLES, ROLES), { error: ROLES }),
    nameClaim: text(CLAIM).default('preferred_username'),
    depositorClaim: text(CLAIM).default('ecluse_depositor'),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'wanted none or a group of fields' : undefined) },
)

/** The group `console` of the configuration. */
export const consoleFields = {
  proxies: z.array(z.string(PROXY).refine(isAddress, PROXY), 'wanted a list'),
  publicUrl: z.union([none, z.string().refine(isOrigin)], PUBLIC),
  oidc: z.union([none, oidc]),
}

export type ConsoleFields = z.infer<z.ZodObject<typeof consoleFields>>

/** Taken as checked: see `consoleProblems`. */
export function consoleOf(
  { proxies, publicUrl, oidc: fields }: ConsoleFields,
  from: SecretSources,
): ConsoleSettings {
  const absent = given({
    publicUrl: publicUrl === 'none' ? undefined : new URL(publicUrl),
    oidc: fields === 'none' ? undefined : oidcOf(fields, from),
  })
  return { proxies, ...absent }
}

function oidcOf(fields: z.infer<typeof oidc>, from: SecretSources): OidcSettings | undefined {
  const { issuer, clientId, roleClaim, nameClaim, depositorClaim } = fields
  const secret = secretOf(fields, from)
  if (secret === undefined) return undefined
  const roles = Object.entries(fields.roles).map(([value, role]) => ({ value, role }))
  return { issuer: new URL(issuer), clientId, secret, roleClaim, roles, nameClaim, depositorClaim }
}

function secretOf(
  { secretFile, secretEnv }: Pick<z.infer<typeof oidc>, 'secretFile' | 'secretEnv'>,
  { config, env }: SecretSources,
): Secret | undefined {
  if (secretFile !== undefined) return Secret.inFile(resolve(config, secretFile))
  const value = secretEnv === undefined ? undefined : env[secretEnv]
  return secretEnv === undefined || value === undefined ? undefined : Secret.inVariable(secretEnv, value)
}

/** A file that has, or may have, these settings. */
type ConsoleFile = Partial<Pick<YamlFile<unknown>, 'problem'>> & {
  value: { console?: Partial<ConsoleFields> } | undefined
}

/** What must go together, told in the file that says it last. */
export function consoleProblems(
  base: ConsoleFile,
  overrides: ConsoleFile,
  env: NodeJS.ProcessEnv,
): SettingsProblem[] {
  const { publicUrl, oidc: fields } = { ...base.value?.console, ...overrides.value?.console }
  const file = overrides.value?.console?.oidc === undefined ? base : overrides
  if (fields === undefined || fields === 'none' || file.problem === undefined) return []
  const problem = file.problem
  const { secretFile, secretEnv, roles } = fields
  const found: [string, string][] = []
  if (publicUrl === 'none') {
    found.push([
      'issuer',
      'is given without console.publicUrl; wanted the address the provider leads people back to',
    ])
  }
  if ((secretFile === undefined) === (secretEnv === undefined)) {
    found.push(['secretEnv', 'and secretFile: wanted one of the two'])
  }
  if (secretEnv !== undefined && !env[secretEnv]) {
    found.push(['secretEnv', 'names an environment variable that is not set'])
  }
  if (Object.keys(roles).length === 0)
    found.push(['roles', 'is empty: nobody could come in; wanted one value or more'])
  return found.map(([field, message]) => problem(['console', 'oidc', field], message))
}

function isProvider(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol === 'https:') return true
  return url?.protocol === 'http:' && isLoopback(url.hostname)
}

/** Scheme, host and port alone: the console is at the root of its address. */
function isOrigin(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return ['http:', 'https:'].includes(url.protocol) && url.href === `${url.origin}/`
}

function isAddress(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}
