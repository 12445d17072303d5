import { basename } from 'node:path'
import { type SourceFile, withoutComments } from './source-tree.ts'

/** From the lowest: a part may import itself and those before it. */
const PARTS = [
  'faults',
  'invoice',
  'formats',
  'reception',
  'directory',
  'pipeline',
  'settings',
  'record',
  'channels',
  'support',
  'console',
  'workers',
  'cli',
] as const

const ONLY_IN_WORKERS = ['bullmq', 'ioredis']

const FORBIDDEN_NAMES = [
  'utils',
  'helpers',
  'common',
  'misc',
  'manager',
  'service',
  'handler',
  'data',
  'info',
  'index',
]

/** Sizes are a smell, not a law: larger files are named, and pass. */
const LARGE_FILE = 250

/** Each rule names what breaks it, one line a breach. */
export const RULES: Readonly<Record<string, (files: readonly SourceFile[]) => string[]>> = {
  'every file is in a part of the house': (files) =>
    files.filter(({ path }) => partOf(path) === undefined).map(({ path }) => `${path} is in no part`),
  'imports point down': (files) => files.flatMap(upwardImports),
  'nothing of the product imports a test, a benchmark or a schema generator': (files) =>
    breaches(files, (target) => /^(test|bench|fixtures)\//.test(target)),
  'only workers know BullMQ and Redis': (files) =>
    breaches(
      files.filter(({ path }) => partOf(path) !== 'workers'),
      (target) => ONLY_IN_WORKERS.includes(target),
    ),
  'only settings.ts reads the environment': (files) =>
    files
      .filter(({ path, text }) => path !== 'src/settings.ts' && readsEnvironment(text))
      .map(({ path }) => `${path} reads the environment`),
  'no file has a name that says nothing': (files) =>
    files.filter(({ path }) => saysNothing(path)).map(({ path }) => `${path}: name it by what it is`),
  'no file only passes on what others export': (files) =>
    files.filter(({ text }) => isBarrel(text)).map(({ path }) => `${path} is a barrel`),
  'there are no default exports': (files) =>
    files
      .filter(({ text }) => /^export\s+(default\b|\{[^}]*\bas default\b)/m.test(withoutComments(text)))
      .map(({ path }) => `${path} exports by default`),
  'a catch that ignores the error says why': (files) =>
    files
      .filter(({ text }) => silentCatch(text))
      .map(({ path }) => `${path} swallows an error without a reason`),
}

/** Files a reader may find large. */
export function largeFiles(files: readonly SourceFile[]): string[] {
  return files
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LARGE_FILE)
    .map(({ path, lines }) => `${path}: ${lines} lines`)
}

/** `src/record/ledger.ts` is of record, `src/settings.ts` of settings, `workers/main.ts` of workers. */
function partOf(path: string): (typeof PARTS)[number] | undefined {
  const [top = '', second = ''] = path.split('/')
  const name = top === 'src' ? second.replace(/\.ts$/, '') : top
  return PARTS.find((part) => part === name)
}

function upwardImports({ path, imports }: SourceFile): string[] {
  const own = rank(path)
  return imports
    .filter((target) => own !== undefined && (rank(target) ?? -1) > own)
    .map((target) => `${path} imports ${target}, which is above it`)
}

function rank(path: string): number | undefined {
  const part = partOf(path)
  return part && PARTS.indexOf(part)
}

function breaches(files: readonly SourceFile[], forbidden: (target: string) => boolean): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter(forbidden).map((target) => `${path} imports ${target}`),
  )
}

function readsEnvironment(text: string): boolean {
  return /\bprocess\s*(\?\.|\.)\s*env\b|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b|\{[^}]*\benv\b[^}]*\}\s*from\s*'(node:)?process'/.test(
    withoutComments(text),
  )
}

function saysNothing(path: string): boolean {
  const words = basename(path, '.ts').split('-')
  return (
    FORBIDDEN_NAMES.includes(words.join('-')) ||
    words.some((word) => FORBIDDEN_NAMES.slice(0, 5).includes(word))
  )
}

function isBarrel(text: string): boolean {
  const statements = withoutComments(text)
    .replaceAll(/^(export|import)\b[^;'"]*\bfrom\s*['"][^'"]+['"];?/gm, (found) =>
      found.startsWith('export') ? '→' : '',
    )
    .trim()
  return /^[→\s]+$/.test(statements)
}

/** `catch {` is allowed where a comment in its block, or on the same line, gives the reason. */
function silentCatch(text: string): boolean {
  const blocks = [...text.matchAll(/\bcatch\s*\{([^}]*)\}([^\n]*)/g)]
  return blocks.some(([, body = '', rest = '']) => !`${body}${rest}`.includes('//') && !body.includes('/*'))
}
