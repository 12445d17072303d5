import type { Blame } from '../../../faults/catalogue-entry.ts'
import type { FlowState } from '../../../record/tables.ts'
import type { FlowView } from '../../../support/show.ts'
import { listed, type Words } from '../../../support/words.ts'

/** What a person has to do about a flow, now; it says so too when that is nothing. */
export function whatToDo(view: FlowView): Words {
  const late = lateDeliveries(view)
  const own = STATES[view.verdict.state](view)
  return late === undefined ? own : { fr: `${late.fr} ${own.fr}`, en: `${late.en} ${own.en}` }
}

const NOTHING_TO_DO = { fr: 'Rien à faire.', en: 'Nothing to do.' }

const STATES = {
  received: waiting,
  processing: waiting,
  integrated: (view) => (lateDeliveries(view) === undefined ? NOTHING_TO_DO : { fr: '', en: '' }),
  'partially-integrated': (view) => ({
    fr: `Les factures acceptées suivent leur cours. Pour les autres : ${mending(view).fr}`,
    en: `The invoices accepted go their way. For the others: ${mending(view).en}`,
  }),
  rejected: (view) => {
    const { fr, en } = mending(view)
    return { fr: capital(fr), en: capital(en) }
  },
  blocked: () => ({
    fr: 'Une fois l’incident réglé, rejouer le flux : il reprend où il en était.',
    en: 'Once the trouble is mended, replay the flow: it goes on where it was.',
  }),
} as const satisfies Record<FlowState, (view: FlowView) => Words>

function waiting({ journey, run }: FlowView): Words {
  const failed = journey.some((each) => each.run === run && each.kind === 'attempt-failed')
  return failed
    ? {
        fr: 'Écluse réessaie d’elle-même ; si l’incident dure, le flux sera bloqué et attendra le support.',
        en: 'Écluse tries again by itself; if the trouble lasts, the flow is blocked and waits for support.',
      }
    : { fr: 'Rien à faire : le flux attend son tour.', en: 'Nothing to do: the flow waits for its turn.' }
}

const MENDERS = {
  depositor: {
    fr: 'le déposant corrige et redépose sous un nouveau nom de flux ; son compte rendu lui dit tout ce qui suit.',
    en: 'the depositor mends it and drops it again under a new flow name; its report tells all that follows.',
  },
  recipient: {
    fr: 'mettre la fiche du destinataire à jour, puis rejouer le flux.',
    en: 'bring the recipient’s entry up to date, then replay the flow.',
  },
  platform: {
    fr: 'mettre la plateforme en ordre, puis rejouer le flux.',
    en: 'put the platform right, then replay the flow.',
  },
} as const satisfies Record<Blame, Words>

/** Who has to act: we ourselves before anybody else. */
function mending({ faults, invoices }: FlowView): Words {
  const blames = new Set([...faults, ...invoices.flatMap((each) => each.faults)].map(({ blame }) => blame))
  if (blames.has('platform')) return MENDERS.platform
  return blames.has('recipient') && !blames.has('depositor') ? MENDERS.recipient : MENDERS.depositor
}

function lateDeliveries({ deliveries }: FlowView): Words | undefined {
  const held = deliveries.filter(({ state }) => state === 'held')
  const failing = deliveries.filter(({ state }) => state === 'failing')
  const names = (of: typeof held, and: string) => listed([...new Set(of.map(({ to }) => to))], and)
  if (failing.length > 0)
    return {
      fr: `La remise à ${names(failing, 'et')} échoue : Écluse réessaie d’elle-même, voir les remises.`,
      en: `Sending to ${names(failing, 'and')} fails: Écluse tries again by itself, see the deliveries.`,
    }
  if (held.length > 0)
    return {
      fr: `La remise à ${names(held, 'et')} est retenue : rien ne part avant qu’on la relâche.`,
      en: `Deliveries to ${names(held, 'and')} are held: nothing leaves before they are released.`,
    }
  return undefined
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
