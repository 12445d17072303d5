import { readFileSync } from 'node:fs'
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { SettingsProblem } from './problem.ts'

export type FieldPath = readonly PropertyKey[]

/** A configuration file as read: its value when its shape is right, its problems when not. */
export interface YamlFile<T> {
  file: string
  value: T | undefined
  /** What the file says, whatever its shape; `undefined` when it is no YAML. */
  written: unknown
  problems: SettingsProblem[]
  /** A problem of this file, at the line of the field. */
  problem(path: FieldPath, message: string): SettingsProblem
}

/** Reads and checks a file; whatever is wrong with it ends up in `problems`, all of it at once. */
export function readYamlFile<T>(file: string, shape: z.ZodType<T>): YamlFile<T> {
  const lines = new LineCounter()
  const text = textOf(file)
  if (typeof text !== 'string') return unreadable(file, text.problem)
  const document = parseDocument(text, { lineCounter: lines })
  const problem = (path: FieldPath, message: string): SettingsProblem => ({
    file,
    line: lineOf(document, lines, path),
    field: fieldName(path),
    message,
  })
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file,
      line: error.linePos?.[0].line ?? 1,
      field: '',
      message: `is no valid YAML: ${error.message.split('\n')[0]}`,
    }))
    return { file, value: undefined, written: undefined, problems, problem }
  }
  const written: unknown = document.toJS() ?? {}
  const checked = shape.safeParse(written, { reportInput: true })
  if (checked.success) return { file, value: checked.data, written, problems: [], problem }
  const problems = checked.error.issues.flatMap((issue) =>
    plainWords(issue).map(([path, message]) => problem(path, message)),
  )
  return { file, value: undefined, written, problems, problem }
}

function textOf(file: string): string | { problem: string } {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return { problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function unreadable(file: string, message: string): YamlFile<never> {
  const problem = (path: FieldPath, said: string) => ({ file, field: fieldName(path), message: said })
  return { file, value: undefined, written: undefined, problems: [problem([], message)], problem }
}

/** The line of the field, or of the nearest thing around it that is written. */
function lineOf(document: Document, lines: LineCounter, path: FieldPath): number {
  for (let length = path.length; length > 0; length--) {
    const offset = offsetOf(document, path.slice(0, length))
    if (offset !== undefined) return lines.linePos(offset).line
  }
  return 1
}

/** Where a field's key starts, or a list's entry. */
function offsetOf(document: Document, path: FieldPath): number | undefined {
  const parentPath = path.slice(0, -1)
  const parent: unknown = parentPath.length === 0 ? document.contents : document.getIn(parentPath, true)
  const last = path.at(-1)
  if (isMap(parent)) {
    const key = parent.items.find(
      (pair) => isScalar(pair.key) && String(pair.key.value) === String(last),
    )?.key
    return isNode(key) ? key.range?.[0] : undefined
  }
  const node: unknown = document.getIn(path, true)
  return isNode(node) ? node.range?.[0] : undefined
}

function fieldName(path: FieldPath): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
    .join('')
}

/** Each shape says what it wants (`wanted …`); here that is joined to what was found. */
function plainWords(issue: z.core.$ZodIssue): [FieldPath, string][] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => [[...issue.path, key], 'is no setting: its name is unknown here'])
  }
  const field = issue.path.at(-1)
  const input: unknown =
    issue.code === 'invalid_union' && issue.discriminator === field
      ? Reflect.get(Object(issue.input), field ?? '')
      : issue.input
  return [[issue.path, `${found(String(field), input)}; ${issue.message}`]]
}

/** What may be a password written in the wrong place is not repeated. */
function found(field: string, value: unknown): string {
  if (value === undefined) return 'is missing'
  return field.endsWith('Env') ? 'is no such name' : `is ${shown(value)}`
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (value === null) return 'empty'
  return typeof value === 'object' ? 'a group of fields' : JSON.stringify(value)
}
