import * as libxml2 from 'libxml2-wasm/lib/libxml2.mjs'
import { pathAt } from './xml-path.ts'

/** Where and how a document breaks its schema. */
export interface SchemaError {
  /** Line of the element concerned, from 1; right beyond 65,535 when the document was parsed with BIG_LINES. */
  line: number
  /** Path of the element, with the prefixes people know (cac:, cbc:, ext:) whatever the document's own are. */
  xpath?: string
  /** libxml2's own English text, trimmed; a very long value in it is cut in its middle. */
  message: string
}

const MOST_ERRORS = 100

/** Characters kept at each end of a message too long to keep. */
const MESSAGE_END = 2000

const { error, XmlErrorStruct } = libxml2

/** Exported by the library, absent from its types. */
const { addFunction } = libxml2 as unknown as {
  addFunction(this: void, callback: (index: number, pointer: number) => void, signature: string): number
}

let collector: number | undefined

/**
 * Runs a validation of libxml2-wasm that keeps at most {@link MOST_ERRORS} errors. The library's own collector keeps
 * them all, and finds a path for each by counting siblings: 5 MB of wrong lines would hold the process for a minute.
 */
export function withBoundedErrors(validate: () => void): void {
  collector ??= addFunction(collect, 'vii')
  const usual = error.errorCollector
  error.errorCollector = collector
  try {
    validate()
  } finally {
    error.errorCollector = usual
  }
}

function collect(index: number, pointer: number): void {
  const found = error.storage.get(index)
  if (found.length >= MOST_ERRORS) return
  const node = XmlErrorStruct.node(pointer)
  found.push({
    message: shortened(XmlErrorStruct.message(pointer).trim()),
    level: XmlErrorStruct.level(pointer),
    line: XmlErrorStruct.line(pointer),
    col: 0,
    ...(node === 0 ? {} : { xpath: pathAt(node) }),
  })
}

function shortened(message: string): string {
  if (message.length <= 2 * MESSAGE_END) return message
  return `${message.slice(0, MESSAGE_END)}…${message.slice(-MESSAGE_END)}`
}
