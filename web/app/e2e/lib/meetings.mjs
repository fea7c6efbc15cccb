// Meetings made through the API, by whoever is logged in at a page.
import assert from 'node:assert/strict';

/** Calls the API as whoever is logged in at the page; resolves to the status and the decoded answer. */
export function api(page, method, path, body, headers = {}) {
  return page.evaluate(
    async ([method, path, body, headers]) => {
      const answer = await fetch(`/api/v1${path}`, {
        method,
        headers: method === 'GET' ? headers : { 'Content-Type': 'application/json', ...headers },
        body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    [method, path, body, headers],
  );
}

/** As api; the call must succeed. */
export async function must(page, method, path, body, headers) {
  const answer = await api(page, method, path, body, headers);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Moves a meeting as it stands now. */
export async function act(page, id, action, reason) {
  const { version } = await must(page, 'GET', `/meetings/${id}`);
  return must(page, 'POST', `/meetings/${id}/actions`, { action, reason }, { 'If-Match': `"${version}"` });
}

/** Ends the demonstration's meetings of the day around a moment: rooms are sites of some, and a terminal enters them. */
export async function clearDay({ secretary, chair }, around = Date.now()) {
  const day = 86_400_000;
  const [from, to] = [around - day, around + day].map((at) => new Date(at).toISOString());
  const { items } = await must(secretary, 'GET', `/meetings?from=${from}&to=${to}&limit=200`);
  for (const { id, state } of items) {
    const action = { issued: 'cancel', live: 'end', paused: 'end' }[state];
    if (action) await act(chair, id, action, 'nhường chỗ');
  }
}

/** Plans a meeting of the province, submits, approves and issues it; resolves to its id. */
export async function issuedMeeting({ secretary, chair, invited = [], plan }) {
  const personOf = async (page) => (await must(page, 'GET', '/session')).user.personId;
  const made = await must(secretary, 'POST', '/meetings', {
    host: { catalogue: 'tuyen-quang-2025-07', code: '08' },
    chairId: await personOf(chair),
    secretaryId: await personOf(secretary),
    mode: 'online',
    lateReason: 'Chỉ đạo của Chủ tịch',
    noStateSecret: true,
    ...plan,
  });
  const targets = await Promise.all(
    invited.map(async (page) => ({ kind: 'person', id: await personOf(page) })),
  );
  await must(secretary, 'POST', `/meetings/${made.id}/invitations`, { targets });
  await act(secretary, made.id, 'submit');
  const { version } = await act(chair, made.id, 'approve');
  await must(secretary, 'POST', `/meetings/${made.id}/invitations/issue`, {}, { 'If-Match': `"${version}"` });
  return made.id;
}

/** A PDF of some pages with a heading each, as the browser prints it. */
export async function printed(browser, headings) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const sheets = headings.map((heading) => `<section style="break-after:page"><h1>${heading}</h1></section>`);
  await page.setContent(`<html lang="vi"><body>${sheets.join('')}</body></html>`);
  const pdf = await page.pdf({ format: 'A4' });
  await context.close();
  return pdf;
}

/** Uploads a file as a paper of the meeting and releases it; resolves to the paper's id. */
export async function releasedPaper(page, meetingId, title, pdf) {
  const base64 = (text) => Buffer.from(text).toString('base64');
  const uploadId = await page.evaluate(
    async ([content, metadata]) => {
      const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
      const tus = { 'Tus-Resumable': '1.0.0' };
      const made = await fetch('/api/v1/paper-uploads', {
        method: 'POST',
        headers: { ...tus, 'Upload-Length': String(bytes.length), 'Upload-Metadata': metadata },
      });
      const where = made.headers.get('Location');
      await fetch(where, {
        method: 'PATCH',
        headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
        body: bytes,
      });
      return where.split('/').pop();
    },
    [pdf.toString('base64'), `filename ${base64('bao-cao.pdf')},noStateSecret ${base64('true')}`],
  );
  const paper = await must(page, 'POST', `/meetings/${meetingId}/papers`, { title });
  const where = `/papers/${paper.id}`;
  const file = { uploadId, noStateSecret: true, secrecy: 'normal' };
  await must(page, 'POST', `${where}/files`, file, { 'If-Match': `"${paper.version}"` });
  for (const action of ['submit', 'approve', 'release']) {
    const { version } = await must(page, 'GET', where);
    await must(page, 'POST', `${where}/actions`, { action }, { 'If-Match': `"${version}"` });
  }
  return paper.id;
}
