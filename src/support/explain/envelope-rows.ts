import { parisDay } from '../../invoice/paris.ts'
import { type Evidence, made, originOf, type Reason, type Row } from './evidence.ts'

const UNIT = 'Enveloppe/EnveloppeUnitaire'
const IDENTIFIER_LENGTH = 25

/** What stands around the invoices of a pivot. */
export const ENVELOPE_ROWS: Readonly<Record<string, Row>> = {
  [`${UNIT}/Parametres/ParametreIndiv[]/Code`]: (_, place) => ({
    rule: 'envelope-constant',
    gives: place === 0 ? 'DtPrd' : 'IdFlx',
  }),
  [`${UNIT}/Parametres/ParametreIndiv[]/Valeurparametre`]: (of, place) =>
    place === 0 ? { rule: 'day-of-deposit', gives: parisDay(of.deposit.receivedAt) } : flowIdentifier(of),
  [`${UNIT}/Partenaires/Recepteur/Id`]: (of) => recipient(of, of.traced.route.application),
  [`${UNIT}/Partenaires/Recepteur/Libelle`]: (of) => recipient(of, of.traced.route.applicationLabel),
  [`${UNIT}/Partenaires/Emetteur/Id`]: ({ context }) => ({
    rule: 'own-application',
    gives: context.application.code,
  }),
  [`${UNIT}/Partenaires/Emetteur/Libelle`]: ({ context }) => ({
    rule: 'own-application',
    gives: context.application.label,
  }),
  'CPPFactures/@Compteur': ({ pivot }) => ({ rule: 'invoices-counted', gives: String(pivot.invoices) }),
}

/** Kept only where all invoices of the pivot give the same one. */
function flowIdentifier(of: Evidence): Reason | undefined {
  const own = of.pivot.name.slice(-IDENTIFIER_LENGTH)
  if (of.pivot.identifier === own) return { rule: 'own-flow-identifier', gives: own }
  const from = originOf(of, of.traced.survey.draft.flowIdentifier)
  return from && made('flow-identifier-kept', from, from.whole)
}

function recipient({ traced }: Evidence, gives: string): Reason {
  return { rule: 'recipient-application', detail: { structure: traced.route.structureName }, gives }
}
