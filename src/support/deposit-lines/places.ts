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
  /** The document, and the open elements that lead to wanted ones: never more than the longest way has steps. */
  readonly #open: Entered[]
  /** Open elements below these, where nothing is wanted: counted only, as a document may be millions deep. */
  #beyond = 0

  constructor(root: WantedElement) {
    this.#open = [entered(root)]
  }

  /** Elements that are open. */
  get depth(): number {
    return this.#open.length - 1 + this.#beyond
  }

  /** XPaths that name the element that opens. */
  opens(name: string): readonly string[] {
    const parent = this.#beyond > 0 ? undefined : this.#open.at(-1)
    const wanted = parent && child(parent, name)
    if (wanted === undefined) {
      this.#beyond++
      return NONE
    }
    this.#open.push(entered(wanted))
    return wanted.xpaths
  }

  /** A document may close more than it opened. */
  closes(): void {
    if (this.#beyond > 0) this.#beyond--
    else if (this.#open.length > 1) this.#open.pop()
  }
}

/** An open element, and how many of each wanted name were found in it. */
interface Entered {
  wanted: WantedElement
  ranks: Map<string, number>
}

function entered(wanted: WantedElement): Entered {
  const names = [...wanted.children.keys()].map((step) => step.slice(0, step.lastIndexOf('[')))
  return { wanted, ranks: new Map(names.map((name) => [name, 0])) }
}

function child({ wanted, ranks }: Entered, name: string): WantedElement | undefined {
  const local = name.slice(name.indexOf(':') + 1)
  const before = ranks.get(local)
  if (before === undefined) return undefined
  ranks.set(local, before + 1)
  return wanted.children.get(`${local}[${before + 1}]`)
}

const NONE: readonly string[] = []
