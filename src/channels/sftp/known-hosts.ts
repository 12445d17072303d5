import { createHmac } from 'node:crypto'

/** The keys a known_hosts file has for a host: blobs as they travel. */
export interface KnownKeys {
  trusted: Buffer[]
  revoked: Buffer[]
}

/** Reads a known_hosts file as OpenSSH does (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT); certificate authorities are left out. */
export function knownKeys(text: string, host: string, port: number): KnownKeys {
  const found: KnownKeys = { trusted: [], revoked: [] }
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`
  for (const line of text.split(/\r?\n/)) {
    const entry = entryIn(line)
    if (entry === undefined || !isFor(entry.hosts, name)) continue
    if (entry.marker === '') found.trusted.push(entry.key)
    if (entry.marker === '@revoked') found.revoked.push(entry.key)
  }
  return found
}

interface Entry {
  marker: string
  hosts: string
  key: Buffer
}

function entryIn(line: string): Entry | undefined {
  const match = /^\s*(?:(?<marker>@\S+)\s+)?(?<hosts>[^\s#@]\S*)\s+\S+\s+(?<key>[A-Za-z0-9+/=]+)/.exec(line)
  const { marker = '', hosts, key } = match?.groups ?? {}
  return hosts === undefined || key === undefined
    ? undefined
    : { marker, hosts, key: Buffer.from(key, 'base64') }
}

/** One of the patterns fits and none with an exclamation mark does. */
function isFor(hosts: string, name: string): boolean {
  if (hosts.startsWith('|1|')) return isHashOf(hosts, name)
  const patterns = hosts.toLowerCase().split(',')
  const fits = (pattern: string) => patternOf(pattern).test(name)
  return patterns.some(fits) && !patterns.some((each) => each.startsWith('!') && fits(each.slice(1)))
}

/** `|1|salt|hash`: the name is hidden, not its key. */
function isHashOf(hashed: string, name: string): boolean {
  const [salt = '', hash = ''] = hashed.split('|').slice(2)
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

function patternOf(pattern: string): RegExp {
  const parts = pattern.split(/([*?])/).map((part) => {
    if (part === '*') return '.*'
    return part === '?' ? '.' : part.replace(/[^\w-]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('')}$`)
}
