// Writes the XSDs of this folder from the tables of ../ubl-2.1/facts and the restrictions beside this file.
//   node schemas/ubl-2.1-minimal/generate.ts           writes them
//   node schemas/ubl-2.1-minimal/generate.ts --check   writes nothing, exits 1 when a committed XSD differs
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFacts } from '../ubl-2.1/facts.ts'
import { writeSchemas } from '../ubl-2.1/xsd.ts'
import { restricted } from './restrictions.ts'

const folder = import.meta.dirname

/** The text of each XSD of UBL minimal by file name. */
export function minimalSchemas(): Map<string, string> {
  const facts = readFacts(join(folder, '../ubl-2.1/facts'))
  return writeSchemas(restricted(facts, join(folder, 'restrictions.tsv')))
}

function main(check: boolean): number {
  const stale = [...minimalSchemas()].filter(([file, text]) => current(file) !== text)
  if (!check) for (const [file, text] of stale) writeFileSync(join(folder, file), text)
  const names = stale.map(([file]) => file).join(', ')
  if (stale.length === 0) console.log('schemas/ubl-2.1-minimal is up to date')
  else console.log(`${check ? 'not what the facts say' : 'written'}: ${names}`)
  return check && stale.length > 0 ? 1 : 0
}

function current(file: string): string | undefined {
  const path = join(folder, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

if (import.meta.main) process.exitCode = main(process.argv.includes('--check'))
