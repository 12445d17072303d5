import { pipeline, Readable, Transform } from 'node:stream'
import { createGunzip, gunzipSync } from 'node:zlib'
import { extract } from 'tar-stream'
import { fault } from '../../faults/fault.ts'
import type { ArchiveLimits } from './limits.ts'
import { ArchiveRefusal } from './refusal.ts'

/** An entry of a tar as it passes: its body is to be read, or drained, before the next is asked for. */
export interface TarEntry {
  name: string
  type: string
  size: number
  body: AsyncIterable<Uint8Array>
  drain(): void
}

/** Small archives may expand as they like: a ratio says nothing below this many inflated bytes. */
const RATIO_FROM = 1024 * 1024

/**
 * The entries of a tar.gz in their order, inflated as they are asked for and never written anywhere.
 * @throws ArchiveRefusal when it cannot be read to its end, or expands beyond the limits
 */
export async function* tarEntries(
  chunks: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
): AsyncGenerator<TarEntry> {
  const meter = new Meter(limits)
  const entries = extract()
  const stop = new AbortController()
  const told = () => undefined // whoever reads the entries meets the error there
  let count = 0
  try {
    const { first, rest } = await begun(meter.deflated(chunks))
    const whole = rest === undefined ? inflatedAtOnce(first, limits) : undefined
    const source = Readable.from(whole === undefined ? rejoined(first, rest) : [whole], { objectMode: false })
    const into = entries as unknown as NodeJS.WritableStream
    if (whole === undefined) pipeline(source, createGunzip(), meter.inflated(), into, told)
    else pipeline(source, into, told)
    stop.signal.addEventListener('abort', () => source.destroy())
    for await (const entry of entries) {
      if (++count > limits.entries) throw tooLarge(`${limits.entries} entrées`, `${limits.entries} entries`)
      const { name, type, size } = entry.header
      // A size the library cannot read is none, and it would wait for its end for ever.
      if (!Number.isSafeInteger(size)) throw new Error('invalid tar header: no size')
      yield { name, type, size, body: entry as AsyncIterable<Uint8Array>, drain: () => void entry.resume() }
    }
  } catch (error) {
    throw meter.refusal ?? (error instanceof ArchiveRefusal ? error : refusalOf(error, meter.troubled))
  } finally {
    stop.abort()
  }
}

/** Bytes of an archive that is inflated in one call: by a stream, most of its time is spent on the stream. */
const SMALL = 256 * 1024

/** An archive's first bytes; `rest` is what follows them, absent when they are all. */
interface Begun {
  first: Buffer
  rest?: AsyncGenerator<Uint8Array>
}

async function begun(chunks: AsyncGenerator<Uint8Array>): Promise<Begun> {
  const pieces: Uint8Array[] = []
  let size = 0
  while (size <= SMALL) {
    const next = await chunks.next()
    if (next.done === true) return { first: Buffer.concat(pieces) }
    pieces.push(next.value)
    size += next.value.length
  }
  return { first: Buffer.concat(pieces), rest: chunks }
}

async function* rejoined(first: Buffer, rest: Begun['rest']): AsyncGenerator<Uint8Array> {
  yield first
  if (rest !== undefined) yield* rest
}

/** `undefined` for what is damaged, or so large that it is held against the limits as it grows. */
function inflatedAtOnce(bytes: Buffer, { inflatedBytes }: ArchiveLimits): Buffer | undefined {
  try {
    const inflated = gunzipSync(bytes, { maxOutputLength: Math.min(RATIO_FROM - 1, inflatedBytes) })
    return inflated.length === 0 ? undefined : inflated
  } catch {
    // Read as a stream it is refused for the same reason, after the entries that stand before the damage.
    return undefined
  }
}

/** Counts what goes in and what comes out, and stops what grows beyond the limits. */
class Meter {
  readonly #limits: ArchiveLimits
  #in = 0
  #out = 0
  /** Set when the limits stopped it. */
  refusal: ArchiveRefusal | undefined
  /** Set when the source itself failed: that is trouble of ours, the archive is not to blame. */
  troubled: unknown

  constructor(limits: ArchiveLimits) {
    this.#limits = limits
  }

  async *deflated(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of chunks) {
        this.#in += chunk.length
        yield chunk
      }
    } catch (error) {
      this.troubled = error
      throw error
    }
  }

  inflated(): Transform {
    return new Transform({
      transform: (chunk: Uint8Array, _, done) => {
        this.#out += chunk.length
        this.refusal = this.#excess()
        done(this.refusal ?? null, chunk)
      },
    })
  }

  #excess(): ArchiveRefusal | undefined {
    const { inflatedBytes, expansion } = this.#limits
    if (this.#out > inflatedBytes) return tooLarge(`${inflatedBytes} octets`, `${inflatedBytes} bytes`)
    if (this.#out < RATIO_FROM || this.#out <= this.#in * expansion) return undefined
    return tooLarge(`${expansion} fois sa taille`, `${expansion} times its size`)
  }
}

function tooLarge(limit: string, limitEn: string): ArchiveRefusal {
  return new ArchiveRefusal(fault('RCV-12', { detail: { limit, limitEn } }))
}

const GZIP_DAMAGE = ['', 'sa compression gzip est abîmée', 'its gzip compression is damaged'] as const

const PROBLEMS: readonly (readonly [RegExp, string, string])[] = [
  [/unexpected end of file|Unexpected end of data/i, 'elle est tronquée', 'it is cut short'],
  [
    /incorrect data check|incorrect length check/i,
    'sa somme de contrôle est fausse',
    'its checksum is wrong',
  ],
  [/exceeds max size/i, 'un de ses en-têtes est démesuré', 'one of its headers is beyond measure'],
  [/invalid (tar )?header/i, 'ce qu’elle contient n’est pas un tar', 'what it holds is no tar'],
]

/** An error of reading that the archive is to blame for, as a refusal; any other is trouble of ours and stays what it is. */
function refusalOf(error: unknown, trouble: unknown): unknown {
  if (trouble !== undefined || !(error instanceof Error)) return trouble ?? error
  const known = PROBLEMS.find(([match]) => match.test(error.message))
  if (known === undefined && !isDamage(error)) return error
  const [, problem, problemEn] = known ?? GZIP_DAMAGE
  return new ArchiveRefusal(fault('RCV-11', { detail: { problem, problemEn } }))
}

/** Every error of zlib but that of having no memory is one of the bytes it reads. */
function isDamage(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return code.startsWith('Z_') && code !== 'Z_MEM_ERROR'
}
