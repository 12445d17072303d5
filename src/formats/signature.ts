/** Roots of a signature that stands beside the documents it signs: XML-DSig, and the ETSI container of XAdES. */
const ROOT =
  /^(?:\uFEFF)?\s*(?:<\?[\s\S]*?\?>\s*|<!--[\s\S]*?-->\s*)*<(?:[\w.-]+:)?(?:Signature|XAdESSignatures)\b[^>]*(?:w3\.org\/2000\/09\/xmldsig|uri\.etsi\.org\/)/

const HEAD = 4096

/** True for an XML signature file. Only its head is looked at; it is recognised, not verified. */
export function isSignature(bytes: Uint8Array): boolean {
  return ROOT.test(Buffer.from(bytes.subarray(0, HEAD)).toString('utf8'))
}
