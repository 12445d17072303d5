/** The members that have a value: what is absent in a document is absent in the model, never an empty text. */
export function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  for (const name in members) if (members[name] === undefined) return withoutAbsent(members)
  return members
}

function withoutAbsent<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: T[K] } = {}
  for (const name in members) if (members[name] !== undefined) kept[name] = members[name]
  return kept as { [K in keyof T]?: Exclude<T[K], undefined> }
}
