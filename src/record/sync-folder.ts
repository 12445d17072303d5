import { open } from 'node:fs/promises'

/** The folder's entries (files made, renamed or taken away in it) would survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
