import type { ExplainedField } from '../../support/explain/explained-fields.ts'

export interface FieldGroup {
  /** The element its members are of. */
  group: string
  members: { name: string; field: ExplainedField }[]
}

/** Fields in their order, under the element they are of. */
export function groupedFields(fields: readonly ExplainedField[]): FieldGroup[] {
  const groups: FieldGroup[] = []
  for (const field of fields) {
    const at = field.path.lastIndexOf('/')
    const [group, name] = [field.path.slice(0, Math.max(at, 0)), field.path.slice(at + 1)]
    const last = groups.at(-1)
    if (last?.group === group) last.members.push({ name, field })
    else groups.push({ group, members: [{ name, field }] })
  }
  return groups
}

/** Columns the names need. */
export function nameColumn(groups: readonly FieldGroup[]): number {
  return Math.max(...groups.flatMap(({ members }) => members.map(({ name }) => name.length)), 0)
}
