import { type Finding, findingText } from '../support/verify/finding.ts'
import type { ArchiveTally, Verified, VerifyProgress } from '../support/verify.ts'
import { duration, figure, safe } from './layout.ts'
import { paint } from './paint.ts'

/** `flux 12  FSO1100A_…  deposit … n’est pas dans l’archive (is not in the archive)`. */
export function findingLine(finding: Finding): string {
  const { fr, en } = findingText(finding)
  const flow = finding.flow === undefined ? '' : `flux ${finding.flow}  `
  const name = finding.flowName === undefined ? '' : `${safe(finding.flowName)}  `
  return `${paint('red', '✗')} ${flow}${name}${safe(fr, 600)} ${paint('dim', `(${en})`)}`
}

/** Stable names; what a finding does not have is null. */
export function findingJson(finding: Finding): string {
  const { kind, flow, flowName, run, ...detail } = finding
  const { fr } = findingText(finding)
  return JSON.stringify({
    finding: kind,
    flow: flow ?? null,
    name: flowName ?? null,
    run: run ?? null,
    ...detail,
    sentence: fr,
  })
}

export function verifyProgressText(progress: VerifyProgress, seconds: number): string {
  const { flows, allFlows, folders, documents, bytes } = progress
  if (folders > 0) return `archive ${Math.floor((folders * 100) / 256)} %`
  const percent = allFlows === 0 ? '' : ` ${Math.floor((flows * 100) / allFlows)} %`
  const left = flows === 0 ? '' : `  reste ${duration(((allFlows - flows) * seconds) / flows)}`
  return `${figure(flows)}/${figure(allFlows)} flux${percent}  ${ratesText({ documents, bytes }, seconds)}${left}`
}

export function verifiedText(verified: Verified, seconds: number): string {
  const { flows, documents, bytes, findings, archive } = verified
  const verdict =
    findings === 0
      ? paint(['green', 'bold'], '✓ SAIN (sound)')
      : paint(['red', 'bold'], `✗ ${figure(findings)} DOMMAGE(S) (damaged)`)
  return [
    verdict,
    `  Registre    : ${figure(flows)} flux (flows)`,
    `  Documents   : ${figure(documents)} relus, ${megabytes(bytes)} Mo, en ${duration(seconds)}, ${ratesText({ documents, bytes }, seconds)}`,
    ...(archive === undefined ? [] : archiveLines(archive)),
  ].join('\n')
}

function archiveLines({ referred, leaving, orphans, orphanBytes }: ArchiveTally): string[] {
  return [
    `  Archive     : ${figure(referred)} fichiers désignés par le registre (referred to), ${figure(leaving)} en cours de retrait (leaving)`,
    `  Orphelins   : ${figure(orphans)} fichiers, ${megabytes(orphanBytes)} Mo, que rien ne désigne : sans dommage (orphans: no damage)`,
  ]
}

export function verifiedJson(verified: Verified, seconds: number): string {
  const { flows, documents, bytes, findings, archive } = verified
  return JSON.stringify({
    verdict: findings === 0 ? 'sound' : 'damaged',
    flows,
    documents,
    bytes,
    findings,
    archive: archive ?? null,
    seconds: Math.round(seconds * 10) / 10,
  })
}

function ratesText({ documents, bytes }: { documents: number; bytes: number }, seconds: number): string {
  const each = seconds === 0 ? 0 : 1 / seconds
  return `${figure(Math.round(documents * each))} documents/s, ${megabytes(bytes * each)} Mo/s`
}

function megabytes(bytes: number): string {
  const number = bytes / 1_000_000
  return number < 10 ? number.toFixed(1).replace('.', ',') : figure(Math.round(number))
}
