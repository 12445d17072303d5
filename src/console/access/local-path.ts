const LONGEST = 2_000

/** Where one may be led after logging in: a path of this console, else its first page. Never another site. */
export function localPath(text: string | null | undefined): string {
  if (text === null || text === undefined || text.length > LONGEST) return '/'
  // A browser takes `//`, `/\` and a blank that it drops for the beginning of another host.
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.includes('\\')) return '/'
  const here = 'http://console'
  const url = URL.canParse(text, here) ? new URL(text, here) : undefined
  if (url === undefined || url.origin !== here || url.pathname.startsWith('//')) return '/'
  return /^\/log(in|out)(\/|$)/.test(url.pathname) ? '/' : `${url.pathname}${url.search}`
}
