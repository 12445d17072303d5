import { writeFileSync } from 'node:fs'
import type { PlacedCase } from '../../fixtures/hostile/make.ts'

/** What became of a case. */
export interface Row {
  of: PlacedCase
  /** The verdict of the pure pipeline, how long it took and what its process had in memory at most. */
  judged?: { got: string; ms: number; megabytes: number }
  /** The verdict its depositor read; in the long run, how long after the drop and the largest process of the service. */
  told?: { got: string; ms?: number; megabytes?: number }
}

/** The table for people: case, expected, got, time, peak memory. */
export function tableOf(rows: readonly Row[], remarks: readonly string[]): string {
  const head = ['case', 'expected', 'got', 'judged', 'its process', 'told', 'to report', 'largest process']
  const cells = rows.map(({ of, judged, told }) => [
    `${of.heading}: ${of.name}`.replaceAll('|', '\\|'),
    of.expected,
    judged === undefined ? '' : same(judged.got, of.expected),
    with_('ms', judged?.ms),
    with_('MB', judged?.megabytes),
    told === undefined ? '' : same(told.got, of.expected),
    with_('ms', told?.ms),
    with_('MB', told?.megabytes),
  ])
  const line = (of: readonly string[]) => `| ${of.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...cells.map(line), '', ...remarks, ''].join('\n')
}

/** Prints the table, and writes it where HOSTILE_TABLE says. */
export function showTable(rows: readonly Row[], remarks: readonly string[]): void {
  const table = tableOf(rows, remarks)
  process.stdout.write(`\n${table}\n`)
  const file = process.env['HOSTILE_TABLE']
  if (file !== undefined) writeFileSync(file, table)
}

function same(got: string, expected: string): string {
  return got === expected ? '=' : `**${got}**`
}

function with_(unit: string, value: number | undefined): string {
  return value === undefined ? '' : `${Math.round(value)} ${unit}`
}
