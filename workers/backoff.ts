export interface BackoffSettings {
  backoffMs: number
  backoffMaxMs: number
}

/**
 * Milliseconds to wait before the next try, after `failed` tries in a row (0: the first just failed): doubling up to the
 * maximum, each between half and the whole of it, so that what failed together does not come back together.
 */
export function backoff(failed: number, settings: BackoffSettings): number {
  const whole = Math.min(settings.backoffMaxMs, settings.backoffMs * 2 ** Math.min(failed, 30))
  return Math.ceil(whole * (0.5 + Math.random() / 2))
}
