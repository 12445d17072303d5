import type { Directory } from '../../directory/directory.ts'
import type { Structure } from '../../directory/structure.ts'
import { folded } from '../../record/folded.ts'

/** Which structures a person looks for; all that is given must hold. */
export interface StructureQuery {
  /** Words, each anywhere in the name, the SIRET, the application or a service; a SIRET may have blanks. */
  q?: string
  application?: string
  state?: 'active' | 'inactive'
}

interface Entry {
  structure: Structure
  text: string
}

/** Structures in the order of their names, made ready to be searched once for each directory. */
export class StructureSearch {
  #of: Directory | undefined
  #entries: Entry[] = []

  /** All that are meant, by name. */
  find(directory: Directory, { q = '', application, state }: StructureQuery): Structure[] {
    const words = wordsOf(q)
    return this.#entriesOf(directory)
      .filter(
        ({ structure, text }) =>
          (application === undefined || structure.application === application) &&
          (state === undefined || structure.active === (state === 'active')) &&
          words.every((word) => text.includes(word)),
      )
      .map(({ structure }) => structure)
  }

  #entriesOf(directory: Directory): Entry[] {
    if (this.#of === directory) return this.#entries
    const labels = new Map(directory.applications().map(({ code, label }) => [code, label]))
    const inFrench = new Intl.Collator('fr')
    this.#entries = directory
      .contents()
      .structures.map((structure) => ({
        structure,
        text: textOf(structure, labels.get(structure.application)),
      }))
      .toSorted((one, other) => inFrench.compare(nameOf(one.structure), nameOf(other.structure)))
    this.#of = directory
    return this.#entries
  }
}

export function nameOf({ name, siret }: Structure): string {
  return name ?? siret
}

function textOf({ siret, name, application, services }: Structure, label: string | undefined): string {
  const parts = [siret, name, application, label, ...services.flatMap((each) => [each.code, each.name])]
  return folded(parts.filter((part) => part !== undefined).join('\n'))
}

/** Groups of digits one after the other are one number: a SIRET is often written with blanks. */
function wordsOf(q: string): string[] {
  const joined = q.trim().replaceAll(/(?<=\d)\s+(?=\d)/g, '')
  return folded(joined)
    .split(/\s+/)
    .filter((word) => word !== '')
}
