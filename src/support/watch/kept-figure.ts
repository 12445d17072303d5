/** A question asked again only when its last answer is older than so many ms; who asks meanwhile gets the same answer. */
export function kept<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let known: { at: number; answer: Promise<T> } | undefined
  return () => {
    if (known === undefined || performance.now() - known.at > ms) {
      const fresh = { at: performance.now(), answer: ask() }
      known = fresh
      fresh.answer.catch(() => {
        if (known === fresh) known = undefined // trouble is not kept: whoever asks next tries again
      })
    }
    return known.answer
  }
}
