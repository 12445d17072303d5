import type { Day } from '../invoice/invoice.ts'
import type { XmlMembers } from './xml-writer.ts'

/** Somebody at one end of a flow: an application code and what it is called. */
export interface Partner {
  code: string
  label: string
}

/** What the pivot and the status file have in common: when it was made, which flow it is, from whom to whom. */
export interface Envelope {
  producedOn: Day
  /** The 25 characters that identify the flow. */
  flowIdentifier: string
  sender: Partner
  recipient: Partner
  /** Further parameters, each with a code of five characters. */
  parameters?: readonly { code: string; value: string }[]
}

/** The `Enveloppe` element. */
export function envelopeXml(envelope: Envelope): XmlMembers {
  const parameters = [
    { code: 'DtPrd', value: envelope.producedOn },
    { code: 'IdFlx', value: envelope.flowIdentifier },
    ...(envelope.parameters ?? []),
  ]
  return {
    EnveloppeUnitaire: {
      '@NumOrdre': '1',
      Parametres: {
        ParametreIndiv: parameters.map((each, index) => ({
          '@NumOrdre': String(index + 1).padStart(4, '0'),
          Code: each.code,
          Valeurparametre: each.value,
        })),
      },
      Partenaires: { Recepteur: partner(envelope.recipient), Emetteur: partner(envelope.sender) },
    },
  }
}

function partner(of: Partner): XmlMembers {
  return { Id: of.code, Libelle: of.label }
}
