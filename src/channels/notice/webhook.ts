import { lookup as resolve } from 'node:dns'
import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isInside } from './inside-address.ts'

export interface Webhook {
  url: string
  /** It may be an address of this machine or of a private network. */
  isInsideAllowed: boolean
  timeoutMs: number
  /** Shown as `Authorization: Bearer`. */
  token?: string
}

/** The webhook did not take it, in words. Never names its path, which often is a secret. */
export class WebhookTrouble extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'WebhookTrouble'
  }
}

/**
 * Sends a text of JSON; resolves once the webhook answered that it has it (200 to 299). Follows no redirection, and uses
 * no proxy. The address it connects to is the very one that was looked at. @throws WebhookTrouble
 */
export async function postTo(webhook: Webhook, json: string): Promise<void> {
  const url = new URL(webhook.url)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const { isInsideAllowed, timeoutMs, token } = webhook
  if (!isInsideAllowed && isIP(host) !== 0 && isInside(host)) throw insideTrouble(host)
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(json),
    'user-agent': 'ecluse',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const settings = {
    method: 'POST',
    headers,
    agent: false as const, // a connection of its own
    ...(isInsideAllowed ? {} : { lookup: outsideOnly }),
    signal: AbortSignal.timeout(timeoutMs),
  }
  const status = await new Promise<number>((answered, failed) => {
    const send = url.protocol === 'https:' ? overHttps : overHttp
    const request = send(url, settings, (response) => {
      answered(response.statusCode ?? 0)
      response.destroy() // what else it says is not wanted, however long it is
    })
    request.once('error', (cause) => failed(troubleOf(cause, { host, timeoutMs })))
    request.end(json)
  })
  if (status >= 200 && status < 300) return
  const what = status >= 300 && status < 400 ? ' : une redirection n’est pas suivie (not followed)' : ''
  throw new WebhookTrouble(`${host} a répondu ${status} (answered)${what}`)
}

/** Names that lead inside are refused where they are resolved: no second resolution can say something else. */
const outsideOnly: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error !== null || first === undefined) return callback(error ?? new Error('no address'), '')
    const inside = addresses.find(({ address }) => isInside(address))
    if (inside !== undefined) return callback(insideTrouble(inside.address), '')
    if (options.all === true) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}

function insideTrouble(address: string): WebhookTrouble {
  return new WebhookTrouble(
    `${address} est une adresse intérieure : webhookInside l’autorise (an inside address: webhookInside allows it)`,
  )
}

function troubleOf(cause: Error, of: { host: string; timeoutMs: number }): WebhookTrouble {
  if (cause instanceof WebhookTrouble) return cause
  const isLate = cause.name === 'AbortError' || cause.name === 'TimeoutError'
  const why = isLate ? `pas de réponse en ${of.timeoutMs} ms (no answer)` : cause.message
  return new WebhookTrouble(`${of.host} : ${why}`, { cause })
}
