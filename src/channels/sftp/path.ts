/** A file of a remote folder: always with a slash, whatever the server runs on. */
export function pathIn(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`
}
