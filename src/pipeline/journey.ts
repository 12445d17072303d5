import { STAGES, type StageMark, type StageName } from './outcome.ts'

/** What became of each stage of a run. A stage that had nothing to work on is skipped, not left out. */
export class Journey {
  readonly #marks = new Map<StageName, StageMark>()

  /** Runs a stage's work and adds its time; an archive's documents go through a stage one after the other. */
  async stage<T>(stage: StageName, work: () => T | Promise<T>): Promise<T> {
    const begun = performance.now()
    const value = await work()
    const known = this.#marks.get(stage)
    const ms = (known?.ms ?? 0) + performance.now() - begun
    this.#marks.set(stage, { stage, status: known?.status ?? 'done', ms })
    return value
  }

  /** The stage found faults. */
  faulted(stage: StageName): void {
    const known = this.#marks.get(stage)
    if (known !== undefined) this.#marks.set(stage, { ...known, status: 'faults' })
  }

  /** Adds what became of the stages elsewhere, in a part of the same run. */
  add(marks: readonly StageMark[]): void {
    for (const mark of marks) {
      if (mark.status === 'skipped') continue
      const known = this.#marks.get(mark.stage)
      const status = known?.status === 'faults' ? 'faults' : mark.status
      this.#marks.set(mark.stage, { stage: mark.stage, status, ms: (known?.ms ?? 0) + mark.ms })
    }
  }

  /** All stages in their order. */
  marks(): StageMark[] {
    return STAGES.map((stage) => {
      const mark = this.#marks.get(stage)
      return mark === undefined
        ? { stage, status: 'skipped', ms: 0 }
        : { ...mark, ms: Math.round(mark.ms * 1000) / 1000 }
    })
  }
}
