import type { Account, FactorDecision, FactorReason } from '../invoice/factor.ts'

const REASONS = {
  'no-payee': 'aucun : personne d’autre que le fournisseur n’est à payer (none)',
  'payee-is-supplier':
    'aucun : le bénéficiaire nommé est le fournisseur lui-même (none, the payee is the supplier)',
  'no-account': 'IGNORÉ : il est nommé, mais aucun compte à payer n’est donné (ignored, no account)',
  'account-and-name': 'RETENU, avec le compte (kept, with the account)',
} as const satisfies Record<FactorReason, string>

/** The decision about the factor and its reasons, a line each. */
export function factorText(factor: FactorDecision, account: Account | undefined): string[] {
  return [
    `Affactureur : ${REASONS[factor.reason]}`,
    ...(factor.name === undefined
      ? []
      : [`  nom     : ${factor.name.value}${lineOf(factor.name.source.line)}`]),
    ...(account === undefined ? [] : [`  compte  : ${account.id}${lineOf(account.source.line)}`]),
    ...(factor.notice === undefined
      ? []
      : [
          `  mention : « ${factor.notice.text} » (${factor.notice.foundIn}${lineOf(factor.notice.source.line)})`,
        ]),
  ]
}

function lineOf(line: number | undefined): string {
  return line === undefined ? '' : `, ligne ${line}`
}
