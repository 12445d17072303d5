import { XmlXPath } from 'libxml2-wasm'
import { qualifiedName } from './element-name.ts'
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
 * Steps of names are walked, and the two questions asked of each invoice or line; where a step asks anything else, libxml2
 * evaluates the path, once it is known that there is something to evaluate it on.
 */
function walk(path: string): Plan {
  const plain = /^(?:(?:[\w-]+:)?[\w-]+\/)*/.exec(`${path}/`)?.[0].replace(/\/$/, '') ?? ''
  if (plain === path) return steps(path)
  const attribute = /^(?:(.*)\/)?@([\w-]+)$/.exec(path)
  if (attribute !== null && !path.includes('[')) return attributeOf(attribute[1], attribute[2] as string)
  const asking = withChild(path) ?? withAttribute(path)
  if (asking !== undefined) return asking
  const asked = evaluated(path)
  const name = /^((?:[\w-]+:)?[\w-]+)\[/.exec(path.slice(plain === '' ? 0 : plain.length + 1))?.[1]
  const needed = [plain, name ?? ''].filter((each) => each !== '').join('/')
  if (needed === '') return asked
  const there = steps(needed)
  return (from) => (there(from).length === 0 ? NONE : asked(from))
}

/** Steps of names, the last of them held to a child with this very text, and steps of names from there. */
function withChild(path: string): Plan | undefined {
  const match = /^([\w:/-]+)\[([\w:-]+)="([^"]*)"\]\/([\w:/-]+)$/.exec(path)
  if (match === null) return undefined
  const [parents, children, after] = [match[1], match[2], match[4]].map((each) =>
    steps(each as string),
  ) as Steps
  return (from) =>
    parents(from)
      .filter((parent) => children(parent).some((child) => child.content === match[3]))
      .flatMap((parent) => after(parent))
}

type Step = (from: TreeElement) => readonly TreeElement[]
type Steps = [Step, Step, Step]

/** Steps of names, and from there every element with this attribute. */
function withAttribute(path: string): Plan | undefined {
  const [, parents, attribute] = /^([\w:/-]+)\/\*\[@([\w-]+)\]$/.exec(path) ?? []
  if (parents === undefined || attribute === undefined) return undefined
  const before = steps(parents)
  return (from) =>
    before(from)
      .flatMap((parent) => parent.elements())
      .filter((each) => each.attribute(attribute) !== undefined)
}

function steps(path: string): Step {
  const names = path.split('/').map((step) => {
    const [local = '', prefix = ''] = step.split(':').toReversed()
    return qualifiedName(namespaceOf(prefix), local)
  })
  return (from) => {
    let found: readonly TreeElement[] = [from]
    for (const name of names) {
      const [only] = found
      if (only === undefined) return found
      found = found.length === 1 ? only.children(name) : found.flatMap((each) => each.children(name))
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
