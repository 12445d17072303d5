import { given } from '../../../invoice/given.ts'
import type { Dossier, DossierDocument, DossierEvent } from '../../../record/dossier.ts'
import type { Visit } from '../../visit.ts'

/** What stands for names, reasons and errors that are of the platform's people and places. */
interface Instead {
  author: string
  reason: string
  error: string
}

/** The flow without who of the platform did what to it and why, and without what failed there: that it did is told. */
export function forDepositor({ t }: Pick<Visit, 't'>, dossier: Dossier): Dossier {
  const instead = {
    author: t('la plateforme', 'the platform'),
    reason: t('motif interne', 'internal reason'),
    error: t('la plateforme s’en occupe', 'the platform sees to it'),
  }
  return {
    ...dossier,
    runs: dossier.runs.map((each) => ({ ...each, ...told(each, instead) })),
    events: dossier.events.map((each) => event(each, instead)),
    documents: dossier.documents.map((each) => document(each, instead)),
    versions: dossier.versions.map((each) => ({ ...each, ...told(each, instead) })),
    replays: dossier.replays.map((each) => ({ ...each, ...told(each, instead) })),
  }
}

/** Only what is there is replaced. */
function told(of: object, instead: Instead): Partial<Instead> {
  return Object.fromEntries(Object.entries(instead).filter(([name]) => Object.hasOwn(of, name)))
}

function event(of: DossierEvent, instead: Instead): DossierEvent {
  return { ...of, detail: { ...of.detail, ...told(of.detail, instead) } }
}

function document(of: DossierDocument, { author, error }: Instead): DossierDocument {
  const { lastError, lane, ...known } = of
  const { lastError: laneError, held, ...around } = lane
  return {
    ...known,
    ...given({ lastError: lastError === undefined ? undefined : error }),
    lane: {
      ...around,
      ...given({
        lastError: laneError === undefined ? undefined : error,
        held: held && { by: author, ...given({ at: held.at }) },
      }),
    },
  }
}
