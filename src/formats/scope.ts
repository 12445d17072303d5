import { type XmlElement, type XmlNode, XmlXPath } from 'libxml2-wasm'
import type { Source, Sourced } from '../invoice/factor.ts'
import { pathsBelow } from './xml-path.ts'
import { UBL_NAMESPACES } from './ubl/namespaces.ts'

/** The parser keeps no line beyond this on a node: the number itself means "here or later". */
const LAST_LINE = 65_535

/** An element of the document that values are read from, with its own XPath. */
export interface Scope {
  readonly node: XmlElement
  readonly path: string
}

/** XPaths compiled once, on first use, and kept for the life of the process: the set is the binding tables'. */
const compiled = new Map<string, XmlXPath>()

function xpath(path: string): XmlXPath {
  const known = compiled.get(path)
  if (known !== undefined) return known
  const fresh = XmlXPath.compile(path, UBL_NAMESPACES)
  compiled.set(path, fresh)
  return fresh
}

/** The first value found by the first of the paths that has one; blanks around it removed, an empty one is none. */
export function one(scope: Scope, ...paths: readonly string[]): Sourced | undefined {
  for (const path of paths) {
    const found = nodes(scope, path)
    const node = found.find((each) => each.content.trim() !== '')
    if (node !== undefined) return sourced(scope, path, [node], found.length)[0]
  }
  return undefined
}

/** Every value that is not empty, in document order. */
export function all(scope: Scope, path: string): Sourced[] {
  const found = nodes(scope, path)
  const filled = found.filter((each) => each.content.trim() !== '')
  return sourced(scope, path, filled, found.length)
}

/** The text alone, where no place is needed. */
export function text(scope: Scope, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    for (const node of nodes(scope, path)) {
      const value = node.content.trim()
      if (value !== '') return value
    }
  }
  return undefined
}

/**
 * The elements at a path, in document order, each with its own XPath. Children of the scope are counted here: to ask the
 * tree for the place of each of ten thousand lines would count their siblings ten thousand times.
 */
export function scopes(scope: Scope, path: string): Scope[] {
  const found = nodes(scope, path) as XmlElement[]
  if (path.includes('/')) {
    const paths = pathsBelow(found, scope.node, scope.path)
    return found.map((node, index) => ({ node, path: paths[index] ?? scope.path }))
  }
  const numbers = new Map<string, number>()
  return found.map((node) => {
    const step = path.split(' | ').find((each) => each.endsWith(`:${node.name}`)) ?? path
    const number = (numbers.get(step) ?? 0) + 1
    numbers.set(step, number)
    return { node, path: `${scope.path}/${step}${found.length > 1 ? `[${number}]` : ''}` }
  })
}

/** The first element at a path. */
export function inner(scope: Scope, path: string): Scope | undefined {
  const node = nodes(scope, path)[0] as XmlElement | undefined
  if (node === undefined) return undefined
  const [at = scope.path] = pathsBelow([node], scope.node, scope.path)
  return { node, path: at }
}

export function source(scope: Scope): Source {
  return sourceOf(scope.node, scope.path)
}

function nodes(scope: Scope, path: string): XmlNode[] {
  return scope.node.find(xpath(path))
}

function sourced(scope: Scope, path: string, found: readonly XmlNode[], twins: number): Sourced[] {
  const paths = exactPaths(scope, path, found, twins)
  return found.map((node, index) => ({
    value: node.content.trim(),
    source: sourceOf(node, paths[index] ?? scope.path),
  }))
}

/** The binding's own path names a node exactly, unless it has a condition or several nodes: then the tree is asked. */
function exactPaths(scope: Scope, path: string, found: readonly XmlNode[], twins: number): string[] {
  if (path === '.') return found.map(() => scope.path)
  if (twins > 1 || /[[*|]/.test(path)) return pathsBelow(found, scope.node, scope.path)
  return found.map(() => `${scope.path}/${path}`)
}

function sourceOf(node: XmlNode, path: string): Source {
  const line = node.line
  return line < LAST_LINE && line > 0 ? { xpath: path, line } : { xpath: path }
}
