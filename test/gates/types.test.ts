import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, runTool, ScratchProject } from './gate.ts'

const SLOW = 120_000

test('the types of the whole tree hold', { timeout: SLOW }, () => {
  const { passed, output } = runTool('tsc', ['--noEmit', '-p', '.'])
  expect(passed, output).toBe(true)
})

const canaries: [promise: string, code: string, error: string][] = [
  ['a type that does not fit', 'export const amount: string = 12\n', 'TS2322'],
  ['an index that may be absent', 'export const first = (of: string[]): string => of[0]\n', 'TS2322'],
  ['syntax that cannot be erased', 'export enum Colour {\n  red,\n}\n', 'TS1294'],
]

test.each(canaries)('%s fails the gate', { timeout: SLOW }, (_, code, error) => {
  const tsconfig = JSON.stringify({
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { types: [] },
    include: ['*.ts'],
  })
  using project = new ScratchProject({
    'canary.ts': code,
    'tsconfig.json': tsconfig,
    'package.json': '{"type":"module"}',
  })
  const { passed, output } = runTool('tsc', ['--noEmit', '-p', '.'], project.folder)
  expect(passed).toBe(false)
  expect(output).toContain(error)
})
