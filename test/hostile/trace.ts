/** What a traced process may open: its own folders, its program and what that needs of the system. Nothing else of the machine. */
export interface Allowed {
  /** Folders, with all below them. */
  folders: readonly string[]
  /** Single files. */
  files: readonly string[]
}

/** Paths opened, or tried, that are not allowed; and connections to anything but a unix socket. A line each. */
export function breaches(trace: string, allowed: Allowed): string[] {
  const found = new Set<string>()
  for (const line of trace.split('\n')) {
    const path = /\bopen(?:at)?\((?:AT_FDCWD, |\d+, )?"((?:[^"\\]|\\.)*)"/.exec(line)?.[1]
    if (path !== undefined && !isAllowed(path, allowed)) found.add(`opens ${path}`)
    const family = /\bconnect\(\d+, \{sa_family=(\w+)/.exec(line)?.[1]
    if (family !== undefined && family !== 'AF_UNIX') found.add(`connects ${line.slice(0, 200)}`)
  }
  return [...found].toSorted()
}

function isAllowed(path: string, { folders, files }: Allowed): boolean {
  if (path.split('/').includes('..')) return false
  // Relative to a folder already open, or to the one it was started in.
  if (!path.startsWith('/')) return true
  return files.includes(path) || folders.some((folder) => path === folder || path.startsWith(`${folder}/`))
}
