import type { IncomingHttpHeaders } from 'node:http'
import type { Accounts } from '../../record/accounts.ts'
import { isLoopback } from '../../settings/listening.ts'
import type { Words } from '../../support/words.ts'

/** What is said to whoever comes from elsewhere, or wants to listen elsewhere, while there is no account. */
export const NO_ACCOUNT_YET: Words = {
  fr: 'Aucun compte n’existe encore : la console ne s’ouvre qu’à cette machine. Créez le premier : ecluse account add NOM --role administrator',
  en: 'There is no account yet: the console opens to this machine only. Make the first one: ecluse account add NAME --role administrator',
}

/** Whether the console may listen on this address: on any once there is an account, before that on loopback only. */
export async function mayListen(host: string, accounts: Pick<Accounts, 'any'>): Promise<boolean> {
  return isLoopbackName(host) || (await accounts.any())
}

/** Headers that only a proxy writes: behind one, a neighbour on this machine is not who asks. */
const FORWARDING = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
  'x-client-ip',
  'cf-connecting-ip',
]

/**
 * Whether who asks sits at this machine: the connection comes from it, is not passed on, and asks for it by its own name,
 * which a page of elsewhere, whose name was made to lead here (DNS rebinding), does not.
 */
export function isFromHere(peer: string | undefined, headers: IncomingHttpHeaders): boolean {
  if (peer === undefined || !isLoopbackAddress(peer)) return false
  if (FORWARDING.some((name) => headers[name] !== undefined)) return false
  const host = headers.host?.replace(/:\d+$/, '')
  return host !== undefined && isLoopbackName(host)
}

function isLoopbackName(host: string): boolean {
  return isLoopback(host.toLowerCase().replace(/^\[(.*)\]$/, '$1'))
}

/** An IPv4 address may come as IPv6 writes it. */
function isLoopbackAddress(address: string): boolean {
  return isLoopback(address.toLowerCase().replace(/^::ffff:/, ''))
}
