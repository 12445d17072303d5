import type { AuditAction, AuditKind } from '../../record/audit-words.ts'
import type { AuditRow } from '../../record/tables.ts'
import type { Words } from '../../support/words.ts'

export const ROLE_WORDS = {
  reader: { fr: 'Lecture', en: 'Reader' },
  support: { fr: 'Support', en: 'Support' },
  administrator: { fr: 'Administration', en: 'Administrator' },
  depositor: { fr: 'Déposant', en: 'Depositor' },
  command: { fr: 'Commande', en: 'Command' },
  nobody: { fr: 'Inconnu', en: 'Unknown' },
} as const satisfies Record<AuditRow['role'], Words>

export const ACTION_WORDS = {
  'logged-in': { fr: 'S’est connecté', en: 'Signed in' },
  'login-refused': { fr: 'Connexion refusée', en: 'Sign-in refused' },
  'logged-out': { fr: 'S’est déconnecté', en: 'Signed out' },
  'account-added': { fr: 'Compte créé', en: 'Account added' },
  'role-changed': { fr: 'Rôle changé', en: 'Role changed' },
  'password-changed': { fr: 'Mot de passe changé', en: 'Password changed' },
  'account-disabled': { fr: 'Compte fermé', en: 'Account disabled' },
  'account-enabled': { fr: 'Compte rouvert', en: 'Account enabled' },
  'language-changed': { fr: 'Langue changée', en: 'Language changed' },
  'replay-asked': { fr: 'Rejeu demandé', en: 'Replay asked for' },
  'replay-stopped': { fr: 'Rejeu arrêté', en: 'Replay stopped' },
  'replay-resumed': { fr: 'Rejeu repris', en: 'Replay resumed' },
  'flow-corrected': { fr: 'Fichier corrigé', en: 'File corrected' },
  'document-taken': { fr: 'Document téléchargé', en: 'Document downloaded' },
  'flows-exported': { fr: 'Liste exportée', en: 'List exported' },
  'lane-held': { fr: 'Remises retenues', en: 'Deliveries held' },
  'lane-released': { fr: 'Remises relâchées', en: 'Deliveries released' },
  'lane-retried': { fr: 'Remises retentées', en: 'Deliveries retried' },
  'endpoint-tested': { fr: 'Connexion essayée', en: 'Connection tested' },
  'directory-changed': { fr: 'Annuaire changé', en: 'Directory changed' },
  'directory-undone': { fr: 'Changement d’annuaire annulé', en: 'Directory change undone' },
} as const satisfies Record<AuditAction, Words>

export const KIND_WORDS = {
  account: { fr: 'compte', en: 'account' },
  flow: { fr: 'flux', en: 'flow' },
  replay: { fr: 'rejeu', en: 'replay' },
  lane: { fr: 'destination', en: 'destination' },
  structure: { fr: 'structure', en: 'structure' },
  depositor: { fr: 'déposant', en: 'depositor' },
  search: { fr: 'recherche', en: 'search' },
} as const satisfies Record<AuditKind, Words>
