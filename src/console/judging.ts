import { openPipeline, type Pipeline } from '../pipeline/pipeline.ts'
import type { Settings } from '../settings.ts'
import type { LiveDirectory } from '../support/directory/live-directory.ts'

/** What trials and explanations are made with: always by the directory of now, as the service judges. */
export interface Judging extends Disposable {
  settings: Settings
  pipeline: Pipeline
}

/** What was begun with a former pipeline is ended with it; it is closed so long after another took its place. */
const LINGERS_MS = 600_000

export function judgingBy(live: LiveDirectory, settings: Settings): Judging {
  const pipelines = new LivePipelines(live, settings)
  return {
    settings: {
      ...settings,
      get directory() {
        return live.current().directory
      },
    },
    pipeline: {
      run: (...of) => pipelines.now().run(...of),
      slices: (...of) => pipelines.now().slices(...of),
      examine: (...of) => pipelines.now().examine(...of),
      close: (...of) => pipelines.now().close(...of),
      trace: (...of) => pipelines.now().trace(...of),
      [Symbol.dispose]: () => pipelines[Symbol.dispose](),
    },
    [Symbol.dispose]: () => pipelines[Symbol.dispose](),
  }
}

class LivePipelines {
  readonly #live: LiveDirectory
  readonly #settings: Settings
  readonly #former = new Map<Pipeline, NodeJS.Timeout>()
  #directory: Settings['directory']
  #pipeline: Pipeline

  constructor(live: LiveDirectory, settings: Settings) {
    this.#live = live
    this.#settings = settings
    this.#directory = settings.directory
    this.#pipeline = openPipeline(settings)
  }

  now(): Pipeline {
    const { directory } = this.#live.current()
    if (directory === this.#directory) return this.#pipeline
    const next = openPipeline({ ...this.#settings, directory })
    this.#former.set(
      this.#pipeline,
      setTimeout((former) => this.#end(former), LINGERS_MS, this.#pipeline).unref(),
    )
    this.#directory = directory
    this.#pipeline = next
    return next
  }

  [Symbol.dispose](): void {
    for (const [former, timer] of this.#former) {
      clearTimeout(timer)
      this.#end(former)
    }
    this.#pipeline[Symbol.dispose]()
  }

  #end(former: Pipeline): void {
    this.#former.delete(former)
    former[Symbol.dispose]()
  }
}
