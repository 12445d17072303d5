/** Numbers between 0 and 1, the same for the same seed. */
export function dice(seed: number): () => number {
  let state = (seed * 0x9e3779b1) | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function pick<T>(from: readonly T[], roll: number): T {
  return from[Math.floor(roll * from.length)] as T
}

export function digits(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

export type Roll = () => number
