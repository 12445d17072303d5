import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(import.meta.dirname, '../..')

/** A function on the stack: `src/record/commit.ts`, `node:fs`, or empty where the engine itself is meant. */
export interface Frame {
  file: string
  name: string
  line: number
}

/** A stack, innermost frame first, and how often it was found. */
export interface Sampled {
  stack: readonly Frame[]
  count: number
}

/** The profile of a thread: 0 is the main one of its process. */
export interface ThreadProfile {
  pid: number
  thread: number
  samples: Sampled[]
}

/** As V8 writes it (the Profiler domain of the DevTools protocol); times in microseconds, monotonic. */
interface Written {
  startTime: number
  nodes: {
    id: number
    callFrame: { functionName: string; url: string; lineNumber: number }
    children?: number[]
  }[]
  samples: number[]
  timeDeltas: number[]
}

/** The profiles of a folder, of what was between two moments only. */
export function profilesIn(folder: string, between: { from: number; to: number }): ThreadProfile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name) => {
      // CPU.<day>.<time>.<process>.<thread>.<number>.cpuprofile
      const [, , , pid, thread] = name.split('.')
      const written = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Written
      return { pid: Number(pid), thread: Number(thread), samples: samplesOf(written, between) }
    })
}

/**
 * Samples are counted, not timed: a thread that waits for the disk or for a processor gives one sample when it comes
 * back, however long that took. So many intervals is what it computed; measured against the kernel's own count, within
 * a tenth.
 */
function samplesOf(written: Written, { from, to }: { from: number; to: number }): Sampled[] {
  const counts = new Map<number, number>()
  let at = written.startTime
  for (const [index, node] of written.samples.entries()) {
    at += written.timeDeltas[index] ?? 0
    if (at >= from && at <= to) counts.set(node, (counts.get(node) ?? 0) + 1)
  }
  const stackOf = stacks(written)
  return [...counts].map(([node, count]) => ({ stack: stackOf(node), count }))
}

function stacks({ nodes }: Written): (id: number) => Frame[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])))
  return (id) => {
    const stack: Frame[] = []
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url, lineNumber } = byId.get(at)?.callFrame ?? ROOT_FRAME
      stack.push({ file: fileOf(url), name: functionName || '(anonymous)', line: lineNumber + 1 })
    }
    return stack
  }
}

const ROOT_FRAME = { functionName: '(root)', url: '', lineNumber: -1 }

/** From the root of the checkout, or of node_modules, wherever that is. */
function fileOf(url: string): string {
  if (!url.startsWith('file:')) return url.startsWith('wasm:') ? 'wasm' : url
  const path = fileURLToPath(url)
  const modules = path.lastIndexOf('node_modules/')
  return modules === -1 ? relative(ROOT, path) : path.slice(modules)
}
