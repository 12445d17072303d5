import { setImmediate } from 'node:timers/promises'

/** So long a thread may be kept by calls it makes itself, in ms. */
const TURN_MS = 2

/**
 * To be asked, and awaited, between two pieces of work of a long row that never waits by itself: everybody else who wants
 * the thread gets it a few milliseconds later at most, but for the piece that is under way.
 */
export function takingTurns(): () => Promise<void> | undefined {
  let since = performance.now()
  const pass = async () => {
    await setImmediate()
    since = performance.now()
  }
  return () => (performance.now() - since < TURN_MS ? undefined : pass())
}
