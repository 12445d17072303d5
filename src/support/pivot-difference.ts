import { type PivotField, pivotFields } from '../formats/pivot/fields.ts'

/** A pivot file by its name. */
export interface NamedPivot {
  name: string
  bytes: Uint8Array
}

export interface FieldChange {
  path: string
  /** Absent: the field was not there. */
  before?: string
  /** Absent: it is no longer there. */
  after?: string
}

/** What becomes of one invoice's part of the pivots. */
export interface PivotDifference {
  idCpro: string
  /** The invoice's number. */
  number: string
  kind: 'new' | 'gone' | 'changed' | 'same'
  /** In the order of the pivot; all its fields when it is new or gone. */
  fields: FieldChange[]
}

/** Length of the identifier a file's name ends with, which is in its envelope too and new in every run. */
const IDENTIFIER = 25

/** Field by field, invoice by invoice: which file carries it does not matter, what that file says around it does. */
export function pivotDifference(
  before: readonly NamedPivot[],
  after: readonly NamedPivot[],
): PivotDifference[] {
  const known = byInvoice(before)
  const found = byInvoice(after)
  const ids = new Set([...found.keys(), ...known.keys()])
  return [...ids].map((idCpro) => {
    const old = known.get(idCpro)
    const fresh = found.get(idCpro)
    const fields = fieldChanges(old ?? new Map(), fresh ?? new Map())
    return { idCpro, number: numberIn(fresh ?? old), kind: kindOf(old, fresh, fields.length), fields }
  })
}

function numberIn(fields: Fields | undefined): string {
  const number = fields?.get('DonneesFacture/Id')
  if (number === undefined) throw new Error('a pivot has an invoice without its number')
  return number
}

type Fields = ReadonlyMap<string, string>

function kindOf(
  before: Fields | undefined,
  after: Fields | undefined,
  changes: number,
): PivotDifference['kind'] {
  if (before === undefined) return 'new'
  if (after === undefined) return 'gone'
  return changes > 0 ? 'changed' : 'same'
}

/** The fields of each invoice by its IdCPRO, with those of the envelope it is in. */
function byInvoice(pivots: readonly NamedPivot[]): Map<string, Fields> {
  const invoices = new Map<string, Fields>()
  for (const { name, bytes } of pivots) {
    const groups = Map.groupBy(pivotFields(bytes), (field) => field.invoice)
    const around = (groups.get(undefined) ?? []).filter((field) => isOfInvoices(field, name))
    for (const [place, own] of groups) {
      if (place === undefined) continue
      const fields = new Map([...around, ...own].map(({ path, value }) => [path, value]))
      invoices.set(fields.get('DonneesFacture/IdCPRO') ?? `${name}[${place}]`, fields)
    }
  }
  return invoices
}

/** Not what every run makes anew, nor how many invoices go along. */
function isOfInvoices({ path, value }: PivotField, fileName: string): boolean {
  return path !== 'CPPFactures/@Compteur' && value !== fileName.slice(-IDENTIFIER)
}

function fieldChanges(before: Fields, after: Fields): FieldChange[] {
  const paths = [...new Set([...after.keys(), ...before.keys()])]
  return paths.flatMap((path) => {
    const [old, fresh] = [before.get(path), after.get(path)]
    if (old === fresh) return []
    return [
      {
        path,
        ...(old === undefined ? {} : { before: old }),
        ...(fresh === undefined ? {} : { after: fresh }),
      },
    ]
  })
}
