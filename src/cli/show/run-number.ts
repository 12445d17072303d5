import { InvalidArgumentError } from 'commander'

/** The number of a run, as an option. */
export function runNumber(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('un numéro de passage, 0 pour le premier (a run’s number, 0 for the first).')
}
