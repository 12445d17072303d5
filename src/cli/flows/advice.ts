import { catalogue } from '../../faults/catalogue.ts'
import type { FlowFilter } from '../../record/flow-filter.ts'
import type { Settings } from '../../settings.ts'
import { safe } from '../layout.ts'

/** What to try when nothing was found, a line each: what the configuration does not know first. */
export function advice(filter: FlowFilter, settings: Settings): string[] {
  const { fault, depositor, recipient, since, until, text } = filter
  const lines: string[] = []
  if (depositor !== undefined && !settings.depositors.some((each) => each.application === depositor))
    lines.push(`${safe(depositor)} n’est pas dans depositors.yaml (no depositor of this code).`)
  if (fault !== undefined && !Object.hasOwn(catalogue, fault))
    lines.push(`Aucune anomalie n’a le code ${safe(fault)} (no fault has this code).`)
  if (recipient !== undefined && settings.directory.findStructure(recipient) === undefined)
    lines.push(`${safe(recipient)} n’est pas dans structures.yaml (no structure of this SIRET).`)
  if (text !== undefined)
    lines.push(
      'Un numéro de facture, un nom de fichier ou de fournisseur se cherche par son début, un engagement en entier ' +
        '(numbers and names by their beginning, an engagement whole).',
    )
  if (since !== undefined || until !== undefined) lines.push('Élargissez la période (widen the period).')
  if (Object.keys(filter).length > 1) lines.push('Enlevez un critère (leave one out).')
  return lines
}
