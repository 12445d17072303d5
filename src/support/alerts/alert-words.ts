import { parisText } from '../../invoice/paris.ts'
import type { AlertFacts, AlertNotice } from '../../record/alerts.ts'
import { counted, countedEn, type Words } from '../words.ts'

type Told = Pick<AlertNotice, 'since' | 'facts'>
type Phases = Record<AlertNotice['phase'], (of: Told) => Words>

const WORDS = {
  blocked: {
    begin({ facts }) {
      if (facts['others'] !== undefined) return others(Number(facts['others']))
      const { flow, depositor } = facts
      return {
        fr: `Le flux ${flow} de ${depositor} est bloqué : il attend le support (ecluse show ${flow}).`,
        en: `Flow ${flow} of ${depositor} is blocked: it waits for support (ecluse show ${flow}).`,
      }
    },
    over: ({ facts }) =>
      facts['others'] === undefined
        ? {
            fr: `Le flux ${facts['flow']} n’est plus bloqué.`,
            en: `Flow ${facts['flow']} is no longer blocked.`,
          }
        : {
            fr: 'Il ne reste pas d’autres flux bloqués que ceux annoncés un à un.',
            en: 'No flows are blocked but those told one by one.',
          },
  },
  endpoint: {
    begin({ since, facts }) {
      const { endpoint, waiting } = facts
      return {
        fr:
          `Rien ne part vers ${endpoint} depuis le ${parisText(since)} : ` +
          `${counted(Number(waiting), 'document attend', 'documents attendent')} (ecluse deliveries).`,
        en:
          `Nothing leaves for ${endpoint} since ${since}: ` +
          `${countedEn(Number(waiting), 'document waits', 'documents wait')} (ecluse deliveries).`,
      }
    },
    over: ({ facts }) => ({
      fr: `Les documents repartent vers ${facts['endpoint']}.`,
      en: `Documents leave for ${facts['endpoint']} again.`,
    }),
  },
  pending: {
    begin: ({ since, facts: { flow, depositor } }) => ({
      fr: `Le flux ${flow} de ${depositor} attend son verdict depuis le ${parisText(since)} (ecluse show ${flow}).`,
      en: `Flow ${flow} of ${depositor} has waited for its verdict since ${since} (ecluse show ${flow}).`,
    }),
    over: () => ({
      fr: 'Plus aucun flux n’attend son verdict depuis si longtemps.',
      en: 'No flow has waited so long for its verdict any more.',
    }),
  },
  silent: {
    begin: ({ since, facts: { depositor } }) => ({
      fr: `${depositor} n’a rien déposé depuis le ${parisText(since)}, et c’est pourtant l’heure où il dépose.`,
      en: `${depositor} has dropped nothing since ${since}, though these are the hours in which it does.`,
    }),
    over: ({ facts: { depositor } }) => ({
      fr: `${depositor} dépose de nouveau.`,
      en: `${depositor} drops flows again.`,
    }),
  },
} as const satisfies Record<AlertNotice['kind'], Phases>

/** What a notice says to a person. */
export function alertWords(notice: Pick<AlertNotice, 'kind' | 'phase'> & Told): Words {
  const phases: Phases = WORDS[notice.kind]
  return phases[notice.phase](notice)
}

function others(count: number): Words {
  return {
    fr: `${counted(count, 'autre flux est bloqué', 'autres flux sont bloqués')} (ecluse flows bloqué).`,
    en: `${countedEn(count, 'other flow is', 'other flows are')} blocked (ecluse flows bloqué).`,
  }
}

/** A notice as it is sent. */
export interface SentNotice {
  /** Always the same for the same notice: one that comes twice is known by it. */
  id: string
  alert: AlertNotice['kind']
  about: string
  phase: AlertNotice['phase']
  since: string
  at: string
  facts: AlertFacts
  fr: string
  en: string
}

/** `record`: the record's own id, so that two houses may tell the same program. */
export function sentNotice(notice: AlertNotice, record: string): SentNotice {
  const { id, kind, key, phase, since, at, facts } = notice
  const words = alertWords(notice)
  return { id: `${record.slice(0, 8)}-${id}`, alert: kind, about: key, phase, since, at, facts, ...words }
}
