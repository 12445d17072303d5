import type { Desk } from '../../record/open-desk.ts'
import type { OidcSettings } from '../../settings/oidc.ts'
import type { Cookies } from './cookies.ts'
import type { Passwords } from './passwords.ts'

/** What says who comes in. */
export interface AccessPorts {
  desk: Pick<Desk, 'accounts' | 'sessions' | 'audit'>
  /** Where people reach the console; absent: at this machine, over http. */
  publicUrl?: URL
  /** Absent: by passwords alone. */
  oidc?: OidcSettings
  /** Else as hard to guess as is advised today. */
  passwords?: Passwords
  /** The clock sessions are held against; else this machine's. */
  now?: () => Date
}

/** The same, with what is made of it once. */
export interface Access {
  desk: AccessPorts['desk']
  publicUrl: URL | undefined
  oidc: OidcSettings | undefined
  passwords: Passwords
  now: () => Date
  cookies: Cookies
}
