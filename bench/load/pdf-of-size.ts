import { deflateSync, crc32 } from 'node:zlib'
import PDFDocument from 'pdfkit'
import { type Random, seeded, whole } from './random.ts'

/** The same drawing is the same bytes on every day. */
const MADE = new Date(Date.UTC(2025, 10, 20))
const WIDTH = 256

/** A PDF of one page of words and one with a picture that no compression makes smaller, of about so many bytes. */
export function pdfOfSize(bytes: number, words: readonly string[]): Promise<Buffer> {
  const pdf = new PDFDocument({ size: 'A4', margin: 60, info: { CreationDate: MADE } })
  const chunks: Buffer[] = []
  return new Promise((resolve) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', () => resolve(Buffer.concat(chunks)))
    for (const paragraph of words) pdf.fontSize(10).text(paragraph).moveDown()
    pdf
      .addPage()
      .image(noisePng(Math.max(1, Math.round(bytes / WIDTH)), seeded(bytes)), 60, 60, { width: 400 })
    pdf.end()
  })
}

/** Grey noise, 256 points wide, as a scan of paper is to a compressor. */
function noisePng(height: number, random: Random): Buffer {
  const rows = Buffer.alloc((WIDTH + 1) * height)
  for (let at = 0; at < rows.length; at++) rows[at] = at % (WIDTH + 1) === 0 ? 0 : whole(random, 0, 255)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(content.length, 0)
  ends.writeUInt32BE(crc32(typed), 4)
  return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)])
}
