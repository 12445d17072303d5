import type { AttachmentDraft, Draft } from '../../invoice/draft.ts'

/**
 * The draft of a UBL minimal document (E2), whose PDF original is the first PDF embedded in it. Which of the embedded
 * files it is stands in no public text: this is inferred.
 */
export function withOriginal(draft: Draft): Draft {
  const original = draft.attachments.find(isPdf)
  return {
    ...draft,
    originals: original === undefined ? [] : [original],
    attachments: draft.attachments.filter((each) => each !== original),
  }
}

/** By what is said of it: what it really is comes later. A PDF in a ZIP may be sent as the ZIP it is in. */
function isPdf({ mimeType, name }: AttachmentDraft): boolean {
  return mimeType?.trim().toLowerCase() === 'application/pdf' || /\.pdf$/i.test(name)
}
