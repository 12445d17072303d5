import type { FastifyInstance } from 'fastify'
import type { Account } from '../../../record/account-row.ts'
import type { SessionSight } from '../../../record/sessions.ts'
import type { Words } from '../../../support/words.ts'
import { changeAccount, type WantedChange } from '../../access/account-desk.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { ago, instant } from '../../parts/instant.ts'
import { notice } from '../../parts/notice.ts'
import { type Answer, onGet, onPost, type Sent } from '../../routes.ts'
import type { Visit } from '../../visit.ts'
import { ROLE_WORDS } from '../account-words.ts'
import { passwordField, reasonField, refusedNotice, roleFields, tokenField } from './fields.ts'
import { type AccountGround, byOf, passwordTyped, typed } from './tools.ts'

const VERB = 'manage-accounts'

/** One account: what it may, who uses it now, and what can be changed. */
export function accountPages(server: FastifyInstance, ground: AccountGround): void {
  const at = (path: string) => ({ verb: VERB, path: `/accounts/:name${path}` }) as const
  onGet(server, at(''), async (visit, { params }) => {
    const account = await ground.accounts.find(params['name'] ?? '')
    return account && (await accountPage(visit, account, ground))
  })
  for (const kind of ['role', 'password', 'disabled'] as const) {
    onPost(server, at(`/${kind}`), (visit, sent) => change(visit, { sent, kind }, ground))
  }
}

async function accountPage(
  visit: Visit,
  account: Account,
  ground: AccountGround,
  refused?: Words,
): Promise<Page> {
  const { t } = visit
  const { name } = account
  const sessions = await ground.tools.desk.sessions.of(name, visit.now)
  return {
    title: { fr: `Compte ${name}`, en: `Account ${name}` },
    section: 'accounts',
    ...(refused === undefined ? {} : { status: 422 }),
    body: html`<p class="crumbs"><a href="/accounts">${t('Comptes', 'Accounts')}</a> / ${name}</p>
<h1>${name}</h1>
${refusedNotice(visit, refused)}
<div class="two"><section class="panel"><header><h2>${t('Ce compte', 'This account')}</h2></header>${facts(visit, account)}
<p><a href="/audit?author=${encodeURIComponent(name)}">${t('Ce qu’il a fait', 'What it did')}</a> · <a href="/audit?kind=account&amp;subject=${encodeURIComponent(name)}">${t('Ce qui lui a été fait', 'What was done to it')}</a></p></section>
<section class="panel"><header><h2>${t('Connecté', 'Signed in')}</h2></header>${sessionList(visit, sessions)}</section></div>
${changes(visit, account, ground)}`,
  }
}

function facts(
  visit: Visit,
  { role, depositor, provider, createdAt, createdBy, disabledAt }: Account,
): Markup {
  const { t, say } = visit
  return html`<dl class="facts">
<dt>${t('Rôle', 'Role')}</dt><dd>${say(ROLE_WORDS[role])}</dd>
${depositor === undefined ? NOTHING : html`<dt>${t('Déposant', 'Depositor')}</dt><dd>${depositor}</dd>`}
<dt>${t('Entre par', 'Comes in by')}</dt><dd>${provider === undefined ? t('mot de passe', 'password') : provider.issuer}</dd>
<dt>${t('Créé', 'Added')}</dt><dd>${instant(createdAt)} ${t('par', 'by')} ${createdBy}</dd>
${disabledAt === undefined ? NOTHING : html`<dt>${t('Fermé', 'Disabled')}</dt><dd>${instant(disabledAt)}</dd>`}
</dl>`
}

export function sessionList(visit: Visit, sessions: readonly SessionSight[]): Markup {
  const { t } = visit
  if (sessions.length === 0) return html`<p class="soft">${t('Nulle part.', 'Nowhere.')}</p>`
  return html`<ul>${sessions.map(
    ({ createdAt, seenAt, agent }) =>
      html`<li>${t('depuis', 'since')} ${instant(createdAt)}, ${t('vu', 'seen')} ${ago(visit, seenAt)}<span class="soft small"> ${agent}</span></li>`,
  )}</ul>`
}

function changes(visit: Visit, account: Account, { tools }: AccountGround): Markup {
  const { t } = visit
  const to = `/accounts/${encodeURIComponent(account.name)}`
  const role = html`<section class="panel"><header><h2>${t('Changer le rôle', 'Change the role')}</h2></header>
<form class="form" method="post" action="${to}/role">${tokenField(visit)}${roleFields(visit, account, tools.settings)}${reasonField(visit)}
<div class="actions"><button>${t('Changer le rôle', 'Change the role')}</button></div></form></section>`
  const password = html`<section class="panel"><header><h2>${t('Nouveau mot de passe', 'New password')}</h2></header>
<form class="form" method="post" action="${to}/password">${tokenField(visit)}${passwordField(visit, { fr: 'Mot de passe', en: 'Password' })}${reasonField(visit)}
<div class="actions"><button>${t('Donner ce mot de passe', 'Set this password')}</button></div></form></section>`
  return html`${notice('info', html`<p>${t('Tout changement clôt les sessions du compte.', 'Any change ends the account’s sessions.')}</p>`)}
<div class="three">${account.provider === undefined ? [role, password] : html`<section class="panel"><p>${t('Son rôle et son mot de passe sont ceux de l’annuaire de l’organisation.', 'Its role and its password are the organisation’s.')}</p></section>`}
${closing(visit, account, to)}</div>`
}

function closing(visit: Visit, { disabledAt }: Account, to: string): Markup {
  const { t } = visit
  const isOpen = disabledAt === undefined
  const words = isOpen
    ? t('Fermer le compte', 'Disable the account')
    : t('Rouvrir le compte', 'Enable the account')
  return html`<section class="panel"><header><h2>${words}</h2></header>
<form class="form" method="post" action="${to}/disabled">${tokenField(visit)}
<input type="hidden" name="disabled" value="${isOpen ? 'yes' : 'no'}">${reasonField(visit)}
<div class="actions"><button${isOpen ? html` class="danger"` : NOTHING}>${words}</button></div></form></section>`
}

async function change(
  visit: Visit,
  { sent, kind }: { sent: Sent; kind: WantedChange['kind'] },
  ground: AccountGround,
): Promise<Answer> {
  const { form, params } = sent
  const account = await ground.accounts.find(params['name'] ?? '')
  if (account === undefined) return undefined
  const { name } = account
  const changed = await changeAccount({ name, change: wanted(kind, form) }, byOf(visit, form), ground)
  if ('refused' in changed) return await accountPage(visit, account, ground, changed.refused)
  return { to: `/accounts/${encodeURIComponent(name)}` }
}

function wanted(kind: WantedChange['kind'], form: URLSearchParams): WantedChange {
  const depositor = typed(form, 'depositor')
  const changes = {
    role: () => ({
      kind: 'role',
      role: typed(form, 'role') ?? '', // refused as no role
      ...(depositor === undefined ? {} : { depositor }),
    }),
    password: () => ({ kind: 'password', password: passwordTyped(form) }),
    disabled: () => ({ kind: 'disabled', disabled: form.get('disabled') !== 'no' }),
  } as const satisfies Record<WantedChange['kind'], () => WantedChange>
  return changes[kind]()
}
