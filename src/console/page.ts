import type { Words } from '../support/words.ts'
import { may, type Verb } from './access/permissions.ts'
import { type AssetName, assetUrl } from './assets.ts'
import { html, type Markup, NOTHING } from './markup.ts'
import { icon, type IconName } from './parts/icon.ts'
import { changed, type Visit } from './visit.ts'

/** The part of the console a page belongs to. */
export type Section = 'today' | 'flows' | 'replays' | 'structures' | 'activity' | 'accounts' | 'audit'

export interface Page {
  title: Words
  section?: Section
  body: Markup
  /** HTTP status; 200 unless it is said. */
  status?: number
  /** What stands in the search box. */
  searched?: string
  /** Scripts and sheets it needs beside those of every page. */
  needs?: readonly AssetName[]
  /** Without the frame: signing in, for instance. */
  isAlone?: boolean
}

interface Entry {
  section: Section
  href: string
  icon: IconName
  words: Words
  verb: Verb
}

const ENTRIES: readonly Entry[] = [
  {
    section: 'today',
    href: '/',
    icon: 'today',
    words: { fr: 'Aujourd’hui', en: 'Today' },
    verb: 'see-statistics',
  },
  { section: 'flows', href: '/flows', icon: 'flows', words: { fr: 'Flux', en: 'Flows' }, verb: 'see-flows' },
  {
    section: 'replays',
    href: '/replays',
    icon: 'replay',
    words: { fr: 'Rejeux', en: 'Replays' },
    verb: 'rehearse',
  },
  {
    section: 'structures',
    href: '/structures',
    icon: 'structures',
    words: { fr: 'Structures', en: 'Structures' },
    verb: 'see-structures',
  },
  {
    section: 'activity',
    href: '/activity',
    icon: 'activity',
    words: { fr: 'Activité', en: 'Activity' },
    verb: 'see-statistics',
  },
  {
    section: 'accounts',
    href: '/accounts',
    icon: 'accounts',
    words: { fr: 'Comptes', en: 'Accounts' },
    verb: 'manage-accounts',
  },
  {
    section: 'audit',
    href: '/audit',
    icon: 'journal',
    words: { fr: 'Journal', en: 'Audit log' },
    verb: 'see-audit',
  },
]

/** The whole document. */
export function page(visit: Visit, of: Page): string {
  const { language, say } = visit
  const needs = of.needs ?? []
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${say(of.title)} – Écluse</title>
<link rel="icon" href="${assetUrl('mark.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assetUrl('console.css')}">
${needs.filter(isSheet).map((name) => html`<link rel="stylesheet" href="${assetUrl(name)}">`)}
<script src="${assetUrl('htmx.js')}" defer></script>
<script src="${assetUrl('console.js')}" defer></script>
${needs.filter((name) => !isSheet(name)).map((name) => html`<script src="${assetUrl(name)}" defer></script>`)}
</head>
<body>
${of.isAlone === true ? alone(of) : framed(visit, of)}
</body>
</html>
`.toString()
}

function isSheet(name: AssetName): boolean {
  return name.endsWith('.css')
}

function alone({ body }: Page): Markup {
  return html`<div class="alone"><main id="main">${body}</main></div>`
}

function framed(visit: Visit, of: Page): Markup {
  const { t } = visit
  return html`<a class="skip" href="#main">${t('Aller au contenu', 'Skip to content')}</a>
<div class="frame">
<header class="side">
<a class="brand" href="/"><img src="${assetUrl('mark.svg')}" alt="" width="26" height="26">Écluse</a>
<nav aria-label="${t('Parties de la console', 'Parts of the console')}"><ul>
${ENTRIES.filter(({ verb }) => may(visit.visitor, verb)).map((entry) => entryLink(visit, entry, of.section))}
</ul></nav>
<div class="about">${about(visit)}</div>
</header>
<div class="main">
<div class="top">${searchBox(visit, of.searched)}</div>
<main id="main" tabindex="-1">
${of.body}
</main>
</div>
</div>`
}

function entryLink({ say }: Visit, entry: Entry, section: Section | undefined): Markup {
  const current = entry.section === section ? html` aria-current="page"` : NOTHING
  return html`<li><a href="${entry.href}"${current}>${icon(entry.icon)}${say(entry.words)}</a></li>`
}

function searchBox({ t }: Visit, searched: string | undefined): Markup {
  const what = t(
    'Facture, fournisseur, SIRET, engagement, fichier, IBAN…',
    'Invoice, supplier, SIRET, engagement, file, IBAN…',
  )
  return html`<form class="search" role="search" action="/flows">
${icon('search')}<label class="unseen" for="search">${t('Chercher un flux', 'Search flows')}</label>
<input id="search" name="q" type="search" value="${searched ?? NOTHING}" placeholder="${what}" autocomplete="off" spellcheck="false" enterkeyhint="search">
<kbd aria-hidden="true">/</kbd>
</form>`
}

function about(visit: Visit): Markup {
  const { visitor, language, t, csrf } = visit
  const other = language === 'fr' ? 'en' : 'fr'
  const signOut =
    visitor.account === 'local'
      ? NOTHING
      : html`<form method="post" action="/logout"><input type="hidden" name="_csrf" value="${csrf}"><button class="plain">${t('Se déconnecter', 'Sign out')}</button></form>`
  return html`<span>${visitor.account === 'local' ? t('Poste local', 'This machine') : html`<a href="/account">${visitor.account}</a>`}</span>
<span class="switches"><a href="${changed(visit, { lang: other })}" lang="${other}" hreflang="${other}">${other === 'en' ? 'English' : 'Français'}</a>${signOut}<button class="plain" type="button" data-keys hidden data-on="${t('Raccourcis : oui', 'Shortcuts: on')}" data-off="${t('Raccourcis : non', 'Shortcuts: off')}"></button></span>`
}
