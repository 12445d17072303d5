/** What was done. A word once written is never given another meaning. */
export const AUDIT_ACTIONS = [
  'logged-in',
  'login-refused',
  'logged-out',
  'account-added',
  'role-changed',
  'password-changed',
  'account-disabled',
  'account-enabled',
  'language-changed',
  'replay-asked',
  'replay-stopped',
  'replay-resumed',
  'flow-corrected',
  'document-taken',
  'flows-exported',
  'lane-held',
  'lane-released',
  'lane-retried',
  'endpoint-tested',
  'directory-changed',
  'directory-undone',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/** What it was done to. */
export const AUDIT_KINDS = ['account', 'flow', 'replay', 'lane', 'structure', 'depositor', 'search'] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]
