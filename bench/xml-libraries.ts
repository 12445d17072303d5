// Validations a second of a UBL invoice of about 15 KB: libxml2-wasm with its schema compiled once, as Écluse does it,
// and, with --with-libxmljs2, libxmljs2, which can only be given the schema anew each time. libxmljs2 is no dependency
// (docs/decisions/0003): it is installed into a folder of its own that is removed afterwards.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { XmlDocument } from 'libxml2-wasm'
import { loadSchemas } from '../src/formats/schemas.ts'
import { ublInvoice } from './ubl-invoice.ts'

const SCHEMAS = join(import.meta.dirname, '../schemas')
const SCHEMA = 'ubl-2.1/invoice.xsd'
const LINES = 22
const SECONDS = 3

/** The part of libxmljs2 that is used here. */
interface Libxmljs2 {
  parseXml(
    text: string,
    options?: { baseUrl?: string },
  ): { validate(schema: unknown): boolean; validationErrors: unknown[] }
  libxml_version?: string
}

const { values } = parseArgs({ options: { 'with-libxmljs2': { type: 'boolean', default: false } } })
const invoice = ublInvoice(LINES)
print(
  `invoice: ${Buffer.byteLength(invoice)} bytes, ${LINES} lines; node ${process.version}; one thread, ${SECONDS} s each`,
)
measureLibxml2Wasm()
if (values['with-libxmljs2']) measureLibxmljs2()

function measureLibxml2Wasm(): void {
  const bytes = Buffer.from(invoice)
  const start = performance.now()
  using schemas = loadSchemas(SCHEMAS, ['ubl-invoice-2.1'])
  const schema = schemas.get('ubl-invoice-2.1')
  print(`libxml2-wasm: schema compiled once, in ${(performance.now() - start).toFixed(0)} ms`)
  rate('libxml2-wasm', () => {
    const document = XmlDocument.fromBuffer(bytes)
    try {
      if (schema.validate(document).length > 0) throw new Error('the invoice is not valid')
    } finally {
      document.dispose()
    }
  })
}

function measureLibxmljs2(): void {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-libxmljs2-'))
  try {
    const library = installed(folder)
    if (library === undefined) return
    const main = join(SCHEMAS, SCHEMA)
    const schemaText = readFileSync(main, 'utf8')
    print(
      `libxmljs2: libxml2 ${library.libxml_version ?? 'of an unknown version'}; schema compiled for each document`,
    )
    const started = process.cwd()
    process.chdir(dirname(main)) // its imports are found beside it
    rate('libxmljs2', () => {
      const document = library.parseXml(invoice)
      if (!document.validate(library.parseXml(schemaText, { baseUrl: main }))) {
        throw new Error(`the invoice is not valid: ${String(document.validationErrors[0])}`)
      }
    })
    process.chdir(started)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Built from its source against the headers of the Node in node_modules: nothing is fetched but from the registry. */
function installed(folder: string): Libxmljs2 | undefined {
  print('libxmljs2: building it natively (a C++ compiler, make and Python are needed) …')
  const nodedir = join(import.meta.dirname, `../node_modules/node-linux-${process.arch}`)
  const env = { ...process.env, npm_config_build_from_source: 'true', npm_config_nodedir: nodedir }
  const parameters = [
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    'libxmljs2@0.37.0',
  ]
  const start = performance.now()
  const { status, stderr } = spawnSync('npm', parameters, { cwd: folder, env, encoding: 'utf8' })
  try {
    const library = createRequire(join(folder, 'here.js'))('libxmljs2') as Libxmljs2
    print(`libxmljs2: built in ${((performance.now() - start) / 1000).toFixed(0)} s`)
    return library
  } catch (error) {
    print(`libxmljs2: cannot be built here (npm ended with ${status}): ${lastLines(stderr) || String(error)}`)
    return undefined
  }
}

function rate(name: string, once: () => void): void {
  once()
  const end = performance.now() + SECONDS * 1000
  const start = performance.now()
  let done = 0
  for (; performance.now() < end; done++) once()
  const each = (performance.now() - start) / done
  print(`${name}: ${(1000 / each).toFixed(0)} validations/s (${each.toFixed(2)} ms each)`)
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' · ')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
