import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { catalogue } from '../src/faults/catalogue.ts'
import type { Blame, Catalogue, CatalogueEntry } from '../src/faults/catalogue-entry.ts'
import { MIXED, MIXED_GROUPS, UNIT } from '../src/formats/mixed/bindings.ts'
import { type Binding, GROUPS, HEAD } from '../src/formats/ubl/bindings.ts'
import { TERMS, type Term } from '../src/invoice/terms.ts'

const DOCS = import.meta.dirname
const FIXTURES = join(DOCS, '../fixtures')

/** A document of this folder made from the code, and how to tell whether it is out of date. */
interface Generated {
  file: string
  text: string
}

/** Every generated document, as it should be. */
export function generated(): Generated[] {
  return [
    { file: 'faults.md', text: faultsDocument(catalogue, fixturePaths()) },
    { file: 'mapping.md', text: mappingDocument() },
  ]
}

/** The generated documents whose committed text is another. */
export function outdated(folder: string = DOCS): string[] {
  const differs = ({ file, text }: Generated) => readFileSync(join(folder, file), 'utf8') !== text
  return generated()
    .filter(differs)
    .map(({ file }) => file)
}

const ROOMS: Readonly<Record<string, string>> = {
  RCV: 'Reception: the flow as a whole',
  VAL: 'Validation: the document and its schema',
  EXT: 'Extraction: what the invoice says',
  FAC: 'Payment and factor',
  PIV: 'Pivot',
  RTE: 'Routing: the recipient and what it demands',
  DLV: 'Delivery',
}

const BLAME = {
  depositor: 'depositor',
  recipient: 'recipient',
  platform: 'Écluse’s operator',
} as const satisfies Record<Blame, string>

/** The catalogue for people: every code with its sentences, its advice and a fixture that produces it. */
export function faultsDocument(of: Catalogue, fixtures: readonly string[]): string {
  const codes = Object.keys(of).toSorted()
  const rooms = [...new Set(codes.map((code) => code.slice(0, 3)))]
  const ordered = Object.keys(ROOMS).filter((room) => rooms.includes(room))
  const parts = ordered.map((room) => {
    const own = codes.filter((code) => code.startsWith(room))
    return [`## ${ROOMS[room]}`, ...own.map((code) => section(code, of[code] as CatalogueEntry, fixtures))]
  })
  return `${[HEADING, ...parts.flat()].join('\n\n')}\n`
}

const HEADING = `# Faults and remarks

Everything that can be said of a deposit. This page is written by \`node docs/generate.ts\` from \`src/faults/\`; a test keeps it equal.

A **fault** rejects, a **remark** does not: the flow is integrated and the depositor is told what to mend. A fault of the
flow as a whole (RCV) makes it inadmissible; any other rejects its invoice. A code never changes meaning. Words in braces
are filled in with what was found. The official code is the one operators know from the platforms’ own reports.`

function section(code: string, entry: CatalogueEntry, fixtures: readonly string[]): string {
  const official = entry.official === undefined ? 'no official code' : `official code \`${entry.official}\``
  const examples = fixtures.filter((path) => path.includes(`-${code}-`))
  const links = examples.map((path) => `[${basename(path)}](../fixtures/${path})`)
  return [
    `### ${code}`,
    `${entry.severity} · to be mended by the ${BLAME[entry.blame]} · ${official}`,
    `> ${plain(entry.fr)}  \n> *${plain(entry.en)}*`,
    `À faire : ${plain(entry.advice.fr)}  \n*To do: ${plain(entry.advice.en)}*`,
    `Example: ${links.length === 0 ? 'none' : links.join(', ')}`,
  ].join('\n\n')
}

/** Where each format keeps each term and where the pivot puts it: the binding tables, printed. */
export function mappingDocument(): string {
  return `${[
    MAPPING_HEADING,
    terms(HEAD, 'UBL, below the root'),
    GROUPS_HEADING,
    ...groups(GROUPS),
    MIXED_HEADING,
    terms(MIXED, `CPPFactureMixte, below ${UNIT}`),
    ...groups(MIXED_GROUPS),
  ].join('\n\n')}\n`
}

function terms(of: Partial<Record<Term, Binding>>, format: string): string {
  const rows = Object.entries(of).map(([term, { paths, pivot }]) => [
    `\`${term}\``,
    TERMS[term as Term].fr,
    paths.map(cell).join('<br>'),
    pivot === undefined ? '' : plain(pivot),
  ])
  return table(['term', 'in French', format, 'pivot'], rows)
}

type Groups = Readonly<Record<string, { path: string; parts: Readonly<Record<string, string>> }>>

function groups(of: Groups): string[] {
  return Object.entries(of).map(([name, { path, parts }]) => {
    const rows = Object.entries(parts).map(([part, at]) => [`\`${part}\``, cell(at)])
    return `### ${name}\n\nEach ${cell(path)}\n\n${table(['part', 'path below it'], rows)}`
  })
}

const MAPPING_HEADING = `# From deposits to the pivot

Where each format that is read keeps each term, and where the pivot (CPPFacturePivot V2_02) puts it: UBL 2.1 (Invoice and
CreditNote; E1, and E2 minimal), then CPPFactureMixte (E2). This page is written by \`node docs/generate.ts\` from
\`src/formats/ubl/bindings.ts\` and \`src/formats/mixed/bindings.ts\`; a test keeps it equal.

Of several paths the first that holds a value wins; blanks around a value are removed, an empty one is none. The prefixes
are those UBL’s own documents use: a deposit may use others, the namespace alone counts. A term without a place in the
pivot is read for the rules or for the readable invoice.

## Terms`

const MIXED_HEADING = `## CPPFactureMixte

Each invoice of the file has its own element, and becomes an invoice of the flow. What is not here the format does not
have: it is on the PDF, which is the invoice, or nowhere.`

const GROUPS_HEADING = `## Parts that come several times

Paths are relative to the part’s own element.`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** XPath 1.0 has no lower-case(): the long way to write it is shown short. A bar would end the cell. */
function cell(path: string): string {
  const short = path.replaceAll(/translate\(([\w:]+), "[^"]*", "[^"]*"\)/g, 'lower-case($1)')
  return `\`${short.replaceAll('|', '\\|')}\``
}

function plain(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('|', '\\|')
}

/** Every case: `ubl/accepted-credit-note`. */
function fixturePaths(): string[] {
  const folders = (of: string) =>
    readdirSync(of, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const families = folders(FIXTURES).map(({ name }) => name)
  return families
    .flatMap((family) => folders(join(FIXTURES, family)).map(({ name }) => `${family}/${name}`))
    .toSorted()
}

/** Writes the documents; with --check only says which differ, and fails. */
function main(parameters: readonly string[]): void {
  if (parameters.includes('--check')) {
    const stale = outdated()
    if (stale.length === 0) return
    process.stderr.write(`out of date: ${stale.join(', ')}; run node docs/generate.ts\n`)
    process.exitCode = 1
    return
  }
  for (const { file, text } of generated()) writeFileSync(join(DOCS, file), text)
}

if (import.meta.main) main(process.argv.slice(2))
