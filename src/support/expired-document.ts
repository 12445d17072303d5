import { parisDay, frenchDay } from '../invoice/paris.ts'
import { type Archive, ArchiveTrouble } from '../record/archive.ts'
import type { Expiry } from '../record/expiry.ts'
import type { Retention } from '../record/retention.ts'
import type { Words } from './words.ts'

/** The document was given up, when its time was over: no damage, and nothing that trying again would mend. */
export class DocumentExpired extends ArchiveTrouble {
  readonly expiry: Expiry

  constructor(flow: number, expiry: Expiry) {
    const { fr, en } = expiryWords(flow, expiry)
    super(`${fr} (${en})`, { damage: 'missing' })
    this.name = 'DocumentExpired'
    this.expiry = expiry
  }
}

/** What this flow lost, on which date and by which rule. */
export function expiryWords(flow: number, { what, at, rule, days }: Expiry): Words {
  const day = frenchDay(parisDay(at))
  const age = days === undefined ? { fr: '', en: '' } : { fr: ` : ${days} jours`, en: `: ${days} days` }
  const by = { fr: `règle retention.${rule}${age.fr}`, en: `rule retention.${rule}${age.en}` }
  return what === 'documents'
    ? {
        fr: `Les documents du flux ${flow} ont expiré le ${day} (${by.fr}) : ils ne sont plus dans l’archive.`,
        en: `the documents of flow ${flow} expired on ${day}, ${by.en}`,
      }
    : {
        fr: `Le dossier du flux ${flow} a expiré le ${day} (${by.fr}) : il n’en reste que l’existence et les clés d’unicité.`,
        en: `the record of flow ${flow} expired on ${day}, ${by.en}`,
      }
}

/**
 * A document of a flow, checked against its hash. What expired is expired, also where the same bytes are still kept for
 * another flow.
 * @throws DocumentExpired, or ArchiveTrouble when it is missing or altered.
 */
export async function documentOf(
  { flow, sha256 }: { flow: number; sha256: string },
  tools: { retention: Pick<Retention, 'expiryOf'>; archive: Pick<Archive, 'get'> },
): Promise<Uint8Array> {
  const expiry = await tools.retention.expiryOf(flow)
  if (expiry !== undefined) throw new DocumentExpired(flow, expiry)
  return tools.archive.get(sha256)
}
