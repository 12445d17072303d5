import {
  type ErrorDetail,
  XmlBufferInputProvider,
  XmlDocument,
  XmlValidateError,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from 'libxml2-wasm'
import { type SchemaError, withBoundedErrors } from './schema-error.ts'
import {
  hashOf,
  type ManifestEntry,
  readManifest,
  readSchemaFiles,
  SCHEMA_IDS,
  type SchemaId,
} from './schema-manifest.ts'
import type { SchemaMark } from './schema-mark.ts'

export interface Schema {
  mark: SchemaMark
  /**
   * What is wrong with a document: the first 100 errors libxml2 finds, in the order of their lines; [] when it is valid.
   * A document with another root is invalid, be it the element of a part.
   * @throws when the validator itself fails, which says nothing of the document.
   */
  validate(document: XmlDocument): SchemaError[]
}

export interface Schemas {
  /** @throws for a schema that was not asked for when they were loaded. */
  get(id: SchemaId): Schema
  [Symbol.dispose](): void
}

/**
 * Compiles schemas once, for the life of the process. Afterwards libxml2 can open nothing at all: whatever provider of
 * input was registered before is gone.
 * @throws when a schema does not compile or is not the one its manifest tells of.
 */
export function loadSchemas(folder: string, ids: readonly SchemaId[] = SCHEMA_IDS): Schemas {
  const manifest = readManifest(folder)
  const compiled = new Map<SchemaId, CompiledSchema>()
  const dispose = () => {
    for (const schema of compiled.values()) schema[Symbol.dispose]()
  }
  try {
    for (const id of ids) compiled.set(id, compile(id, folder, manifest[id]))
  } catch (error) {
    dispose()
    throw error
  }
  return {
    get(id) {
      const schema = compiled.get(id)
      if (schema === undefined) throw new Error(`schema ${id} was not loaded`)
      return schema
    },
    [Symbol.dispose]: dispose,
  }
}

function compile(id: SchemaId, folder: string, entry: ManifestEntry): CompiledSchema {
  const files = readSchemaFiles(folder, entry)
  const sha256 = hashOf(files)
  if (sha256 !== entry.sha256) {
    throw new Error(
      `schema ${id} in ${folder} is not the one of its manifest; if it was changed on purpose, run node schemas/manifest.ts`,
    )
  }
  xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(files)))
  try {
    const source = XmlDocument.fromBuffer(files.get(entry.main) as Uint8Array, { url: entry.main })
    return new CompiledSchema({ id, version: entry.version, sha256 }, entry.root, source)
  } finally {
    xmlCleanupInputProvider()
  }
}

class CompiledSchema implements Schema {
  readonly mark: SchemaMark
  readonly #root: ManifestEntry['root']
  /** The compiled schema points into its source, which lives as long. */
  readonly #source: XmlDocument
  readonly #validator: XsdValidator

  constructor(mark: SchemaMark, root: ManifestEntry['root'], source: XmlDocument) {
    this.mark = mark
    this.#root = root
    this.#source = source
    this.#validator = XsdValidator.fromDoc(source)
  }

  validate(document: XmlDocument): SchemaError[] {
    const { name, namespaceUri, line } = document.root
    if (name !== this.#root.name || namespaceUri !== this.#root.namespace) {
      return [{ line, xpath: `/${name}`, message: unknownRoot(namespaceUri, name) }]
    }
    try {
      withBoundedErrors(() => this.#validator.validate(document))
    } catch (error) {
      if (!(error instanceof XmlValidateError)) throw error
      return error.details.map(schemaError).toSorted((one, other) => one.line - other.line)
    }
    return []
  }

  [Symbol.dispose](): void {
    this.#validator.dispose()
    this.#source.dispose()
  }
}

/** libxml2's words for a root no schema declares; it would take any element declared for the whole schema. */
function unknownRoot(namespace: string, name: string): string {
  const element = namespace === '' ? name : `{${namespace}}${name}`
  return `Element '${element}': No matching global declaration available for the validation root.`
}

function schemaError({ line, xpath, message }: ErrorDetail): SchemaError {
  return { line, ...(xpath === undefined ? {} : { xpath }), message }
}
