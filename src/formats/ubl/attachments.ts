import { decodeBase64 } from '../base64.ts'
import type { AttachmentDraft } from '../../invoice/draft.ts'
import { given } from '../../invoice/given.ts'
import { GROUPS } from './bindings.ts'
import { type Scope, scopes, source, text } from '../scope.ts'

/** The files embedded in the document, decoded one by one: a large one's text is not kept. */
export function attachments(root: Scope): AttachmentDraft[] {
  const { path, parts } = GROUPS.attachment
  return scopes(root, path).map((each) => ({
    source: source(each),
    name: nameOf(each),
    content: decodeBase64(text(each, parts.content) ?? ''),
    ...given({ mimeType: text(each, parts.mimeType) }),
  }))
}

/** The reference's ID is the file's name; where it has no extension and the file's own name has one, that one is. */
function nameOf(reference: Scope): string {
  const { parts } = GROUPS.attachment
  const id = text(reference, parts.name)
  const fileName = text(reference, parts.fileName)
  const isBare = id === undefined || !EXTENSION.test(id)
  return (isBare && fileName !== undefined && EXTENSION.test(fileName) ? fileName : id) ?? fileName ?? ''
}

const EXTENSION = /\.[A-Za-z0-9]{2,5}$/
