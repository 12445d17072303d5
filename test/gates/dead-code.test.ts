import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, runTool, ScratchProject } from './gate.ts'

const SLOW = 60_000

test('nothing in the tree is unused', { timeout: SLOW }, () => {
  const { passed, output } = runTool('knip', ['--no-progress', '--no-config-hints'])
  expect(passed, output).toBe(true)
})

const canaries: [promise: string, files: Record<string, string>, named: string][] = [
  [
    'an export nobody imports',
    { 'src/dead.ts': 'export const used = 1\nexport const unused = 2\n' },
    'unused',
  ],
  ['a file nobody imports', { 'src/forgotten.ts': 'export const alone = 1\n' }, 'forgotten.ts'],
  ['a dependency nobody imports', { 'package.json': manifest({ 'left-over': '1.0.0' }) }, 'left-over'],
  [
    'an import of a package not declared',
    { 'src/dead.ts': "import 'not-declared'\nexport const used = 1\n" },
    'not-declared',
  ],
]

test.each(canaries)('%s fails the gate', { timeout: SLOW }, (_, files, named) => {
  using project = new ScratchProject({
    'package.json': manifest({}),
    'knip.json': readFileSync(join(ROOT, 'knip.json'), 'utf8'),
    'src/cli/main.ts': "import { used } from '../dead.ts'\nconsole.log(used)\n",
    'src/dead.ts': 'export const used = 1\n',
    ...files,
  })
  const { passed, output } = runTool('knip', ['--no-progress', '--no-config-hints'], project.folder)
  expect(passed).toBe(false)
  expect(output).toContain(named)
})

function manifest(dependencies: Record<string, string>): string {
  return JSON.stringify({ name: 'canary', type: 'module', dependencies })
}
