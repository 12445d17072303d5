import { type Siret, siret } from '../invoice/identifier.ts'
import type { CsvFile, CsvProblem, CsvRow } from './csv.ts'
import { UNKNOWN_SIRET } from './directory.ts'
import { columnNamed, IMPORT_COLUMNS, type ImportColumn, yesOrNo } from './import-columns.ts'
import type { Demands, Service, Structure } from './structure.ts'

/** A structure as a file gives it: what it leaves empty is left as it is, or has its default. */
export interface ImportedStructure extends Partial<Pick<Structure, 'name' | 'active' | 'application'>> {
  siret: Siret
  /** The first line it is on. */
  line: number
  demands: Partial<Demands>
  services: ImportedService[]
}

export interface ImportedService extends Partial<Omit<Service, 'code'>> {
  code: string
  line: number
}

export interface Imported {
  structures: ImportedStructure[]
  /** False: the file has no column for services and says nothing of them. */
  hasServices: boolean
  problems: CsvProblem[]
}

/** What a directory in CSV says, one line a service or a structure without one; and all that is wrong with it. */
export function importedStructures({ rows, columns, problems }: CsvFile): Imported {
  const found: CsvProblem[] = [...problems, ...headingProblems(columns)]
  const headings = new Map(columns.map((heading) => [heading, columnNamed(heading)]))
  const hasServices = [...headings.values()].includes('code_service')
  const structures = new Map<Siret, ImportedStructure>()
  if (found.length > problems.length) return { structures: [], hasServices, problems: found } // no cell has a meaning
  for (const row of rows) {
    const read = new RowReader(row, headings)
    const structure = read.structure()
    found.push(...read.problems)
    if (structure === undefined) continue
    const known = structures.get(structure.siret)
    if (known === undefined) structures.set(structure.siret, structure)
    else found.push(...joinedInto(known, structure))
  }
  return {
    structures: [...structures.values()],
    hasServices,
    problems: found.toSorted((a, b) => a.line - b.line),
  }
}

function headingProblems(columns: readonly string[]): CsvProblem[] {
  const known = Object.keys(IMPORT_COLUMNS).join(', ')
  const meant = columns.map(columnNamed)
  const found = columns.flatMap((heading, index): CsvProblem[] => {
    const column = meant[index]
    const shown = JSON.stringify(heading)
    if (column === undefined) {
      return [{ line: 1, fr: `colonne ${shown} inconnue ; connues : ${known}`, en: 'unknown column' }]
    }
    const first = meant.indexOf(column)
    return first === index
      ? []
      : [{ line: 1, fr: `colonne ${shown} en double (${column})`, en: 'the same column twice' }]
  })
  return meant.includes('siret')
    ? found
    : [...found, { line: 1, fr: 'il n’y a pas de colonne siret', en: 'there is no column siret' }]
}

/** What the second line of a structure says beside what the first said, which is the same or empty. */
function joinedInto(known: ImportedStructure, other: ImportedStructure): CsvProblem[] {
  const problems: CsvProblem[] = []
  const conflict = (what: string, one: unknown, two: unknown) => {
    const fr = `${what} vaut ${said(two)} ici et ${said(one)} ligne ${known.line}, pour la même structure`
    problems.push({ line: other.line, fr, en: 'differs from an earlier line of the structure' })
  }
  const join = <T extends object>(into: T, from: T, names: Readonly<Partial<Record<keyof T, string>>>) => {
    for (const field of Object.keys(names) as (keyof T)[]) {
      if (from[field] === undefined) continue
      if (into[field] === undefined) into[field] = from[field]
      else if (into[field] !== from[field]) conflict(names[field] as string, into[field], from[field])
    }
  }
  join<Pick<ImportedStructure, 'name' | 'active' | 'application'>>(known, other, {
    name: 'nom',
    active: 'actif',
    application: 'application',
  })
  join(known.demands, other.demands, {
    service: 'service_obligatoire',
    engagement: 'engagement_obligatoire',
    serviceOrEngagement: 'service_ou_engagement',
  })
  for (const service of other.services) {
    const first = known.services.find(({ code }) => code === service.code)
    if (first === undefined) known.services.push(service)
    else {
      const fr = `le service ${said(service.code)} de cette structure est déjà ligne ${first.line}`
      problems.push({ line: service.line, fr, en: 'the service is already on an earlier line' })
    }
  }
  return problems
}

