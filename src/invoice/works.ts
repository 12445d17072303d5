import type { Frame } from './frame.ts'

/**
 * The frames of works contracts: statements and instalments on their way through supplier, project manager (MOE) and
 * owner (MOA), the tacit procedure included. A9 and A12 are subcontracting and co-contracting outside works.
 */
const WORKS: ReadonlySet<string> = new Set<Frame>([
  'A4',
  'A5',
  'A6',
  'A7',
  'A8',
  'A10',
  'A13',
  'A14',
  'A15',
  'A16',
  'A17',
  'A18',
  'A19',
  'A20',
  'A22',
  'A23',
  'A24',
  'A25',
])

export function isWorksFrame(frame: string): boolean {
  return WORKS.has(frame)
}
