/** An interface of the EDI channel: the format its flows are in, and whether Écluse reads it. */
export interface Interface {
  code: string
  label: string
  isRead: boolean
}

const LABELS: Readonly<Record<string, string>> = {
  FSO1100A: 'E1 UBL',
  FSO1101A: 'E1 CII',
  FSO1102A: 'E1 PES Facture, retiré en 2019',
  FSO1106A: 'E1 CII 16B',
  FSO1110A: 'E2 UBL minimal',
  FSO1111A: 'E2 CII minimal',
  FSO1112A: 'E2 PES minimal, retiré en 2019',
  FSO1113A: 'E2 CPPFactureMixte',
  FSO1116A: 'E2 CII minimal 16B',
  FSO1117A: 'E2 Factur-X',
  FSO1120A: 'E3 mémoire de frais de justice UBL',
}

const READ = new Set(['FSO1100A', 'FSO1110A', 'FSO1113A'])

/** The interface of this code, `undefined` when the channel has none. */
export function interfaceOf(code: string): Interface | undefined {
  const label = Object.hasOwn(LABELS, code) ? LABELS[code] : undefined
  return label === undefined ? undefined : { code, label, isRead: READ.has(code) }
}

/** All of the channel, by code. */
export const INTERFACES: readonly Interface[] = Object.entries(LABELS).map(([code, label]) => ({
  code,
  label,
  isRead: READ.has(code),
}))
