/** What a command ends with: 0 all accepted, 1 something rejected, 2 trouble of ours or bad usage. */
export const EXIT = { accepted: 0, rejected: 1, trouble: 2 } as const
