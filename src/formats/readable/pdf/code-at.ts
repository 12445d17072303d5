/** What every text has, to be called on any. */
const ofTexts: { charCodeAt: (this: string, index: number) => number } = String.prototype
const { charCodeAt } = ofTexts

/**
 * The UTF-16 code at this place of a text, `NaN` behind its end. Asked of the text itself the method is looked up again at
 * every character, because texts come in more shapes (written, joined, cut) than the engine remembers at one place: that
 * took a quarter of the time of laying out a page.
 */
export function codeAt(text: string, index: number): number {
  return charCodeAt.call(text, index)
}