function said(value: unknown): string {
  return value === true ? 'oui' : value === false ? 'non' : JSON.stringify(value)
}

const SERVICE_CODE_LENGTH = 100

/** Reads the cells of one line; what cannot be read is in `problems`. */
class RowReader {
  readonly problems: CsvProblem[] = []
  readonly #line: number
  readonly #cells = new Map<ImportColumn, string>()

  constructor({ line, cells }: CsvRow, headings: ReadonlyMap<string, ImportColumn | undefined>) {
    this.#line = line
    for (const [heading, cell] of cells) {
      const column = headings.get(heading)
      if (column !== undefined && cell !== '') this.#cells.set(column, cell)
    }
  }

  /** `undefined` when it does not say which. */
  structure(): ImportedStructure | undefined {
    const number = this.#siret()
    const service = this.#service()
    const structure = {
      line: this.#line,
      ...this.#text('name', 'nom'),
      ...this.#yesNo('active', 'actif'),
      ...this.#application(),
      demands: {
        ...this.#yesNo('service', 'service_obligatoire'),
        ...this.#yesNo('engagement', 'engagement_obligatoire'),
        ...this.#yesNo('serviceOrEngagement', 'service_ou_engagement'),
      },
      services: service === undefined ? [] : [service],
    }
    return number === undefined ? undefined : { siret: number, ...structure }
  }

  #siret(): Siret | undefined {
    const cell = this.#cells.get('siret') ?? ''
    const read = siret(cell.replaceAll(/\s/g, ''))
    if (read === UNKNOWN_SIRET) {
      this.#wrong('siret', `${cell} n’est le numéro d’aucune structure`, 'is no structure’s number')
      return undefined
    }
    if (read === undefined) {
      const hint = /^\d{1,13}$|[eE,.+]/.test(cell) ? ' (un tableur l’a pris pour un nombre ?)' : ''
      this.#wrong(
        'siret',
        `${JSON.stringify(cell)} n’est pas un SIRET : 14 chiffres${hint}`,
        'is no SIRET: 14 digits',
      )
    }
    return read
  }

  #service(): ImportedService | undefined {
    const code = this.#cells.get('code_service')
    if (code === undefined) {
      const lonely = [...this.#cells.keys()].find((column) => IMPORT_COLUMNS[column].of === 'service')
      if (lonely !== undefined)
        this.#wrong(lonely, 'est rempli sans code_service', 'is given without a code_service')
      return undefined
    }
    if (code.length > SERVICE_CODE_LENGTH) {
      this.#wrong('code_service', `a plus de ${SERVICE_CODE_LENGTH} caractères`, 'is too long')
    }
    return {
      code,
      line: this.#line,
      ...this.#text('name', 'nom_service'),
      ...this.#yesNo('active', 'service_actif'),
      ...this.#yesNo('engagement', 'engagement_service'),
    }
  }

  #application(): { application?: string } {
    const cell = this.#cells.get('application')
    if (cell === undefined) return {}
    if (!/^[A-Z0-9]{6}$/.test(cell)) {
      this.#wrong(
        'application',
        `${JSON.stringify(cell)} n’est pas un code de six caractères A–Z et 0–9`,
        'is no code',
      )
    }
    return { application: cell }
  }

  #text<Field extends string>(field: Field, column: ImportColumn): { [F in Field]?: string } {
    const cell = this.#cells.get(column)
    return (cell === undefined ? {} : { [field]: cell }) as { [F in Field]?: string }
  }

  #yesNo<Field extends string>(field: Field, column: ImportColumn): { [F in Field]?: boolean } {
    const cell = this.#cells.get(column)
    if (cell === undefined) return {}
    const value = yesOrNo(cell)
    if (value === undefined)
      this.#wrong(column, `${JSON.stringify(cell)} n’est ni oui ni non`, 'is neither oui nor non')
    return (value === undefined ? {} : { [field]: value }) as { [F in Field]?: boolean }
  }

  #wrong(column: ImportColumn, fr: string, en: string): void {
    this.problems.push({ line: this.#line, fr: `${column} : ${fr}`, en: `${column} ${en}` })
  }
}
