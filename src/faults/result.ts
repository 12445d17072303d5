import type { Fault } from './fault.ts'

/** Either a value, or what is wrong with the deposit: a rejection is a value, never an exception. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export function accept<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function reject(...faults: readonly Fault[]): Result<never> {
  return { ok: false, faults }
}
