import type { FastifyInstance } from 'fastify'
import { given } from '../../invoice/given.ts'
import type { AuditEntry, AuditFilter } from '../../record/audit.ts'
import { AUDIT_ACTIONS, AUDIT_KINDS } from '../../record/audit-words.ts'
import { instantBefore } from '../../support/age.ts'
import { instantOf } from '../../support/instant.ts'
import type { DeskTools } from '../desk-tools.ts'
import { html, type Markup, NOTHING } from '../markup.ts'
import { numberOf } from '../number-asked.ts'
import type { Page } from '../page.ts'
import { instant } from '../parts/instant.ts'
import { type Asked, onGet } from '../routes.ts'
import { changed, type Visit } from '../visit.ts'
import { ACTION_WORDS, KIND_WORDS, ROLE_WORDS } from './account-words.ts'

const SHOWN = 50

/** Who did what, when, why, before and after. */
export function auditPages(server: FastifyInstance, tools: DeskTools): void {
  onGet(server, { verb: 'see-audit', path: '/audit' }, (visit, asked) => auditPage(visit, asked, tools))
}

async function auditPage(visit: Visit, { query }: Asked, { desk }: DeskTools): Promise<Page> {
  const { t } = visit
  const { entries, next } = await desk.audit.page(filterOf(visit, query), { limit: SHOWN, ...pageOf(query) })
  return {
    title: { fr: 'Journal', en: 'Audit log' },
    section: 'audit',
    body: html`<div class="bar"><div class="lead"><h1>${t('Journal', 'Audit log')}</h1>
<p class="soft small">${t('Ce que chacun a fait, dans la console et par ses commandes. Rien n’en est changé ni retiré.', 'What each person did, in the console and by its commands. Nothing of it is changed or removed.')}</p></div></div>
${filterForm(visit, query)}
<section class="panel flush" aria-label="${t('Actes', 'Deeds')}">
${entries.length === 0 ? html`<div class="empty"><p>${t('Rien de tel au journal.', 'Nothing of the kind in the audit log.')}</p></div>` : table(visit, entries)}
${pager(visit, query, next)}
</section>`,
  }
}

/** What cannot be understood limits nothing: the form shows it as it was typed. */
function filterOf({ now }: Visit, query: URLSearchParams): AuditFilter {
  const text = (name: string) => query.get(name)?.trim() || undefined
  const when = (name: string, edge: 'start' | 'end') => {
    const typed = text(name)
    return typed === undefined ? undefined : (instantOf(typed, edge) ?? instantBefore(Date.parse(now), typed))
  }
  const kind = AUDIT_KINDS.find((each) => each === text('kind'))
  return given({
    since: when('since', 'start'),
    until: when('until', 'end'),
    author: text('author'),
    action: AUDIT_ACTIONS.find((each) => each === text('action')),
    kind,
    subject: kind === undefined ? undefined : text('subject'),
  })
}

function pageOf(query: URLSearchParams): { before?: number } {
  return given({ before: numberOf(query.get('before')) })
}

function filterForm({ t, say }: Visit, query: URLSearchParams): Markup {
  const option = (name: string, value: string, words: string) =>
    html`<option value="${value}"${query.get(name) === value ? html` selected` : NOTHING}>${words}</option>`
  const field = (name: string, label: string, hint = '') =>
    html`<label class="field">${label}<input name="${name}" value="${query.get(name) ?? NOTHING}" placeholder="${hint}" autocomplete="off" spellcheck="false"></label>`
  return html`<form class="filters" action="/audit" aria-label="${t('Filtres', 'Filters')}">
${field('author', t('Qui', 'Who'))}
<label class="field">${t('Acte', 'Deed')}<select name="action" data-sends><option value="">${t('Tous', 'All')}</option>
${AUDIT_ACTIONS.map((each) => option('action', each, say(ACTION_WORDS[each])))}</select></label>
<label class="field">${t('Sur', 'On')}<select name="kind"><option value="">${t('Tout', 'Anything')}</option>
${AUDIT_KINDS.map((each) => option('kind', each, say(KIND_WORDS[each])))}</select></label>
${field('subject', t('Lequel', 'Which'))}
${field('since', t('Depuis', 'Since'), '7j, 2026-11-01')}
${field('until', t('Jusqu’au', 'Until'), '2026-11-30')}
<div class="actions"><button>${t('Filtrer', 'Filter')}</button></div>
</form>`
}

function table(visit: Visit, entries: readonly AuditEntry[]): Markup {
  const { t, say } = visit
  const heads = [
    t('Quand', 'When'),
    t('Qui', 'Who'),
    t('Acte', 'Deed'),
    t('Motif, changements', 'Reason, changes'),
  ]
  return html`<div class="scroll"><table class="rows stacks">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${entries.map(
    (entry) => html`<tr>
<td data-label="${heads[0]}">${instant(entry.at)}</td>
<td data-label="${heads[1]}">${entry.author}<span class="second">${say(ROLE_WORDS[entry.role])}${entry.address === undefined ? NOTHING : html` · ${entry.address}`}</span></td>
<td data-label="${heads[2]}">${say(ACTION_WORDS[entry.action])}<span class="second">${say(KIND_WORDS[entry.kind])} ${subjectLink(entry)}</span></td>
<td data-label="${heads[3]}"><div>${entry.reason ?? NOTHING}${difference(entry)}</div></td>
</tr>
`,
  )}</tbody></table></div>`
}

function subjectLink({ kind, subject }: AuditEntry): Markup {
  const places: Partial<Record<AuditEntry['kind'], string>> = {
    flow: '/flows/',
    replay: '/replays/',
    account: '/accounts/',
  }
  const place = places[kind]
  if (place === undefined || subject === '?') return html`${subject}`
  return html`<a href="${place}${encodeURIComponent(subject)}">${subject}</a>`
}

/** What changed, a line each; all of it where there was nothing before. */
function difference({ before, after }: AuditEntry): Markup {
  const [was, is] = [membersOf(before), membersOf(after)]
  const names = [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name))
  if (names.length === 0) return NOTHING
  return html`<ul class="small">${names.map((name) => html`<li>${line(name, was.get(name), is.get(name))}</li>`)}</ul>`
}

function line(name: string, was: string | undefined, is: string | undefined): Markup {
  const what = name === '' ? NOTHING : html`<span class="soft">${name}</span> `
  if (was === undefined) return html`${what}<code>${is}</code>`
  return html`${what}<code>${was}</code> → <code>${is ?? '–'}</code>`
}

/** The members of JSON text, each as text; under no name when it is no object. */
function membersOf(text: string | undefined): Map<string, string> {
  if (text === undefined) return new Map()
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new Map([['', shown(value)]])
  return new Map(Object.entries(value).map(([name, member]) => [name, shown(member)]))
}

const LONGEST = 300

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

function pager(visit: Visit, query: URLSearchParams, next: number | undefined): Markup {
  const { t } = visit
  const isLater = query.has('before')
  if (next === undefined && !isLater) return NOTHING
  return html`<nav class="pager" aria-label="${t('Pages', 'Pages')}">
${isLater ? html`<a href="${changed(visit, { before: undefined })}">${t('Les plus récents', 'The newest')}</a>` : html`<span></span>`}
${next === undefined ? NOTHING : html`<a href="${changed(visit, { before: String(next) })}">${t('Plus anciens', 'Older')}</a>`}
</nav>`
}
