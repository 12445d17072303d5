/**
 * Does `work` on each, at most `limit` at once. The first error is thrown once all that was begun has ended; what was
 * not begun by then is not.
 */
export async function eachAtMost<T>(
  limit: number,
  all: readonly T[],
  work: (one: T, index: number) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = []
  const entries = all.entries()
  const lane = async () => {
    for (const [index, one] of entries) {
      if (errors.length > 0) return
      try {
        await work(one, index)
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, all.length) }, lane))
  if (errors.length > 0) throw errors[0]
}
