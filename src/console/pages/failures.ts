import { html } from '../markup.ts'
import type { Page } from '../page.ts'
import { notice } from '../parts/notice.ts'
import type { Words } from '../../support/words.ts'
import type { Visit } from '../visit.ts'

/** Nothing is at this address, or nothing this visitor may know of. */
export function notFound({ t }: Visit): Page {
  return {
    status: 404,
    title: { fr: 'Introuvable', en: 'Not there' },
    body: html`<h1>${t('Introuvable', 'Not there')}</h1>
${notice(
  'warn',
  html`<p>${t('Il n’y a rien à cette adresse, ou rien qui vous soit ouvert.', 'Nothing is at this address, or nothing open to you.')}</p>
<p><a href="/flows">${t('Chercher parmi les flux', 'Search the flows')}</a></p>`,
)}`,
  }
}

export function notAllowed({ t, visitor }: Visit): Page {
  return {
    status: 403,
    title: { fr: 'Non autorisé', en: 'Not allowed' },
    body: html`<h1>${t('Non autorisé', 'Not allowed')}</h1>
${notice('warn', html`<p>${t(`Le compte ${visitor.account} ne peut pas faire cela. Un administrateur peut changer son rôle.`, `The account ${visitor.account} may not do that. An administrator can change its role.`)}</p>`)}`,
  }
}

/** What was asked is not done, for this reason. */
export function refused({ t, say }: Visit, status: number, words: Words): Page {
  return {
    status,
    title: { fr: 'Refusé', en: 'Refused' },
    isAlone: true,
    body: html`<h1>${t('Refusé', 'Refused')}</h1>
${notice(
  'warn',
  html`<p>${say(words)}</p>
<p><a href="/">${t('Retour à la console', 'Back to the console')}</a></p>`,
)}`,
  }
}

/** Trouble of ours; what it was is in the log under this mark. */
export function failed({ t }: Visit, mark: string): Page {
  return {
    status: 500,
    title: { fr: 'Incident', en: 'Trouble' },
    body: html`<h1>${t('Incident de notre côté', 'Trouble on our side')}</h1>
${notice(
  'bad',
  html`<p>${t('La page n’a pas pu être faite. Rien n’est perdu ; ce qui était en cours continue.', 'The page could not be made. Nothing is lost; what was under way goes on.')}</p>
<p class="small">${t('Repère dans le journal', 'Mark in the log')} : <code>${mark}</code></p>`,
)}`,
  }
}
