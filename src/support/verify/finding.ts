import type { ArchiveDamage } from '../../record/archive.ts'

/** A document as a flow has it. */
export interface NamedDocument {
  /** `deposit`, `correction`, `slice`, `slice-part`, `judged-by`, or the kind of a document to send. */
  role: string
  /** File name; of a correction its number, of a slice its place, of what runs were judged by its mark. */
  name: string
  sha256: string
}

/** Something that is not as it must be. */
export type Finding = { flow?: number; flowName?: string; run?: number } & (
  | { kind: 'document'; damage: ArchiveDamage; document: NamedDocument; message: string }
  /** `runs` has other numbers than 0 up to the flow's own. */
  | { kind: 'runs'; found: number[]; wanted: number }
  | { kind: 'state'; flowState: string; runState: string }
  | { kind: 'no-report' }
  /** Accepted invoices whose pivot is not among the documents sent, or to be sent. */
  | { kind: 'no-pivot'; invoices: number }
  | { kind: 'no-event'; event: string }
  | { kind: 'count'; what: 'invoices' | 'accepted'; said: number; found: number }
  /** A document to send that is of no flow. */
  | { kind: 'stray'; name: string }
)

export type FindingKind = Finding['kind']

const DAMAGES = {
  missing: { fr: 'n’est pas dans l’archive', en: 'is not in the archive' },
  altered: { fr: 'a été altéré', en: 'was altered' },
  unreadable: { fr: 'ne peut être lu', en: 'cannot be read' },
} as const satisfies Record<ArchiveDamage, Said>

interface Said {
  fr: string
  en: string
}

const SENTENCES: { [Kind in FindingKind]: (finding: Extract<Finding, { kind: Kind }>) => Said } = {
  document({ damage, document: { role, name, sha256 } }) {
    const what = `${role} ${name} (${sha256})`
    return { fr: `${what} ${DAMAGES[damage].fr}`, en: DAMAGES[damage].en }
  },
  runs: ({ found, wanted }) => ({
    fr: `passages ${found.join(', ') || 'aucun'} au registre au lieu de 0 à ${wanted}`,
    en: 'runs are missing',
  }),
  state: ({ flowState, runState }) => ({
    fr: `le flux est ${flowState}, son dernier passage ${runState}`,
    en: 'flow and last run differ',
  }),
  'no-report': ({ run }) => ({ fr: `le passage ${run} n’a pas de compte rendu`, en: 'no report' }),
  'no-pivot': ({ run, invoices }) => ({
    fr: `${invoices} facture(s) acceptée(s) au passage ${run} sans pivot à envoyer`,
    en: 'accepted invoices without a pivot',
  }),
  'no-event': ({ run, event }) => ({
    fr: `l’événement ${event} du passage ${run} manque`,
    en: 'event missing',
  }),
  count: ({ what, said, found }) => ({
    fr: `le flux dit ${said} ${what === 'accepted' ? 'facture(s) acceptée(s)' : 'facture(s)'}, le registre en a ${found}`,
    en: 'invoice counts differ',
  }),
  stray: ({ name }) => ({
    fr: `le document à envoyer ${name} n’est d’aucun flux`,
    en: 'document of no flow',
  }),
}

/** What was found, in French, with the gist in English. */
export function findingText(finding: Finding): Said {
  const say = SENTENCES[finding.kind] as (finding: Finding) => Said
  return say(finding)
}

/** The same for two looks at the same damage. */
export function findingKey(finding: Finding): string {
  const { kind, flow, run } = finding
  const subject = kind === 'document' ? finding.document.sha256 : kind === 'no-event' ? finding.event : ''
  return JSON.stringify([kind, flow, run, subject])
}
