// Writes the XSDs of this folder from the tables in facts/.
//   node schemas/ubl-2.1/generate.ts           writes them
//   node schemas/ubl-2.1/generate.ts --check   writes nothing, exits 1 when a committed XSD differs
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFacts } from './facts.ts'
import { writeSchemas } from './xsd.ts'

const folder = import.meta.dirname

function main(check: boolean): number {
  const stale: string[] = []
  for (const [file, text] of writeSchemas(readFacts(join(folder, 'facts')))) {
    if (current(file) === text) continue
    stale.push(file)
    if (!check) writeFileSync(join(folder, file), text)
  }
  if (stale.length === 0) console.log('schemas/ubl-2.1 is up to date')
  else console.log(`${check ? 'not what the facts say' : 'written'}: ${stale.join(', ')}`)
  return check && stale.length > 0 ? 1 : 0
}

function current(file: string): string | undefined {
  try {
    return readFileSync(join(folder, file), 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}

if (import.meta.main) process.exitCode = main(process.argv.includes('--check'))
