/**
 * What a person may be to the console. A depositor's account sees its own flows only; an administrator says who else may
 * come in.
 */
export const ACCOUNT_ROLES = ['reader', 'support', 'administrator', 'depositor'] as const

export type AccountRole = (typeof ACCOUNT_ROLES)[number]

export function isAccountRole(text: string): text is AccountRole {
  return ACCOUNT_ROLES.some((role) => role === text)
}
