import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

export interface GateResult {
  passed: boolean
  /** All the tool wrote. */
  output: string
}

/** Runs a tool of node_modules/.bin in a folder of the project, or of a scratch project. */
export function runTool(tool: string, parameters: readonly string[], folder: string = ROOT): GateResult {
  const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } } as const
  const { status, stdout, stderr, error } = spawnSync(
    join(ROOT, 'node_modules/.bin', tool),
    parameters,
    options,
  )
  if (error !== undefined) throw error
  return { passed: status === 0, output: stdout + stderr }
}

/** A project that holds these files and is gone afterwards: the place of the canaries. */
export class ScratchProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'ecluse-canary-'))

  constructor(files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) {
      const file = join(this.folder, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true })
  }
}
