import { XmlXPath } from 'libxml2-wasm'
import type { TreeElement, TreeNode } from './tree-element.ts'
import { UBL_NAMESPACES } from './ubl/namespaces.ts'

/** The nodes a path of a binding table leads to from an element, in document order. */
type Plan = (from: TreeElement) => readonly TreeNode[]

/** Made once, on first use, and kept for the life of the process: the set is the binding tables'. */
const plans = new Map<string, Plan>()

/** What is at this path, which is an XPath of UBL's prefixes, relative to the element. */
export function nodesAt(from: TreeElement, path: string): readonly TreeNode[] {
  const known = plans.get(path)
  if (known !== undefined) return known(from)
  const plan = planOf(path)
  plans.set(path, plan)
  return plan(from)
}

/** The elements at this path. */
export function elementsAt(from: TreeElement, path: string): readonly TreeElement[] {
  return nodesAt(from, path) as readonly TreeElement[]
}

function planOf(path: string): Plan {
  if (path === '.') return (from) => [from]
  const alternatives = path.split(' | ').map(walk)
  const [first = nothing, ...others] = alternatives
  if (others.length === 0) return first
  const asked = evaluated(path)
  return (from) => {
    const found = alternatives.map((each) => each(from)).filter((each) => each.length > 0)
    return found.length > 1 ? asked(from) : (found[0] ?? NONE) // their order in the document is libxml2's to tell
  }
}

const NONE: readonly TreeNode[] = []
const nothing: Plan = () => NONE

/**
 * Steps of names are walked; where a step asks more than a name, libxml2 evaluates the path, once it is known that there
 * is something to evaluate it on.
 */
function walk(path: string): Plan {
  const plain = /^(?:(?:[\w-]+:)?[\w-]+\/)*/.exec(`${path}/`)?.[0].replace(/\/$/, '') ?? ''
  if (plain === path) return steps(path)
  const attribute = /^(?:(.*)\/)?@([\w-]+)$/.exec(path)
  if (attribute !== null && !path.includes('[')) return attributeOf(attribute[1], attribute[2] as string)
  const asked = evaluated(path)
  const name = /^((?:[\w-]+:)?[\w-]+)\[/.exec(path.slice(plain === '' ? 0 : plain.length + 1))?.[1]
  const needed = [plain, name ?? ''].filter((each) => each !== '').join('/')
  if (needed === '') return asked
  const before = steps(needed)
  return (from) => (before(from).length === 0 ? NONE : asked(from))
}

function steps(path: string): (from: TreeElement) => readonly TreeElement[] {
  const names = path.split('/').map((step) => {
    const [local = '', prefix = ''] = step.split(':').toReversed()
    return { namespace: namespaceOf(prefix), name: local }
  })
  return (from) => {
    let found: readonly TreeElement[] = [from]
    for (const { namespace, name } of names) {
      const [only] = found
      if (only === undefined) return found
      found =
        found.length === 1
          ? only.children(namespace, name)
          : found.flatMap((each) => each.children(namespace, name))
    }
    return found
  }
}

function namespaceOf(prefix: string): string {
  if (prefix === '') return ''
  const known = Object.entries(UBL_NAMESPACES).find(([name]) => name === prefix)
  if (known === undefined) throw new Error(`no namespace has the prefix ${prefix}`)
  return known[1]
}

function attributeOf(path: string | undefined, name: string): Plan {
  const owners = path === undefined ? (from: TreeElement) => [from] : steps(path)
  return (from) => owners(from).flatMap((each) => each.attribute(name) ?? [])
}

function evaluated(path: string): (from: TreeElement) => TreeElement[] {
  let compiled: XmlXPath | undefined
  return (from) => {
    compiled ??= XmlXPath.compile(path, UBL_NAMESPACES)
    return from.find(compiled)
  }
}
