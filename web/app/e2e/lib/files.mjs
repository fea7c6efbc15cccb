// Files for uploads, made here: reports, large PDFs, office files.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { openPage } from './browser.mjs';
import { until } from './wait.mjs';

/** A PDF file of one page and a stream of noise of that many bytes. */
export function bigPdf(size) {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>',
    '<</Length 0>>\nstream\n\nendstream',
  ].map((text) => Buffer.from(text));
  objects.push(
    Buffer.concat(
      [`<</Length ${size}>>\nstream\n`, randomBytes(size), '\nendstream'].map((part) => Buffer.from(part)),
    ),
  );
  const parts = [Buffer.from('%PDF-1.7\n')];
  let at = parts[0].length;
  const offsets = objects.map((content, index) => {
    const whole = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), content, Buffer.from('\nendobj\n')]);
    parts.push(whole);
    at += whole.length;
    return at - whole.length;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  const end = `xref\n0 ${count}\n0000000000 65535 f \n${rows}trailer\n<</Size ${count}/Root 1 0 R>>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([...parts, Buffer.from(end)]);
}

/** An office file of the parts given, stored without compression (APPNOTE.TXT, 4.3). */
function zipped(parts) {
  const locals = [];
  const entries = [];
  let at = 0;
  for (const [name, text] of parts) {
    const content = Buffer.from(text);
    const told = Buffer.alloc(26);
    told.writeUInt16LE(20, 0);
    told.writeUInt32LE(crc32(content), 10);
    told.writeUInt32LE(content.length, 14);
    told.writeUInt32LE(content.length, 18);
    told.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), told, Buffer.from(name), content]);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), told, more, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}

/** A Word file that says some words. */
export function docx(words) {
  const open = 'http://schemas.openxmlformats.org';
  return zipped([
    [
      '[Content_Types].xml',
      `<Types xmlns="${open}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${open}/package/2006/relationships"><Relationship Id="r1" Type="${open}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    ],
    [
      'word/document.xml',
      `<w:document xmlns:w="${open}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${words}</w:t></w:r></w:p></w:body></w:document>`,
    ],
  ]);
}

/** A report of several pages with Vietnamese text, as an office would print it. */
export async function report(browser, pageCount) {
  const page = await openPage(browser);
  const sheets = Array.from(
    { length: pageCount },
    (_, index) =>
      `<section style="break-after:${index + 1 < pageCount ? 'page' : 'auto'}"><h1>Phần ${index + 1}</h1>
       <p>Kết quả giải ngân vốn đầu tư công; tháo gỡ khó khăn, vướng mắc ở cơ sở.</p></section>`,
  );
  await page.setContent(`<html lang="vi"><body>${sheets.join('')}</body></html>`);
  const pdf = await page.pdf({ format: 'A4' });
  await page.context().close();
  return pdf;
}

export const sha256 = (content) => createHash('sha256').update(content).digest('hex');

/** Waits until a folder has more than so many bytes; resolves to how many. */
export const grown = (folder, bytes) =>
  until('more on the disk', async () => {
    // It complains of files that go while it looks, and counts the others.
    const { stdout } = await promisify(execFile)('du', ['-sb', folder]).catch((error) => error);
    const size = parseInt(stdout, 10);
    return size > bytes && size;
  });
