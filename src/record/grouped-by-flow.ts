/** The rows of each flow, in their order; none where there are none. */
export function groupedByFlow<Row extends { flow: number }>(rows: readonly Row[]): (flow: number) => Row[] {
  const groups = Map.groupBy(rows, (row) => row.flow)
  return (flow) => groups.get(flow) ?? []
}
