import type { Dossier } from '../record/dossier.ts'
import { type Explanation, explain, type ExplainTools, type Unexplained } from './explain.ts'

/** Explanations that are kept: what a few people look at, field after field. */
const KEPT = 24

/**
 * Explanations of invoices, the last ones kept: they are asked for again at every field somebody looks at. What may
 * change one makes it another: the flow's runs, the directory in force.
 */
export class KeptExplanations {
  readonly #kept = new Map<string, Promise<Explanation | Unexplained>>()

  /** @throws ArchiveTrouble when a document is missing or altered. */
  async of(
    dossier: Dossier,
    question: { run?: number; index: number },
    tools: ExplainTools,
  ): Promise<Explanation | Unexplained> {
    const { flow } = dossier
    const version = [flow.flow, flow.run, flow.state, flow.documentsExpiredAt, tools.directory.hash]
    const key = JSON.stringify([...version, question.run, question.index])
    const known = this.#kept.get(key)
    const asked = known ?? explain(dossier, question, tools)
    this.#kept.delete(key)
    this.#kept.set(key, asked)
    for (const oldest of [...this.#kept.keys()].slice(0, Math.max(this.#kept.size - KEPT, 0)))
      this.#kept.delete(oldest)
    try {
      return await asked
    } catch (error) {
      this.#kept.delete(key)
      throw error
    }
  }
}
