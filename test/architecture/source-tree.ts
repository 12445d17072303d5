import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** A source file of the product, as the architecture sees it. */
export interface SourceFile {
  /** From the root, with slashes: `src/record/ledger.ts`. */
  path: string
  text: string
  /** What it imports: paths from the root for our own files, package names (or `node:…`) for the rest. */
  imports: string[]
}

/** The product's own code; tests, benchmarks and schemas are none of it. */
const FOLDERS = ['src', 'workers']

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g

export function sourceTree(root: string): SourceFile[] {
  return FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => sourceFile(root, join(folder, name)))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  )
}

function sourceFile(root: string, name: string): SourceFile {
  const text = readFileSync(join(root, name), 'utf8')
  const code = withoutComments(text)
  const imports = [...code.matchAll(IMPORT)].map((match) => imported(root, name, match[1] ?? ''))
  return { path: slashes(name), text, imports }
}

function imported(root: string, from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return packageName(specifier)
  return slashes(relative(root, resolve(root, dirname(from), specifier)))
}

function packageName(specifier: string): string {
  const parts = specifier.split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

/** Comments and nothing else: a `//` inside quotes (an address) stays. */
export function withoutComments(text: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g
  return text.replace(token, (found) => (found.startsWith('/') ? '' : found))
}

function slashes(path: string): string {
  return path.split(sep).join('/')
}
