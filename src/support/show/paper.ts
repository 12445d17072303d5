import { given } from '../../invoice/given.ts'
import type { Dossier } from '../../record/dossier.ts'
import type { Words } from '../words.ts'

/** A document the archive has, or had, of a flow. */
export interface Paper {
  /** What it is asked for by: its own name; of a corrected version `version-1`. */
  name: string
  kind: 'deposit' | 'correction' | 'pivot' | 'report' | 'report-text'
  label: Words
  /** The run that made it; absent for what was dropped or corrected. */
  run?: number
  sha256: string
  /** Bytes. */
  size: number
}

const LABELS: Readonly<Record<Paper['kind'], Words>> = {
  deposit: { fr: 'dépôt', en: 'deposit' },
  correction: { fr: 'dépôt corrigé', en: 'corrected deposit' },
  pivot: { fr: 'pivot', en: 'pivot' },
  report: { fr: 'compte rendu', en: 'report' },
  'report-text': { fr: 'compte rendu lisible', en: 'report for people' },
}

/** Every document of the flow: what was dropped, its corrections, what runs made, in that order. */
export function papersOf({ flow, versions, documents }: Dossier): Paper[] {
  return [
    paper('deposit', { name: flow.name, sha256: flow.sha256, size: flow.size }),
    ...versions.map(({ version, sha256, size }) =>
      paper('correction', { name: versionName(version), sha256, size }),
    ),
    ...documents.map(({ kind, name, run, sha256, size }) => paper(kindOf(kind), { name, run, sha256, size })),
  ]
}

/** What a version of the deposit is asked for by. */
export function versionName(version: number): string {
  return `version-${version}`
}

/** `version-0` is what was dropped. */
export function paperNamed(dossier: Dossier, name: string): Paper | undefined {
  const papers = papersOf(dossier)
  return name === versionName(0) ? papers[0] : papers.find((each) => each.name === name)
}

export function labelOf(kind: string): Words {
  return LABELS[kindOf(kind)]
}

function kindOf(kind: string): Paper['kind'] {
  if (Object.hasOwn(LABELS, kind)) return kind as Paper['kind']
  throw new Error(`the record has a document of an unknown kind: ${kind}`)
}

function paper(kind: Paper['kind'], of: { name: string; run?: number; sha256: string; size: number }): Paper {
  const { name, run, sha256, size } = of
  return { name, kind, label: LABELS[kind], sha256, size, ...given({ run }) }
}
