/** A schema that judged a document. */
export interface SchemaMark {
  id: string
  version: string
  /** Hex SHA-256 over the schema's files. */
  sha256: string
}
