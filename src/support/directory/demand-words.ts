import type { Demands } from '../../directory/structure.ts'
import type { Words } from '../words.ts'

/** What every invoice for a structure must carry, in one sentence. */
export function demandWords({ service, engagement, serviceOrEngagement }: Demands): Words {
  if (serviceOrEngagement) {
    return {
      fr: 'exige un code service ou un numéro d’engagement, l’un des deux suffit',
      en: 'demands a service code or an engagement number, one of them is enough',
    }
  }
  if (service && engagement) {
    return {
      fr: 'exige un code service et un numéro d’engagement',
      en: 'demands a service code and an engagement number',
    }
  }
  if (service) return { fr: 'exige un code service', en: 'demands a service code' }
  if (engagement) return { fr: 'exige un numéro d’engagement', en: 'demands an engagement number' }
  return { fr: 'n’exige ni service ni engagement', en: 'demands neither service nor engagement' }
}

/** The same, for a cell of a table. */
export function shortDemands({ service, engagement, serviceOrEngagement }: Demands): Words {
  if (serviceOrEngagement) return { fr: 'service ou engagement', en: 'service or engagement' }
  if (service && engagement) return { fr: 'service et engagement', en: 'service and engagement' }
  if (service) return { fr: 'service', en: 'service' }
  return engagement ? { fr: 'engagement', en: 'engagement' } : { fr: 'rien', en: 'nothing' }
}
