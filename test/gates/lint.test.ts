import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, runTool, ScratchProject } from './gate.ts'

const SLOW = 120_000
const OPTIONS = ['--type-aware', '--deny-warnings', '--format', 'unix']

test('the linter finds nothing in the whole tree', { timeout: SLOW }, () => {
  const { passed, output } = runTool('oxlint', [...OPTIONS, '.'])
  expect(passed, output).toBe(true)
})

const canaries: [promise: string, code: string, rule: string][] = [
  [
    'a promise nobody waits for',
    'async function work(): Promise<void> {\n  await Promise.resolve()\n}\nexport function main(): void {\n  work()\n}\n',
    'no-floating-promises',
  ],
  [
    'a catch that swallows',
    'export function main(work: () => void): void {\n  try {\n    work()\n  } catch {}\n}\n',
    'no-empty',
  ],
  ['a default export', 'export default 1\n', 'no-default-export'],
  ['an any', 'export const read = (of: any): string => String(of)\n', 'no-explicit-any'],
  [
    'a value of any that spreads',
    'export const read = (text: string): string => {\n  const found = JSON.parse(text)\n  return found.name\n}\n',
    'no-unsafe',
  ],
  [
    'a union not exhausted',
    "export function label(kind: 'a' | 'b'): string {\n  switch (kind) {\n    case 'a':\n      return 'A'\n  }\n  return ''\n}\n",
    'switch-exhaustiveness-check',
  ],
  [
    'something thrown that is no error',
    "export function main(): void {\n  throw 'no'\n}\n",
    'only-throw-error',
  ],
  ['a comparison that converts', 'export const same = (a: number, b: number) => a == b\n', 'eqeqeq'],
]

test.each(canaries)('%s fails the gate', { timeout: SLOW }, (_, code, rule) => {
  const tsconfig = JSON.stringify({
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { types: [] },
    include: ['src'],
  })
  using project = new ScratchProject({ 'src/canary.ts': code, 'tsconfig.json': tsconfig })
  const { passed, output } = runTool(
    'oxlint',
    ['-c', join(ROOT, '.oxlintrc.json'), ...OPTIONS, '.'],
    project.folder,
  )
  expect(passed).toBe(false)
  expect(output).toContain(rule)
})
