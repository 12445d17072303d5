import { given } from '../../invoice/given.ts'
import { parisText } from '../../invoice/paris.ts'
import type { Dossier, DossierDocument } from '../../record/dossier.ts'
import type { Words } from '../words.ts'
import { labelOf } from './paper.ts'

/** A document on its way to somebody, and how far it is. */
export interface Delivery {
  run: number
  kind: string
  label: Words
  name: string
  endpoint: string
  /** Who that is, for people. */
  to: string
  /** `failing`: tries failed, and more follow; `held`: support holds its lane back. */
  state: 'sent' | 'waiting' | 'failing' | 'held'
  /** The state in words, with its dates and its last error. */
  sentence: Words
  sentAt?: string
  /** Tries that failed, of the document itself or of its lane. */
  tries: number
  nextAt?: string
  lastError?: string
  held?: { by: string; at?: string; reason?: string }
}

/** Every document of every run, in the order they were decided. */
export function deliveriesOf(dossier: Dossier): Delivery[] {
  const names = applicationNames(dossier)
  return dossier.documents.map((document) => deliveryOf(document, names))
}

/** What the applications of its routes are called. */
function applicationNames({ runs }: Dossier): Map<string, string> {
  const routes = runs.flatMap(({ invoices }) => invoices.flatMap(({ route }) => route ?? []))
  return new Map(routes.map((each) => [each.application, each.applicationLabel]))
}

/** « Gestion financière Exemple (FIN001) » for an application, « déposant OPE001 » for a depositor. */
export function endpointName(endpoint: string, names: ReadonlyMap<string, string>): string {
  const [kind = '', code = ''] = endpoint.split(':')
  if (kind === 'depositor') return `déposant ${code}`
  const label = names.get(code)
  return label === undefined ? code : `${label} (${code})`
}

function deliveryOf(document: DossierDocument, names: ReadonlyMap<string, string>): Delivery {
  const { run, kind, name, endpoint, lane } = document
  const state = stateOf(document)
  const tries = Math.max(document.tries, state === 'sent' ? 0 : lane.tries)
  const waits =
    state === 'sent'
      ? {}
      : given({
          nextAt: latest(document.nextAt, lane.nextAt),
          lastError: document.lastError ?? lane.lastError,
          held: lane.held,
        })
  const known = { run, kind, name, endpoint, tries, state, ...waits, ...given({ sentAt: document.sentAt }) }
  return {
    ...known,
    label: labelOf(kind),
    to: endpointName(endpoint, names),
    sentence: SENTENCES[state](known),
  }
}

function stateOf({ state, tries, lane }: DossierDocument): Delivery['state'] {
  if (state === 'sent') return 'sent'
  if (lane.held !== undefined) return 'held'
  return tries > 0 || lane.tries > 0 ? 'failing' : 'waiting'
}

function latest(one: string | undefined, other: string | undefined): string | undefined {
  return [one, other]
    .filter((each) => each !== undefined)
    .toSorted()
    .at(-1)
}

type Known = Pick<Delivery, 'sentAt' | 'tries' | 'nextAt' | 'lastError' | 'held'>

const SENTENCES = {
  sent: ({ sentAt }: Known) => ({ fr: `remis${on(sentAt)}`, en: `sent${onEn(sentAt)}` }),
  waiting: () => ({ fr: 'en attente', en: 'waiting' }),
  failing: ({ tries, nextAt, lastError }: Known) => ({
    fr: `${tries} essai${tries > 1 ? 's' : ''} manqué${tries > 1 ? 's' : ''}${next(nextAt)}${error(lastError)}`,
    en: `${tries} failed ${tries > 1 ? 'tries' : 'try'}${nextEn(nextAt)}${error(lastError)}`,
  }),
  held: ({ held }: Known) => ({
    fr: `retenu par ${held?.by ?? 'le support'}${on(held?.at)}${error(held?.reason)}`,
    en: `held by ${held?.by ?? 'support'}${onEn(held?.at)}${error(held?.reason)}`,
  }),
} as const satisfies Record<Delivery['state'], (of: Known) => Words>

function on(instant: string | undefined): string {
  return instant === undefined ? '' : ` le ${parisText(instant)}`
}

function onEn(instant: string | undefined): string {
  return instant === undefined ? '' : ` at ${instant}`
}

function next(instant: string | undefined): string {
  return instant === undefined ? '' : `, prochain le ${parisText(instant)}`
}

function nextEn(instant: string | undefined): string {
  return instant === undefined ? '' : `, next at ${instant}`
}

function error(text: string | undefined): string {
  return text === undefined ? '' : ` : ${text}`
}
