import type { PdfFinding } from './report.ts'

const NAMES: readonly { name: RegExp; finding: PdfFinding }[] = [
  {
    name: /\/(?:JavaScript|JS)[\s(<[/]/,
    finding: {
      problem: 'script',
      what: { fr: 'une action JavaScript hors des pages', en: 'a JavaScript action outside of the pages' },
    },
  },
  { name: /\/S\s*\/Launch[\s>/]/, finding: { problem: 'launch' } },
]

/**
 * Actions written somewhere in the file, reachable or not: another reader may follow another table of objects, or an
 * older one. Streams are left out: what is in them is text and pictures, or objects the walk has seen.
 */
export function looseFindings(bytes: Uint8Array): PdfFinding[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const found = new Set<PdfFinding>()
  for (const part of betweenStreams(text)) {
    const plain = part.includes('#') ? part.replaceAll(/#([0-9A-Fa-f]{2})/g, unescaped) : part
    for (const { name, finding } of NAMES) if (name.test(plain)) found.add(finding)
  }
  return [...found]
}

function* betweenStreams(text: string): Generator<string> {
  const begins = />>\s*stream\r?\n/g
  let at = 0
  for (let begin = begins.exec(text); begin !== null; begin = begins.exec(text)) {
    yield text.slice(at, begin.index)
    const end = text.indexOf('endstream', begins.lastIndex)
    if (end === -1) return
    at = end + 'endstream'.length
    begins.lastIndex = at
  }
  yield text.slice(at)
}

function unescaped(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16))
}
