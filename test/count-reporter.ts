import type { Reporter, SerializedError, TestModule } from 'vitest/node'

export interface Count {
  passed: number
  failed: number
}

/**
 * Ends a run with `N passed, N failed`, alone on the last line. A file that could not be loaded and an error outside
 * any test count as failed: a run is never better than it was.
 */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const { passed, failed } = count(modules, unhandled)
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
  }
}

function count(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Count {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const suites = modules.flatMap((module) => [...module.children.allSuites()])
  const broken = [...modules, ...suites].filter((each) => each.errors().length > 0)
  return {
    passed: tests.filter((each) => each.ok() && each.result().state === 'passed').length,
    failed: tests.filter((each) => !each.ok()).length + broken.length + unhandled.length,
  }
}
