/** What a machine does: takes flows in, judges them, delivers what was decided. */
export type Role = 'intake' | 'flows' | 'deliveries'

export const ROLES: readonly Role[] = ['intake', 'flows', 'deliveries']

/** The roles named in a list with commas, each once, in the order of a flow; `undefined` when it names none or another. */
export function rolesIn(list: string): Role[] | undefined {
  const named = list.split(',').map((name) => name.trim())
  const roles = ROLES.filter((role) => named.includes(role))
  return named.every((name) => ROLES.some((role) => role === name)) ? roles : undefined
}

export function wantedRoles(list: string): string {
  return `is ${JSON.stringify(list)}; wanted one or more of ${ROLES.join(', ')}, with commas`
}
