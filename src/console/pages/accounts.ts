import type { FastifyInstance } from 'fastify'
import type { Account } from '../../record/account-row.ts'
import type { Words } from '../../support/words.ts'
import { addAccount } from '../access/account-desk.ts'
import type { DeskTools } from '../desk-tools.ts'
import { html, type Markup } from '../markup.ts'
import type { Page } from '../page.ts'
import { instant } from '../parts/instant.ts'
import { type Answer, onGet, onPost } from '../routes.ts'
import type { Visit } from '../visit.ts'
import { ROLE_WORDS } from './account-words.ts'
import { type Chosen, passwordField, refusedNotice, roleFields, tokenField } from './accounts/fields.ts'
import { accountPages } from './accounts/one.ts'
import { ownAccountPages } from './accounts/own.ts'
import { type AccountGround, groundOf, byOf, passwordTyped, typed } from './accounts/tools.ts'

/** Who may come in, and what each may do. */
export function accountsPages(server: FastifyInstance, tools: DeskTools): void {
  const ground = groundOf(tools)
  const at = { verb: 'manage-accounts', path: '/accounts' } as const
  onGet(server, at, (visit) => listPage(visit, ground))
  onPost(server, at, (visit, { form }) => add(visit, form, ground))
  accountPages(server, ground)
  ownAccountPages(server, ground)
}

/** What was typed into the form and was refused, and why. */
interface Refused extends Chosen {
  name?: string
  refused: Words
}

async function listPage(visit: Visit, ground: AccountGround, again?: Refused): Promise<Page> {
  const { t } = visit
  const accounts = await ground.accounts.list()
  return {
    title: { fr: 'Comptes', en: 'Accounts' },
    section: 'accounts',
    ...(again === undefined ? {} : { status: 422 }),
    body: html`<div class="bar"><div class="lead"><h1>${t('Comptes', 'Accounts')}</h1>
<p class="soft small">${t('Qui entre dans la console, et ce qu’il peut y faire. Chaque changement est au journal.', 'Who comes into the console, and what they may do. Each change is in the audit log.')}</p></div></div>
${refusedNotice(visit, again?.refused)}
<section class="panel flush" aria-label="${t('Comptes', 'Accounts')}">
${accounts.length === 0 ? none(visit) : table(visit, accounts)}
</section>
<section class="panel"><header><h2>${t('Ajouter un compte', 'Add an account')}</h2></header>
${addForm(visit, ground, again)}
</section>`,
  }
}

function none({ t }: Visit): Markup {
  return html`<div class="empty"><p>${t('Aucun compte encore : la console n’est ouverte qu’à cette machine. Le premier compte que vous créez ici doit être un administrateur ; ensuite, tout le monde se connecte.', 'No account yet: the console is open to this machine only. The first account made here must be an administrator; from then on everybody signs in.')}</p></div>`
}

function table(visit: Visit, accounts: readonly Account[]): Markup {
  const { t, say } = visit
  const heads = [
    t('Nom', 'Name'),
    t('Rôle', 'Role'),
    t('Entre par', 'Comes in by'),
    t('Créé', 'Added'),
    t('État', 'State'),
  ]
  return html`<div class="scroll"><table class="rows stacks">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${accounts.map(
    (each) => html`<tr>
<td data-label="${heads[0]}"><a class="row-link" href="/accounts/${encodeURIComponent(each.name)}">${each.name}</a></td>
<td data-label="${heads[1]}"><span>${say(ROLE_WORDS[each.role])}${each.depositor === undefined ? '' : html` <span class="tag">${each.depositor}</span>`}</span></td>
<td data-label="${heads[2]}">${each.provider === undefined ? t('mot de passe', 'password') : t('annuaire', 'organisation')}</td>
<td data-label="${heads[3]}">${instant(each.createdAt)} <span class="second">${t('par', 'by')} ${each.createdBy}</span></td>
<td data-label="${heads[4]}">${each.disabledAt === undefined ? html`<span class="tag good">${t('ouvert', 'open')}</span>` : html`<span class="tag">${t('fermé', 'disabled')}</span>`}</td>
</tr>
`,
  )}</tbody></table></div>`
}

function addForm(visit: Visit, { tools }: AccountGround, again: Refused | undefined): Markup {
  const { t } = visit
  return html`<form class="form" method="post" action="/accounts">${tokenField(visit)}
<label class="field">${t('Nom du compte', 'Account name')}
<input name="name" value="${again?.name ?? ''}" required minlength="2" maxlength="64" autocomplete="off" autocapitalize="none" spellcheck="false">
<span class="small">${t('2 à 64 caractères : lettres sans accent, chiffres et . _ @ -', '2 to 64 characters: plain letters, digits and . _ @ -')}</span></label>
${roleFields(visit, again ?? {}, tools.settings)}
${passwordField(visit, { fr: 'Premier mot de passe', en: 'First password' })}
<div class="actions"><button class="main-action">${t('Ajouter', 'Add')}</button></div>
</form>`
}

async function add(visit: Visit, form: URLSearchParams, ground: AccountGround): Promise<Answer> {
  const chosen = chosenIn(form)
  const { name = '', role = '', depositor } = chosen
  const isFirst = !(await ground.accounts.any())
  if (isFirst && role !== 'administrator') return await listPage(visit, ground, { ...chosen, refused: FIRST })
  const wanted = {
    name,
    role,
    password: passwordTyped(form),
    ...(depositor === undefined ? {} : { depositor }),
  }
  const added = await addAccount(wanted, byOf(visit, form), ground)
  if ('refused' in added) return await listPage(visit, ground, { ...chosen, refused: added.refused })
  return { to: isFirst ? '/login' : `/accounts/${encodeURIComponent(added.name)}` }
}

/** Another role first would lock everybody out. */
const FIRST: Words = {
  fr: 'Le premier compte doit être un administrateur : sans lui, personne ne pourrait en créer d’autres ici.',
  en: 'The first account must be an administrator: without one nobody could add others here.',
}

function chosenIn(form: URLSearchParams): { name?: string; role?: string; depositor?: string } {
  const fields = ['name', 'role', 'depositor'].map((field) => [field, typed(form, field)] as const)
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}
