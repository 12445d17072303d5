/** Cadre de facturation: who sends what kind of document. Chorus's own list; the reform's B/S/M frames are another one. */
export const FRAMES = {
  A1: 'Dépôt par un fournisseur d’une facture',
  A2: 'Dépôt par un fournisseur d’une facture déjà payée',
  A3: 'Dépôt par un fournisseur d’un mémoire de frais de justice',
  A4: 'Dépôt par un fournisseur d’un projet de décompte mensuel',
  A5: 'Dépôt par un fournisseur d’un état d’acompte',
  A6: 'Dépôt par un fournisseur d’un état d’acompte validé',
  A7: 'Dépôt par un fournisseur d’un projet de décompte final',
  A8: 'Dépôt par un fournisseur d’un décompte général et définitif',
  A9: 'Dépôt par un sous-traitant d’une demande de paiement',
  A10: 'Dépôt par un sous-traitant d’une demande de paiement (travaux)',
  A12: 'Dépôt par un cotraitant d’une facture',
  A13: 'Dépôt par un cotraitant d’un projet de décompte mensuel',
  A14: 'Dépôt par un cotraitant d’un projet de décompte final',
  A15: 'Dépôt par une MOE d’un état d’acompte',
  A16: 'Dépôt par une MOE d’un état d’acompte validé',
  A17: 'Dépôt par une MOE d’un projet de décompte général',
  A18: 'Dépôt par une MOE d’un décompte général',
  A19: 'Dépôt par une MOA d’un état d’acompte validé',
  A20: 'Dépôt par une MOA d’un décompte général',
  A21: 'Dépôt par un bénéficiaire d’une demande de remboursement de TIC',
  A22: 'Dépôt par un fournisseur d’un projet de décompte général (procédure tacite)',
  A23: 'Dépôt par un fournisseur d’un décompte général et définitif (procédure tacite)',
  A24: 'Dépôt par une MOE d’un décompte général et définitif (procédure tacite)',
  A25: 'Dépôt par une MOA d’un décompte général et définitif (procédure tacite)',
} as const

export type Frame = keyof typeof FRAMES

export function isFrame(code: string): code is Frame {
  return Object.hasOwn(FRAMES, code)
}

/** The frames an operator may use over EDI; the others belong to the portal. */
export const EDI_FRAMES: ReadonlySet<Frame> = new Set<Frame>([
  'A1',
  'A2',
  'A4',
  'A7',
  'A8',
  'A9',
  'A10',
  'A12',
  'A13',
  'A14',
  'A22',
])
