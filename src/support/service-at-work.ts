import { isServiceIn } from '../record/service-presence.ts'
import type { Settings } from '../settings.ts'

/** A record on a server says nothing of who works on it. */
export function servicePresence({
  data,
  record,
}: Pick<Settings, 'data' | 'record'>): 'here' | 'none' | 'unknown' {
  if (!('file' in record)) return 'unknown'
  return isServiceIn(data) ? 'here' : 'none'
}
