import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, runTool, ScratchProject } from './gate.ts'

test('every file has the one format', () => {
  const { passed, output } = runTool('biome', ['format', '.'])
  expect(passed, output).toBe(true)
})

test('a semicolon fails the gate', () => {
  const config = readFileSync(join(ROOT, 'biome.json'), 'utf8')
  using project = new ScratchProject({ 'biome.json': config, 'canary.ts': 'export const one = "1";\n' })
  const { passed, output } = runTool('biome', ['format', '.'], project.folder)
  expect(passed).toBe(false)
  expect(output).toContain('canary.ts')
})
