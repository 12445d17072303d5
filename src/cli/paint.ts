import { styleText } from 'node:util'

/** Coloured where it goes to a terminal, plain anywhere else. */
export function paint(
  format: Parameters<typeof styleText>[0],
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  return styleText(format, text, { stream })
}
