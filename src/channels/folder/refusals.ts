/** The file or folder asked for is not there. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT'
}

const REFUSALS: readonly unknown[] = ['EACCES', 'EPERM', 'ELOOP']

/** The file is there and will be refused again until somebody changes it: no right to it, or it is a link. */
export function isRefused(error: unknown): boolean {
  return REFUSALS.includes(codeOf(error))
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
