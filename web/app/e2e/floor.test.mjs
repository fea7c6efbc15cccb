// The floor, the roll, the chat and private notes of a live meeting, as the chair, the secretary and two delegates use
// them. What one may not see is not sent to them.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Person, enter, passCheck } from './lib/app.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { inspect } from './lib/looks.mjs';
import { act, issuedMeeting, must } from './lib/meetings.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const results = fileURLToPath(new URL('../e2e-results/floor', import.meta.url));
const chair = new Person('chutri', { camera: 1, frequency: 440 });
const secretary = new Person('thuky', { camera: 2, frequency: 880 });
const one = new Person('daibieu', { camera: 3, frequency: 1320 });
const two = new Person('daibieu2', { camera: 4, frequency: 1760 });
const people = [chair, secretary, one, two];
const minute = 60_000;

let server;
let meeting;

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start();
  await Promise.all(people.map((person) => person.arrive(server)));
  const start = new Date(Date.now() + 10 * minute);
  meeting = await issuedMeeting({
    secretary: secretary.page,
    chair: chair.page,
    invited: [one.page, two.page],
    plan: {
      title: 'Phiên chất vấn về đầu tư công quý IV',
      start: start.toISOString(),
      end: new Date(start.getTime() + 120 * minute).toISOString(),
      sites: [{ unit: { catalogue: 'tuyen-quang-2025-07', code: '02287' } }],
      agenda: [
        { title: 'Báo cáo tiến độ giải ngân', minutes: 15 },
        { title: 'Chất vấn và trả lời chất vấn', minutes: 40 },
      ],
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
    person.identity = await enter(person.page);
  }
  await must(chair.page, 'POST', `/meetings/${meeting}/actions`, { action: 'start' });
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await Promise.all(people.map((person) => person.go()));
  await server?.stop();
});

const look = (page, name) => inspect(page, `${results}/${name}`);

const live = (page) => must(page, 'GET', `/meetings/${meeting}/conduct`);
const row = (person) => chair.page.locator(`[data-testid="request"][data-identity="${person.identity}"]`);
/** Does something of which a person is told: a notice does not stand long enough to be looked for afterwards. */
const told = (person, text, act) =>
  Promise.all([person.page.getByTestId('notice').getByText(text).waitFor(), act()]);

async function ask(person, kind, topic) {
  const panel = person.page.getByTestId('floor-panel');
  if (!(await panel.isVisible())) await person.press('floor');
  await panel.getByText(kind, { exact: true }).first().click();
  await panel.getByLabel('Nội dung (không bắt buộc)').fill(topic);
  await person.press('ask-floor');
}

describe('the queue', () => {
  it('is put in order by the keyboard', async () => {
    await ask(one, 'Chất vấn', 'Bao giờ xong cầu Nà Lừa?');
    await ask(two, 'Chất vấn', 'Vốn đối ứng lấy từ đâu?');
    await chair.press('floor');
    await row(two).getByText('2.').waitFor();
    await row(two).getByTestId('give-floor').focus();
    await chair.page.keyboard.press('Alt+ArrowUp');
    await row(two).getByText('1.').waitFor();
    await row(one)
      .getByRole('button', { name: /lên trước$/ })
      .focus();
    await chair.page.keyboard.press('Enter');
    await row(one).getByText('1.').waitFor();
  });

  it('a request is approved and stays where it is', async () => {
    await told(one, 'Chủ trì đã duyệt đăng ký của bạn.', () => row(one).getByTestId('approve-floor').click());
    await row(one).getByText('Đã duyệt').waitFor();
    assert.equal((await live(chair.page)).floor.waiting.length, 2);
    await look(chair.page, 'queue');
  });

  it('who is refused is told why', async () => {
    await row(two)
      .getByRole('button', { name: /khỏi danh sách$/ })
      .click();
    await chair.page.getByLabel(/^Lý do chưa mời/).fill('Đã có câu trả lời bằng văn bản');
    await look(chair.page, 'refusing');
    await told(two, 'Đã có câu trả lời bằng văn bản', () => chair.press('refuse-floor'));
    await two.page.getByTestId('refused').waitFor();
    assert.equal((await live(one.page)).mine.refused, undefined);
    await look(two.page, 'refused');
  });
});

describe('a question and its reply', () => {
  it('the chair calls the question, then who replies', async () => {
    await row(one).getByTestId('give-floor').click();
    await one.page.getByTestId('speak-invitation').waitFor();
    await chair.page.getByTestId('floor-panel').getByTestId('reply').click();
    await chair.page.getByTestId('reply-who').fill('');
    await chair.page.getByTestId('reply-who').press('ArrowDown');
    const { all } = (await live(chair.page)).presence;
    const name = all.find(({ who }) => who.identity === two.identity).who.name;
    await chair.page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
    await told(one, 'Lượt phát biểu của bạn đã kết thúc', () => chair.press('reply-give'));
    await two.page.getByTestId('speak-invitation').waitFor();
  });

  it('a turn is held, goes on and gets a minute more', async () => {
    const panel = chair.page.getByTestId('floor-panel');
    await told(two, 'Lượt phát biểu của bạn tạm dừng', () =>
      panel.getByRole('button', { name: 'Tạm dừng' }).click(),
    );
    await panel.getByRole('button', { name: 'Tiếp tục' }).click();
    await panel.getByRole('button', { name: 'Thêm 1 phút' }).click();
    await until('six minutes', async () => (await live(chair.page)).floor.turns[0]?.seconds === 360);
  });

  it('stands as a pair among those who were called', async () => {
    await chair.page.getByTestId('floor-panel').getByTestId('end-floor').click();
    const pair = chair.page.getByTestId('past-turn').first();
    await pair.getByTestId('past-reply').getByText('Trả lời chất vấn').waitFor();
    await look(chair.page, 'pair');
  });
});

describe('the end', () => {
  it('no page has thrown', async () => {
    await act(chair.page, meeting, 'end');
    for (const { page } of people) await page.waitForURL(/\/left\?/);
    for (const { page } of people) assert.deepEqual(page.faults, []);
  });
});
