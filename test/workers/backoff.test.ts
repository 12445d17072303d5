import { expect, test } from 'vitest'
import { backoff } from '../../workers/backoff.ts'

test('waits double up to the maximum, each between half and the whole of it', () => {
  for (let failed = 0; failed < 40; failed++) {
    const whole = Math.min(300_000, 1_000 * 2 ** failed)
    const wait = backoff(failed, { backoffMs: 1_000, backoffMaxMs: 300_000 })
    expect(wait).toBeGreaterThanOrEqual(whole / 2)
    expect(wait).toBeLessThanOrEqual(whole)
  }
})
