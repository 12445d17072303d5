import type { SettingsProblem } from './problem.ts'

/** Where something listens for HTTP. */
export interface Listening {
  /** A name or an address, without brackets. */
  host: string
  /** 0: one that is free. */
  port: number
}

const OFF = 'off'
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/

/** Only this machine can reach it. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}

/** `host:port`, `[::1]:port`, a port alone (on this machine only); `undefined` for `off`. */
export function listeningAt(
  text: string | undefined,
  otherwise: Listening | undefined,
): Listening | undefined {
  if (text === undefined) return otherwise
  if (text.trim() === OFF) return undefined
  return parsed(text)
}

export function listeningProblems(name: string, text: string | undefined): SettingsProblem[] {
  if (text === undefined || text.trim() === OFF || parsed(text) !== undefined) return []
  const message = `is ${JSON.stringify(text)}; wanted host:port, a port, or ${OFF}`
  return [{ file: 'environment', field: name, message }]
}

function parsed(text: string): Listening | undefined {
  const found = /^(?:(?:\[([0-9a-fA-F:]+)\]|([^\s:[\]]+)):)?(\d{1,5})$/.exec(text.trim())
  const port = Number(found?.[3])
  if (found === null || port > 65_535) return undefined
  return { host: found[1] ?? found[2] ?? '127.0.0.1', port }
}
