import type { DeskTools } from '../../desk-tools.ts'
import { type FlowQuery, flowQueryOf, flowsHref } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { icon } from '../../parts/icon.ts'
import { notice } from '../../parts/notice.ts'
import type { Redirect, Sent } from '../../routes.ts'
import type { Visit } from '../../visit.ts'

const LONGEST = 80

/** The lists this account keeps, and a form to keep the one that is shown. */
export async function savedMenu(visit: Visit, query: FlowQuery, { desk }: DeskTools): Promise<Markup> {
  const { t, csrf } = visit
  const saved = await desk.savedFilters.of(visit.visitor.account)
  const shown = flowsHref(query)
  const token = html`<input type="hidden" name="_csrf" value="${csrf}">`
  const list = saved.map(
    ({ name, query: kept }) => html`<li class="bar"><a class="lead" href="/flows?${kept}">${name}</a>
<form method="post" action="/flows/saved">${token}<input type="hidden" name="remove" value="${name}"><button class="plain" title="${t('Oublier', 'Forget')}">${icon('close')}<span class="unseen">${t(`Oublier ${name}`, `Forget ${name}`)}</span></button></form></li>`,
  )
  return html`<details class="menu"><summary class="button">${icon('star')}${t('Filtres gardés', 'Saved filters')}</summary>
<div class="sheet">${saved.length === 0 ? html`<p class="soft small">${t('Aucun pour l’instant.', 'None yet.')}</p>` : html`<ul>${list}</ul>`}
${
  shown === '/flows'
    ? NOTHING
    : html`<form method="post" action="/flows/saved">${token}<input type="hidden" name="query" value="${shown.slice('/flows?'.length)}">
<label class="field">${t('Garder ce filtre sous le nom', 'Keep this filter as')}<input name="name" required maxlength="${LONGEST}" autocomplete="off"></label>
<p class="actions"><button class="main-action">${t('Garder', 'Keep')}</button></p></form>`
}</div></details>`
}

/** A list is kept under a name, or forgotten. */
export async function saveFilter(
  visit: Visit,
  { form }: Sent,
  { desk }: DeskTools,
): Promise<Redirect | Page> {
  const { account } = visit.visitor
  const forgotten = form.get('remove')
  if (forgotten !== null) {
    await desk.savedFilters.remove(account, forgotten)
    return { to: '/flows' }
  }
  const name = form.get('name')?.trim().slice(0, LONGEST)
  // Read and written again: only what a list can be asked with is kept.
  const { before: _, ...query } = flowQueryOf(new URLSearchParams(form.get('query') ?? ''))
  const to = flowsHref(query)
  if (name === undefined || name === '' || to === '/flows') return { to }
  const isKept = await desk.savedFilters.save(account, { name, query: to.slice('/flows?'.length) })
  return isKept ? { to } : tooMany(visit)
}

function tooMany({ t }: Visit): Page {
  return {
    status: 409,
    title: { fr: 'Trop de filtres gardés', en: 'Too many saved filters' },
    section: 'flows',
    body: html`<h1>${t('Trop de filtres gardés', 'Too many saved filters')}</h1>
${notice('warn', html`<p>${t('Oubliez-en un avant d’en garder un autre.', 'Forget one before you keep another.')} <a href="/flows">${t('Retour aux flux', 'Back to the flows')}</a></p>`)}`,
  }
}
