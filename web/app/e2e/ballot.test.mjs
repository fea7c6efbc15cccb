// A secret vote: papers are signed blindly, ballots are cast without a session, receipts are checked and the count is made again
// by the page of whoever wants to.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Person, enter, passCheck } from './lib/app.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { inspect } from './lib/looks.mjs';
import { act, issuedMeeting, must } from './lib/meetings.mjs';
import { Server } from './lib/server.mjs';

const results = fileURLToPath(new URL('../e2e-results/ballot', import.meta.url));
const chair = new Person('chutri', { camera: 1, frequency: 440 });
const secretary = new Person('thuky', { camera: 2, frequency: 880 });
const delegate = new Person('daibieu', { camera: 3, frequency: 1320 });
const people = [chair, secretary, delegate];
const minute = 60_000;

let server;
let meeting;
let receipt;

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start();
  await Promise.all(people.map((person) => person.arrive(server)));
  await chair.page.evaluate(() => localStorage.setItem('giaoban.language', 'en'));
  const start = new Date(Date.now() + 10 * minute);
  meeting = await issuedMeeting({
    secretary: secretary.page,
    chair: chair.page,
    invited: [delegate.page],
    plan: {
      title: 'Họp kiện toàn nhân sự ban chỉ đạo',
      start: start.toISOString(),
      end: new Date(start.getTime() + 60 * minute).toISOString(),
      sites: [{ unit: { catalogue: 'tuyen-quang-2025-07', code: '02287' } }],
      agenda: [{ title: 'Bầu phó trưởng ban', minutes: 20, vote: true }],
      policies: {
        microphones: 'one',
        waitingRoom: true,
        recording: false,
        sharing: 'presenters',
        openBefore: 15,
      },
    },
  });
  for (const person of people) {
    await person.page.goto(`${server.url}/meetings/${meeting}/join?debug=1`);
    await passCheck(person.page);
    await enter(person.page);
  }
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await Promise.all(people.map((person) => person.go()));
  await server?.stop();
});

const look = (page, name) => inspect(page, `${results}/${name}`);
const panel = (person) => person.page.getByTestId('vote-panel');

async function openPanel(person) {
  if (!(await panel(person).isVisible())) await person.press('votes');
  await panel(person).waitFor();
}

describe('a secret vote', () => {
  it('is opened', async () => {
    await act(chair.page, meeting, 'start');
    await openPanel(secretary);
    await panel(secretary).getByTestId('motion-question').fill('Bầu ông Nông Văn Bình làm phó trưởng ban');
    await panel(secretary).getByTestId('motion-secret').press('Space');
    await panel(secretary).getByTestId('prepare-motion').click();
    await panel(secretary).getByTestId('open-motion').click();
    await delegate.page.getByTestId('ballot').getByText('Mời bỏ phiếu kín').waitFor();
  });

  it('is cast by keyboard, without a session, and answered with a receipt', async () => {
    const { page } = delegate;
    await look(page, 'ballot-vi');
    await page.getByTestId('vote-for').focus();
    const sent = page.waitForRequest(
      (request) => request.method() === 'POST' && request.url().endsWith('/ballots'),
    );
    await page.keyboard.press('Enter');
    const headers = await (await sent).allHeaders();
    assert.equal(headers.cookie, undefined, 'the ballot says who sent it');
    receipt = await page.getByTestId('receipt-text').innerText();
    assert.match(receipt, /^GB1\.MO_/);
    await look(page, 'receipt-vi');
    await page.getByTestId('receipt-done').click();
  });

  it('is not asked for again after a reload', async () => {
    await delegate.page.goto(`${server.url}/meetings/${meeting}/join?debug=1`);
    await passCheck(delegate.page);
    await enter(delegate.page);
    await openPanel(delegate);
    await panel(delegate).getByText('Đang biểu quyết').waitFor();
    assert.equal(await delegate.page.getByTestId('ballot').count(), 0);
  });

  it('shows the turnout to those who conduct, by numbers alone', async () => {
    await look(chair.page, 'ballot-en');
    await chair.page.getByTestId('ballot').getByTestId('vote-against').click();
    await chair.page.getByTestId('receipt-text').waitFor();
    await look(chair.page, 'receipt-en');
    await chair.page.getByTestId('receipt-done').click();
    await panel(secretary).getByTestId('turnout').getByText('thu về 2/2').waitFor();
    const live = await must(secretary.page, 'GET', `/meetings/${meeting}/conduct`);
    const motion = live.motions.at(-1);
    assert.equal(motion.hasCast, undefined);
    assert.equal(motion.ballots, undefined);
  });

  it('is closed, and counted again by a page', async () => {
    await panel(secretary).getByTestId('close-motion').click();
    await panel(secretary).getByTestId('close-motion-yes').click();
    await panel(delegate).getByTestId('result-for').getByText('1').waitFor();
    await panel(delegate).getByTestId('check-count').click();
    const verdict = panel(delegate).getByTestId('count-verdict');
    await verdict.waitFor();
    assert.equal(await verdict.getAttribute('data-right'), 'true');
    assert.equal(await panel(delegate).getByTestId('own-ballot').getAttribute('data-state'), 'counted');
    await look(delegate.page, 'checked-vi');
    await openPanel(chair);
    await panel(chair).getByTestId('check-count').click();
    await panel(chair).getByTestId('count-verdict').waitFor();
    await look(chair.page, 'checked-en');
  });

  it('tells a forged receipt from a true one', async () => {
    await panel(secretary).getByTestId('check-count').click();
    const input = panel(secretary).getByTestId('receipt-input');
    const verdict = panel(secretary).getByTestId('receipt-verdict');
    for (const [text, state] of [
      [receipt, 'counted'],
      [receipt.replace('.for.', '.against.'), 'forged'],
      ['GB1.x', 'malformed'],
    ]) {
      await input.fill(text);
      await secretary.page.locator(`[data-testid=receipt-verdict][data-state=${state}]`).waitFor();
    }
    await verdict.waitFor();
    await look(secretary.page, 'receipts-vi');
  });
});
