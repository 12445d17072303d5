import type { Words } from '../../support/words.ts'
import { assetUrl } from '../assets.ts'
import { html, type Markup, NOTHING } from '../markup.ts'
import type { Page } from '../page.ts'
import { notice } from '../parts/notice.ts'
import type { Visit } from '../visit.ts'

/** What the page is made of beside the visit. */
export interface LoginPage {
  /** Where one is led afterwards: a path of ours. */
  next: string
  /** What was typed as a name. */
  name?: string
  /** Why the door is still closed. */
  said?: Words
  status?: number
  /** One may come in through the OpenID provider. */
  hasProvider: boolean
}

export const WRONG: Words = {
  fr: 'Nom ou mot de passe inconnu, ou compte désactivé.',
  en: 'Unknown name or password, or account disabled.',
}

export const OPENED_ANEW: Words = {
  fr: 'Cette page était ouverte depuis trop longtemps : recommencez.',
  en: 'This page had been open for too long: start over.',
}

export function loginPage(visit: Visit, of: LoginPage): Page {
  const { t, say } = visit
  return {
    title: { fr: 'Se connecter', en: 'Sign in' },
    isAlone: true,
    status: of.status ?? 200,
    body: html`<div class="panel">
<h1 class="bar"><img src="${assetUrl('mark.svg')}" alt="" width="26" height="26">Écluse</h1>
${of.said === undefined ? NOTHING : html`<div role="alert">${notice('bad', html`<p>${say(of.said)}</p>`)}</div>`}
<form class="form" method="post" action="/login">
<input type="hidden" name="_csrf" value="${visit.csrf}">
<input type="hidden" name="next" value="${of.next}">
<label class="field">${t('Nom du compte', 'Account name')}
<input name="name" value="${of.name ?? NOTHING}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="64" autofocus></label>
<label class="field">${t('Mot de passe', 'Password')}
<input name="password" type="password" autocomplete="current-password" required maxlength="200"></label>
<div class="actions"><button class="main-action">${t('Se connecter', 'Sign in')}</button></div>
</form>
${of.hasProvider ? throughProvider(visit, of.next) : NOTHING}
<p class="small">${otherLanguage(visit, of.next)}</p>
</div>`,
  }
}

function throughProvider({ t }: Visit, next: string): Markup {
  const start = next === '/' ? '/login/provider' : `/login/provider?next=${encodeURIComponent(next)}`
  return html`<p><a class="button" href="${start}">${t('Se connecter par l’annuaire de l’organisation', 'Sign in through the organisation')}</a></p>`
}

function otherLanguage({ language }: Visit, next: string): Markup {
  const [lang, name] = language === 'fr' ? ['en', 'English'] : ['fr', 'Français']
  return html`<a href="/login?${new URLSearchParams({ lang, next }).toString()}" lang="${lang}" hreflang="${lang}">${name}</a>`
}
