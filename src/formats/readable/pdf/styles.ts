import type { TextStyle } from './block.ts'

/** Every way text is set on the page: sizes and leadings in points. */
export const STYLES = {
  title: { size: 22, leading: 26, weight: 'bold', color: 'accent' },
  number: { size: 12, leading: 16, weight: 'bold', color: 'ink' },
  section: { size: 7.5, leading: 11, weight: 'bold', color: 'accent' },
  name: { size: 10.5, leading: 14, weight: 'bold', color: 'ink' },
  body: { size: 8.8, leading: 11.6, weight: 'regular', color: 'ink' },
  strong: { size: 8.8, leading: 11.6, weight: 'bold', color: 'ink' },
  label: { size: 7.5, leading: 11.6, weight: 'regular', color: 'soft' },
  quote: { size: 8.8, leading: 11.6, weight: 'italic', color: 'ink' },
  head: { size: 7.5, leading: 10, weight: 'bold', color: 'accent' },
  cell: { size: 8.5, leading: 11, weight: 'regular', color: 'ink' },
  heading: { size: 8.5, leading: 11, weight: 'bold', color: 'ink' },
  aside: { size: 8.5, leading: 11, weight: 'italic', color: 'soft' },
  detail: { size: 7.5, leading: 9.8, weight: 'regular', color: 'soft' },
  asideDetail: { size: 7.5, leading: 9.8, weight: 'italic', color: 'soft' },
  due: { size: 13, leading: 17, weight: 'bold', color: 'white' },
  dueLabel: { size: 9.5, leading: 17, weight: 'bold', color: 'white' },
  dueRemark: { size: 7.5, leading: 11.6, weight: 'regular', color: 'white' },
  footer: { size: 6.8, leading: 9, weight: 'regular', color: 'soft' },
} as const satisfies Record<string, TextStyle>
