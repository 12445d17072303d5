import type { Visitor } from './visitor.ts'

/** Everything the console does that an account may or may not do. */
export type Verb =
  | 'see-flows'
  | 'see-documents'
  | 'see-statistics'
  | 'see-structures'
  | 'rehearse'
  | 'replay'
  | 'correct'
  | 'steer-deliveries'
  | 'test-connection'
  | 'change-structures'
  | 'manage-accounts'
  | 'see-audit'

const DEPOSITOR = ['see-flows', 'see-documents', 'see-statistics'] as const satisfies Verb[]
const READER = [...DEPOSITOR, 'see-structures'] as const satisfies Verb[]
const SUPPORT = [
  ...READER,
  'rehearse',
  'replay',
  'correct',
  'steer-deliveries',
  'test-connection',
] as const satisfies Verb[]

const VERBS = {
  nobody: [],
  depositor: DEPOSITOR,
  reader: READER,
  support: SUPPORT,
  administrator: [...SUPPORT, 'change-structures', 'manage-accounts', 'see-audit'],
} as const satisfies Record<Visitor['role'], readonly Verb[]>

export function may({ role }: Pick<Visitor, 'role'>, verb: Verb): boolean {
  const verbs: readonly Verb[] = VERBS[role]
  return verbs.includes(verb)
}
