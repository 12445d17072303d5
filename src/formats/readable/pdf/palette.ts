/** PDF operators that choose the fill colour: one accent, three greys. */
export const PALETTE = {
  ink: '0.11 0.14 0.17 rg\n',
  soft: '0.40 0.45 0.50 rg\n',
  rule: '0.82 0.85 0.88 rg\n',
  pale: '0.955 0.965 0.972 rg\n',
  accent: '0.07 0.33 0.42 rg\n',
  white: '1 1 1 rg\n',
} as const

export type Color = keyof typeof PALETTE
