import type { AccountTools, By } from '../../access/account-desk.ts'
import { type Passwords, passwordsOf } from '../../access/passwords.ts'
import type { DeskTools } from '../../desk-tools.ts'
import { visitActor } from '../../visit-actor.ts'
import type { Visit } from '../../visit.ts'

const LONGEST_REASON = 300

/** What the pages of accounts are made with. */
export interface AccountGround extends AccountTools {
  tools: DeskTools
  passwords: Passwords
}

export function groundOf(tools: DeskTools): AccountGround {
  const depositors = tools.settings.depositors.map(({ application }) => application)
  return { tools, accounts: tools.desk.accounts, passwords: passwordsOf(), depositors }
}

/** Who does what a form asks for, and the reason it gives. */
export function byOf(visit: Visit, form: URLSearchParams): By {
  const reason = typed(form, 'reason')?.slice(0, LONGEST_REASON)
  return { actor: visitActor(visit), ...(reason === undefined ? {} : { reason }) }
}

/** What was typed, without blanks around; `undefined` for nothing. */
export function typed(form: URLSearchParams, name: string): string | undefined {
  const text = form.get(name)?.trim()
  return text === '' ? undefined : text
}

/** As it was typed, blanks and all. */
export function passwordTyped(form: URLSearchParams): string {
  return form.get('password') ?? '' // not sent: too short, and said so
}
