/** Elements that are looked for while a document passes: a tree of the steps that lead to them. */
export interface WantedElement {
  /** The XPaths that name it, as they were given. */
  xpaths: string[]
  /** By local name and place among its like: `PaymentMeans[2]`. */
  children: Map<string, WantedElement>
}

const STEP = /^(?:[^:[\]]+:)?([^:[\]@*()]+)(?:\[(\d+)\])?$/

/**
 * The tree of these XPaths, each a way of names and places from the root (`/Invoice/cac:PaymentMeans[2]/cbc:ID`). An
 * attribute stands where its element does; one that asks anything else is left out.
 */
export function wantedElements(xpaths: Iterable<string>): WantedElement {
  const root = element()
  for (const xpath of xpaths) {
    const steps = stepsOf(xpath)
    if (steps === undefined) continue
    let at = root
    for (const step of steps) {
      const known = at.children.get(step) ?? element()
      at.children.set(step, known)
      at = known
    }
    at.xpaths.push(xpath)
  }
  return root
}

function element(): WantedElement {
  return { xpaths: [], children: new Map() }
}

function stepsOf(xpath: string): string[] | undefined {
  if (!xpath.startsWith('/')) return undefined
  const steps: string[] = []
  for (const text of xpath.slice(1).split('/')) {
    if (text.startsWith('@')) break
    const step = STEP.exec(text)
    if (step === null) return undefined
    steps.push(`${step[1]}[${step[2] ?? '1'}]`)
  }
  return steps.length === 0 ? undefined : steps
}

/** Follows the elements of a document as they open and close, and tells those that are wanted. */
export class PlaceWalk {
  readonly #open: { wanted: WantedElement | undefined; ranks: Map<string, number> }[]

  constructor(root: WantedElement) {
    this.#open = [{ wanted: root, ranks: new Map() }]
  }

  /** Elements that are open. */
  get depth(): number {
    return this.#open.length - 1
  }

  /** XPaths that name the element that opens. */
  opens(name: string): readonly string[] {
    const parent = this.#open.at(-1)
    const wanted = parent?.wanted === undefined ? undefined : this.#child(parent, name)
    this.#open.push({ wanted, ranks: new Map() })
    return wanted?.xpaths ?? NONE
  }

  /** A document may close more than it opened. */
  closes(): void {
    if (this.#open.length > 1) this.#open.pop()
  }

  #child(parent: { wanted: WantedElement | undefined; ranks: Map<string, number> }, name: string) {
    const local = name.slice(name.indexOf(':') + 1)
    const rank = (parent.ranks.get(local) ?? 0) + 1
    parent.ranks.set(local, rank)
    return parent.wanted?.children.get(`${local}[${rank}]`)
  }
}

const NONE: readonly string[] = []
