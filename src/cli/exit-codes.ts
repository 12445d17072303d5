/**
 * What a command ends with: 0 all accepted, 1 something rejected, 2 trouble of ours or bad usage, 3 asked for and not at
 * its end, 4 what was asked about is not there,
 * or nothing was found.
 */
export const EXIT = { accepted: 0, rejected: 1, trouble: 2, unended: 3, absent: 4 } as const
