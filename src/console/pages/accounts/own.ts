import type { FastifyInstance } from 'fastify'
import type { Account } from '../../../record/account-row.ts'
import type { Words } from '../../../support/words.ts'
import { changeAccount } from '../../access/account-desk.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { type Answer, onGet, onPost } from '../../routes.ts'
import type { Visit } from '../../visit.ts'
import { visitActor } from '../../visit-actor.ts'
import { ROLE_WORDS } from '../account-words.ts'
import { passwordField, refusedNotice, tokenField } from './fields.ts'
import { sessionList } from './one.ts'
import { type AccountGround, passwordTyped } from './tools.ts'

/** Every account may: each sees some flows. */
const VERB = 'see-flows'

const WRONG: Words = {
  fr: 'Ce n’est pas votre mot de passe actuel.',
  en: 'That is not your current password.',
}

/** One's own account: where one is signed in, another password. */
export function ownAccountPages(server: FastifyInstance, ground: AccountGround): void {
  const at = { verb: VERB, path: '/account' } as const
  onGet(server, at, async (visit) => {
    const account = await ground.accounts.find(visit.visitor.account)
    return account && (await ownPage(visit, account, ground))
  })
  onPost(server, at, (visit, { form }) => newPassword(visit, form, ground))
}

async function ownPage(
  visit: Visit,
  account: Account,
  ground: AccountGround,
  refused?: Words,
): Promise<Page> {
  const { t, say } = visit
  const sessions = await ground.tools.desk.sessions.of(account.name, visit.now)
  return {
    title: { fr: 'Mon compte', en: 'My account' },
    ...(refused === undefined ? {} : { status: 422 }),
    body: html`<h1>${t('Mon compte', 'My account')}</h1>
${refusedNotice(visit, refused)}
<div class="two"><section class="panel"><header><h2>${account.name}</h2></header>
<p>${say(ROLE_WORDS[account.role])}${account.depositor === undefined ? NOTHING : html` <span class="tag">${account.depositor}</span>`}</p>
<h3>${t('Connecté', 'Signed in')}</h3>${sessionList(visit, sessions)}</section>
${account.hasPassword ? passwordForm(visit) : NOTHING}</div>`,
  }
}

function passwordForm(visit: Visit): Markup {
  const { t } = visit
  return html`<section class="panel"><header><h2>${t('Changer de mot de passe', 'Change the password')}</h2></header>
<form class="form" method="post" action="/account">${tokenField(visit)}
<label class="field">${t('Mot de passe actuel', 'Current password')}
<input name="current" type="password" autocomplete="current-password" required maxlength="200"></label>
${passwordField(visit, { fr: 'Nouveau mot de passe', en: 'New password' })}
<p class="small">${t('Vous serez déconnecté partout, et vous vous reconnecterez.', 'You are signed out everywhere, and sign in again.')}</p>
<div class="actions"><button class="main-action">${t('Changer', 'Change')}</button></div></form></section>`
}

async function newPassword(visit: Visit, form: URLSearchParams, ground: AccountGround): Promise<Answer> {
  const { account: name } = visit.visitor
  const account = await ground.accounts.find(name)
  const hash = await ground.accounts.passwordOf(name)
  if (account === undefined || hash === undefined) return undefined
  const current = form.get('current')?.slice(0, 1_024) ?? '' // not sent: matches nothing
  if (!(await ground.passwords.matches(current, hash))) return await ownPage(visit, account, ground, WRONG)
  const change = { kind: 'password', password: passwordTyped(form) } as const
  const changed = await changeAccount({ name, change }, { actor: visitActor(visit) }, ground)
  return 'refused' in changed ? await ownPage(visit, account, ground, changed.refused) : { to: '/login' }
}
