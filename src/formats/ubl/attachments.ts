import type { AttachmentDraft } from '../../invoice/draft.ts'
import { given } from '../../invoice/given.ts'
import { GROUPS } from './bindings.ts'
import { type Scope, scopes, source, text } from './scope.ts'

/** The files embedded in the document, still in base64. */
export function attachments(root: Scope): AttachmentDraft[] {
  const { path, parts } = GROUPS.attachment
  return scopes(root, path).map((each) => ({
    source: source(each),
    name: text(each, parts.name, parts.fileName) ?? '',
    content: text(each, parts.content) ?? '',
    ...given({ mimeType: text(each, parts.mimeType) }),
  }))
}
