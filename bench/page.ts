import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Results } from './report/results.ts'
import { markdownTable } from './report/table.ts'
import { tablesOf } from './report/tables.ts'
import { targetsTable } from './report/targets.ts'

/** What people found in the profiles and did about it, put into the page as it is. */
const FINDINGS = join(import.meta.dirname, 'findings.md')

/** docs/performance.md: the targets over all runs, oldest first, and all that the last one measured. */
export function performancePage(runs: readonly Results[], findings: string): string {
  const last = runs.at(-1)
  if (last === undefined) throw new Error('no results: node bench/page.ts results.json [later.json …]')
  const { machine, takenAt, commit } = last
  const head = `# Performance

Written by \`node bench/page.ts\` from what \`npm run bench\` measured: do not edit, measure again. What follows is commit
${commit}, measured on ${takenAt.slice(0, 10)} on ${machine.cores} cores of ${machine.processor}, ${machine.memoryGb} GB,
Linux ${machine.kernel}, ${machine.fileSystem}, Node ${machine.node}; load before it ${machine.loadBefore.toFixed(2)}.
`
  const parts = [head, markdownTable(targetsTable(runs)), findings, ...tablesOf(last).map(markdownTable)]
  return parts.filter((part) => part !== '').join('\n')
}

if (import.meta.main) {
  const runs = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')) as Results)
  process.stdout.write(performancePage(runs, existsSync(FINDINGS) ? readFileSync(FINDINGS, 'utf8') : ''))
}
