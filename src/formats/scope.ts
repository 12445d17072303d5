import type { XmlDocument } from 'libxml2-wasm'
import type { Source, Sourced } from '../invoice/factor.ts'
import { elementsAt, nodesAt } from './path-plan.ts'
import { TreeElement, type TreeNode } from './tree-element.ts'

/** The parser keeps no line beyond this on a node: the number itself means "here or later". */
const LAST_LINE = 65_535

/** An element of the document that values are read from. */
export type Scope = TreeElement

/** The whole of a document, which must not be disposed of while it is read. */
export function rootScope(document: XmlDocument): Scope {
  return TreeElement.rootOf(document)
}

/** The first value found by the first of the paths that has one; blanks around it removed, an empty one is none. */
export function one(scope: Scope, ...paths: readonly string[]): Sourced | undefined {
  for (const path of paths) {
    for (const node of nodesAt(scope, path)) {
      const value = node.content.trim()
      if (value !== '') return { value, source: source(node) }
    }
  }
  return undefined
}

/** Every value that is not empty, in document order. */
export function all(scope: Scope, path: string): Sourced[] {
  return nodesAt(scope, path).flatMap((node) => {
    const value = node.content.trim()
    return value === '' ? [] : [{ value, source: source(node) }]
  })
}

/** The text alone, where no place is needed. */
export function text(scope: Scope, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    for (const node of nodesAt(scope, path)) {
      const value = node.content.trim()
      if (value !== '') return value
    }
  }
  return undefined
}

/** The elements at a path, in document order. */
export function scopes(scope: Scope, path: string): readonly Scope[] {
  return elementsAt(scope, path)
}

/** The first element at a path. */
export function inner(scope: Scope, path: string): Scope | undefined {
  return elementsAt(scope, path)[0]
}

export function source({ path, line }: Pick<TreeNode, 'path' | 'line'>): Source {
  return line < LAST_LINE && line > 0 ? { xpath: path, line } : { xpath: path }
}
