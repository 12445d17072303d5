import type { Dossier, DossierEvent } from '../../record/dossier.ts'
import type { EventKind, FlowState } from '../../record/tables.ts'
import { counted, countedEn, figure, type Words } from '../words.ts'
import type { Delivery } from './delivery.ts'

/** One thing that happened to a flow. */
export interface Moment {
  /** ISO 8601 UTC. */
  at: string
  run: number
  kind: EventKind
  /** How good it is: for a colour, or a mark. */
  tone: 'plain' | 'good' | 'partial' | 'bad' | 'trouble'
  text: Words
}

type Told = Pick<Moment, 'tone' | 'text'>

/** All that happened to a flow, in its order. */
export function journeyOf({ flow, events }: Dossier, deliveries: readonly Delivery[]): Moment[] {
  return events.map((event) => {
    const { run, at, kind } = event
    return { run, at, kind, ...TELLERS[kind](event, { depositor: flow.depositor, deliveries }) }
  })
}

interface Around {
  depositor: string
  deliveries: readonly Delivery[]
}

const TELLERS = {
  received: ({ detail }, { depositor }) => {
    const size = Number(detail['size'] ?? 0)
    return plain(`déposé par ${depositor}, ${figure(size)} octets`, `dropped by ${depositor}, ${size} bytes`)
  },
  started: ({ run }) =>
    run === 0 ? plain('traitement', 'at work') : plain(`traitement, passage ${run}`, `at work, run ${run}`),
  'attempt-failed': ({ detail }) => ({
    tone: 'trouble',
    text: said(
      detail['house'] === undefined ? 'essai manqué' : 'incident de la plateforme, le flux attend',
      detail['house'] === undefined ? 'try failed' : 'trouble of the platform, the flow waits',
      detail['error'],
    ),
  }),
  outcome: ({ detail }) => outcome(detail),
  blocked: ({ detail }) => ({ tone: 'trouble', text: said('bloqué', 'blocked', detail['error']) }),
  sent: (event, around) => {
    const { label, to } = documentOf(event, around)
    const again = event.detail['recognised'] === true
    return {
      tone: 'plain',
      text: {
        fr: `${label.fr} → ${to}${again ? ' (remis par un essai d’avant, reconnu)' : ''}`,
        en: `${label.en} → ${to}${again ? ' (sent by an earlier try, recognised)' : ''}`,
      },
    }
  },
  'send-failed': (event, around) => {
    const { label, to } = documentOf(event, around)
    return {
      tone: 'trouble',
      text: said(
        `remise manquée : ${label.fr} → ${to}`,
        `not sent: ${label.en} → ${to}`,
        event.detail['error'],
      ),
    }
  },
  'replay-asked': ({ run, detail }) => ({
    tone: 'plain',
    text: said(
      `rejeu demandé par ${word(detail['author'])} (passage ${run}${detail['again'] === true ? ', tout remettre' : ''})`,
      `replay asked for by ${word(detail['author'])} (run ${run}${detail['again'] === true ? ', send all again' : ''})`,
      detail['reason'],
    ),
  }),
  corrected: ({ detail }) => ({
    tone: 'plain',
    text: said(
      `fichier corrigé par ${word(detail['author'])} (version ${word(detail['version'])})`,
      `file corrected by ${word(detail['author'])} (version ${word(detail['version'])})`,
      detail['reason'],
    ),
  }),
  expired: ({ detail }) =>
    plain(
      `documents retirés de l’archive, au bout de ${word(detail['days'])} jours`,
      `documents taken out of the archive, after ${word(detail['days'])} days`,
    ),
} as const satisfies Record<EventKind, (event: DossierEvent, around: Around) => Told>

function plain(fr: string, en: string): Told {
  return { tone: 'plain', text: { fr, en } }
}

function said(fr: string, en: string, what: unknown): Words {
  return { fr: `${fr} : ${word(what)}`, en: `${en}: ${word(what)}` }
}

function word(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '?'
}

const OUTCOMES: Readonly<Record<string, { tone: Moment['tone']; fr: string; en: string }>> = {
  integrated: { tone: 'good', fr: 'intégré', en: 'integrated' },
  'partially-integrated': { tone: 'partial', fr: 'intégré en partie', en: 'partly integrated' },
  rejected: { tone: 'bad', fr: 'rejeté', en: 'rejected' },
} satisfies Partial<Record<FlowState, { tone: Moment['tone']; fr: string; en: string }>>

function outcome(detail: DossierEvent['detail']): Told {
  const known = OUTCOMES[word(detail['state'])]
  if (known === undefined) return plain(word(detail['state']), word(detail['state']))
  const [accepted, invoices] = [Number(detail['accepted'] ?? 0), Number(detail['invoices'] ?? 0)]
  const codes = Array.isArray(detail['faults']) ? (detail['faults'] as unknown[]).map(word) : []
  const why = codes.length === 0 ? '' : ` : ${codes.join(', ')}`
  return {
    tone: known.tone,
    text: {
      fr: `${known.fr}, ${counted(accepted, 'facture acceptée', 'factures acceptées')} sur ${invoices}${why}`,
      en: `${known.en}, ${countedEn(accepted, 'invoice', 'invoices')} of ${invoices} accepted${why}`,
    },
  }
}

/** The document an event is about. */
function documentOf({ run, detail }: DossierEvent, { deliveries }: Around): Pick<Delivery, 'label' | 'to'> {
  const found = deliveries.find((each) => each.run === run && each.name === detail['name'])
  if (found !== undefined) return found
  const name = word(detail['name'])
  return { label: { fr: name, en: name }, to: '?' }
}
