// The panels of a live meeting beside the pictures: what is written to whom, private notes, the roll, votes. One browser
// with a session for each person; the second delegate and the chair only ask the API, which is where secrets are kept.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { enter, logIn, passCheck } from './lib/app.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { inspect } from './lib/looks.mjs';
import { act, api, issuedMeeting, must } from './lib/meetings.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const results = fileURLToPath(new URL('../e2e-results/hallpanels', import.meta.url));
const minute = 60_000;
const people = [];
let server, browser, meeting, chair, secretary, one, two, technician;

const arrive = async (username) => {
  const page = await openPage(browser, { width: 1440, height: 900 });
  people.push({ username, page });
  await logIn(page, server, username, '/meetings');
  return page;
};
const goIn = async (page) => {
  await page.goto(`${server.url}/meetings/${meeting}/join?debug=1`);
  await passCheck(page);
  return enter(page);
};
const press = (page, testId) => page.getByTestId(testId).click();
const look = (page, name) => inspect(page, `${results}/${name}`);
const live = (page) => must(page, 'GET', `/meetings/${meeting}/conduct`);

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start();
  browser = await launchChromium({ camera: 5, frequency: 550 });
  [chair, secretary] = [await arrive('chutri'), await arrive('thuky')];
  [one, two, technician] = [await arrive('daibieu'), await arrive('daibieu2'), await arrive('kythuat')];
  const start = new Date(Date.now() + 10 * minute);
  meeting = await issuedMeeting({
    secretary,
    chair,
    invited: [one, two],
    plan: {
      title: 'Giao ban tuyến cơ sở quý IV',
      start: start.toISOString(),
      end: new Date(start.getTime() + 120 * minute).toISOString(),
      sites: ['02287', '02248'].map((code) => ({ unit: { catalogue: 'tuyen-quang-2025-07', code } })),
      agenda: [
        { title: 'Báo cáo thu ngân sách quý IV', minutes: 15 },
        { title: 'Thông qua kế hoạch đầu tư công năm 2027', minutes: 20, vote: true },
      ],
    },
  });
  for (const page of [secretary, one, technician]) await goIn(page);
  await must(chair, 'POST', `/meetings/${meeting}/actions`, { action: 'start' });
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await browser?.close();
  await server?.stop();
});

const write = async (page, channel, words) => {
  await press(page, `chat-${channel}`);
  await page.getByTestId('chat-input').fill(words);
  await page.getByTestId('chat-input').press('Enter');
  await said(page, words).waitFor();
};
const said = (page, words) => page.getByTestId('message').filter({ hasText: words });
const readBy = async (page) =>
  (await must(page, 'GET', `/meetings/${meeting}/chat`)).items.map(({ text }) => text);

describe('what is written', () => {
  it('says whom it is for, before there is anything', async () => {
    await press(one, 'chat');
    await one.getByTestId('chat-log').getByText('Chưa có tin nào gửi mọi điểm cầu.').waitFor();
    await look(one, 'chat-empty');
    await write(one, 'all', 'Chiêm Hóa chào các điểm cầu');
    await write(one, 'desk', 'Xin phép báo cáo sau nội dung 1');
    await write(one, 'technicians', 'Micrô ở Chiêm Hóa bị rè');
  });

  it('is counted where it was not read, channel by channel', async () => {
    await secretary.locator('[data-testid="chat"]').getByText('Tin nhắn').waitFor();
    await until('three unread', async () =>
      /3 tin chưa đọc/.test(await secretary.getByTestId('chat').getAttribute('aria-label')),
    );
    await press(secretary, 'chat');
    await said(secretary, 'Chiêm Hóa chào các điểm cầu').waitFor();
    await secretary.getByTestId('unread-desk').getByText('1').waitFor();
    await secretary.getByTestId('unread-all').waitFor({ state: 'detached' });
  });

  it('to the chair’s desk is seen there alone, and answered in private', async () => {
    await secretary.getByTestId('chat-all').focus();
    await secretary.keyboard.press('ArrowRight');
    const request = said(secretary, 'Xin phép báo cáo sau nội dung 1');
    await request.getByTestId('answer').click();
    await secretary.getByTestId('chat-input').fill('Đồng ý, mời chuẩn bị');
    await secretary.getByTestId('chat-input').press('Enter');
    await said(secretary, 'Đồng ý, mời chuẩn bị').getByText('trả lời riêng').waitFor();
    await look(secretary, 'chat-desk');
    await press(one, 'chat-desk');
    await said(one, 'Đồng ý, mời chuẩn bị').waitFor();
    await press(technician, 'chat');
    await press(technician, 'chat-desk');
    await technician.getByText('Chưa có tin nào với bàn chủ trì.').waitFor();
    assert.deepEqual(await readBy(two), ['Chiêm Hóa chào các điểm cầu']);
    assert.deepEqual(await readBy(technician), ['Chiêm Hóa chào các điểm cầu', 'Micrô ở Chiêm Hóa bị rè']);
  });

  it('is removed with a reason, and closed to all', async () => {
    await press(secretary, 'chat-all');
    await said(secretary, 'Chiêm Hóa chào').getByTestId('message-more').click();
    await press(secretary, 'remove-message');
    await secretary.getByLabel(/^Lý do gỡ tin/).fill('Ngoài chương trình');
    await look(secretary, 'chat-removing');
    await press(secretary, 'remove-yes');
    await press(one, 'chat-all');
    await said(one, 'Ngoài chương trình').waitFor();
    assert.deepEqual(await readBy(two), ['']);
    await press(secretary, 'mute-chat');
    await one.getByTestId('chat-closed').waitFor();
    await look(one, 'chat-closed');
    const refused = await api(two, 'POST', `/meetings/${meeting}/chat`, {
      id: 'x',
      channel: 'all',
      text: 'x',
    });
    assert.equal(refused.status, 403);
    await write(one, 'desk', 'Đã rõ');
  });

  it('is there after a reload, and what was read stays read', async () => {
    await one.reload();
    await one.getByTestId('hall').waitFor();
    await press(one, 'chat');
    await said(one, 'Ngoài chương trình').waitFor();
    assert.equal(await one.locator('[data-testid^="unread-"]').count(), 0);
  });
});

const note = (page) => page.getByTestId('note');
const keptAs = (page, text) =>
  until(`the note to be kept as ${text}`, async () => {
    const { items } = await must(page, 'GET', `/meetings/${meeting}/notes`);
    return items.find((item) => item.text === text);
  });

describe('private notes', () => {
  it('are saved as they are typed, item by item', async () => {
    await press(one, 'notes');
    await note(one).getByRole('textbox').fill('Hỏi lại số liệu quý III');
    await one.getByTestId('notes-panel').getByText('Đã lưu lúc').waitFor();
    assert.equal((await keptAs(one, 'Hỏi lại số liệu quý III')).itemId, '');
    await one.getByRole('combobox', { name: 'Ghi chú về' }).click();
    await one.getByRole('option', { name: /^2\. Thông qua/ }).click();
    await note(one).getByRole('textbox').fill('Đề nghị bổ sung đường Nà Lừa');
    const kept = await keptAs(one, 'Đề nghị bổ sung đường Nà Lừa');
    assert.notEqual(kept.itemId, '');
    await look(one, 'notes');
  });

  it('are their owner’s alone', async () => {
    for (const page of [two, secretary, chair, technician]) {
      assert.deepEqual((await must(page, 'GET', `/meetings/${meeting}/notes`)).items, []);
    }
  });

  it('of another device are not written over', async () => {
    const { itemId, version } = await keptAs(one, 'Đề nghị bổ sung đường Nà Lừa');
    const other = { itemId, version, text: 'Viết trên điện thoại' };
    await must(one, 'PUT', `/meetings/${meeting}/notes`, other);
    await note(one).getByRole('textbox').fill('Viết trên máy tính');
    await one.getByTestId('note-clash').getByText('Viết trên điện thoại').waitFor();
    await look(one, 'notes-clash');
    await press(one, 'note-both');
    await keptAs(one, 'Viết trên điện thoại\n\nViết trên máy tính');
  });
});

describe('the roll', () => {
  const person = (name) => secretary.getByTestId('roll-person').filter({ hasText: name });

  it('is answered by the site that is called', async () => {
    await press(secretary, 'roll');
    await secretary
      .locator('[data-testid="roll-row"][data-subject$="/02287"]')
      .getByRole('button', { name: /^Gọi/ })
      .click();
    await one.getByTestId('roll-called').waitFor();
    await look(one, 'roll-called');
    await press(one, 'called-present');
    await press(one, 'roll');
    await one.locator('[data-testid="roll-own"][data-mark="in_room"][data-confirmed="true"]').waitFor();
    assert.equal(await one.getByTestId('roll-list').count(), 0);
    await look(one, 'roll-own');
    await press(secretary, 'roll-present');
    await secretary.getByRole('button', { name: 'Dừng gọi' }).click();
  });

  it('has people with what they had answered, and why they are absent', async () => {
    await secretary.getByTestId('site-people').first().click();
    await secretary.getByTestId('roll-person').first().waitFor();
    await look(secretary, 'roll-sites');
    await secretary.getByText('Từng người', { exact: true }).click();
    await person('Ma Văn Thượng').locator('xpath=self::*[@data-mark="in_room"]').waitFor();
    const absent = person('Hoàng Thị Dợt');
    await absent.getByRole('combobox').click();
    await secretary.getByRole('option', { name: 'Vắng có lý do' }).click();
    await absent.getByLabel(/^Lý do vắng/).fill('Đi công tác trung ương');
    await absent.getByTestId('write-mark').click();
    await absent.getByText('Đi công tác trung ương').waitFor();
    await look(secretary, 'roll-people');
    const { roll } = await live(secretary);
    assert.equal(
      Object.values(roll.marks).some(({ note }) => note === 'Đi công tác trung ương'),
      true,
    );
  });

  it('knows seats, and the times of those before one screen', async () => {
    const guest = person('Hoàng Thị Dợt');
    await guest.getByRole('combobox').click();
    await secretary.getByRole('option', { name: 'Có mặt', exact: true }).click();
    await guest.getByTestId('person-seat').click();
    await guest.getByTestId('seat-input').fill('A3');
    await look(secretary, 'roll-seat');
    await guest.getByTestId('save-seat').click();
    await guest.getByText('ghế A3').waitFor();
    await press(guest, 'person-leave');
    await guest.getByText('đã rời lúc').waitFor();
    await press(guest, 'person-return');
    await guest.getByText('trở lại lúc').waitFor();
    await look(secretary, 'roll-times');
  });

  it('is taken along as a file', async () => {
    for (const [format, starts] of [
      ['xlsx', 'PK'],
      ['pdf', '%PDF'],
    ]) {
      const href = await secretary.getByTestId(`attendance-${format}`).getAttribute('href');
      const head = await secretary.evaluate(async (where) => {
        const answer = await fetch(where);
        return answer.ok ? (await answer.text()).slice(0, 4) : String(answer.status);
      }, href);
      assert.ok(head.startsWith(starts), head);
    }
  });
});

describe('a vote', () => {
  it('is opened with the weights that were given, and its voters are seen voting', async () => {
    await press(secretary, 'votes');
    await secretary.getByTestId('motion-question').fill('Thông qua kế hoạch đầu tư công năm 2027');
    await secretary.getByRole('combobox', { name: 'Thuộc nội dung' }).click();
    await secretary.getByRole('option', { name: /^2\. Thông qua/ }).click();
    await look(secretary, 'motion-item');
    await press(secretary, 'prepare-motion');
    await secretary.getByTestId('motion-of').getByText('2. Thông qua kế hoạch').waitFor();
    await secretary.getByTestId('motion').waitFor();
    await look(secretary, 'motion');
    await press(secretary, 'show-voters');
    const voter = secretary.getByTestId('voter').filter({ hasText: 'Ma Văn Thượng' });
    await voter.getByRole('textbox').fill('3');
    await secretary.getByText('tổng 3 phiếu').waitFor();
    await look(secretary, 'voters');
    await press(secretary, 'open-motion');
    await one.getByTestId('ballot').waitFor();
    const row = secretary.getByTestId('readiness-row').filter({ hasText: 'Ma Văn Thượng' });
    await row.locator('xpath=self::*[@data-stage="ready"]').waitFor();
    await look(secretary, 'readiness');
    await press(one, 'vote-for');
    await row.locator('xpath=self::*[@data-stage="cast"]').waitFor();
    assert.equal((await live(one)).motions[0].hasCast, undefined);
    await press(secretary, 'close-motion');
    await secretary.getByTestId('result-for').getByText('3', { exact: true }).waitFor();
  });
});

describe('the line of text', () => {
  it('stands at every site for its time', async () => {
    await press(secretary, 'stage');
    await secretary.getByLabel('Dòng thông báo ở mọi điểm cầu').fill('Giải lao 10 phút');
    await secretary.getByRole('combobox', { name: 'Thời gian hiện' }).click();
    await secretary.getByRole('option', { name: '10 phút' }).click();
    await press(secretary, 'post-notice');
    for (const page of [one, technician]) await page.getByTestId('ticker').getByText('Giải lao').waitFor();
    const { notice } = (await live(one)).meeting;
    assert.equal(Date.parse(notice.until) - Date.parse(notice.at), 10 * minute);
  });
});

describe('a site', () => {
  it('is called in the hall, by whoever sits there', async () => {
    const sites = ['tuyen-quang-2025-07:02287'];
    const words = 'Đề nghị tắt quạt gần micrô';
    await must(secretary, 'POST', `/meetings/${meeting}/line-test/calls`, { sites, words });
    await one.getByTestId('call-banner').getByText(words).waitFor();
    await look(one, 'call-hall');
    await press(one, 'call-answer');
    await one.getByTestId('call-banner').waitFor({ state: 'detached' });
    const call = await until('the answer on the board', async () => {
      const board = await must(secretary, 'GET', `/meetings/${meeting}/line-test`);
      const { call } = board.items.find(({ site }) => site === sites[0]);
      return call.state !== 'reached' && call;
    });
    assert.deepEqual([call.state, call.answeredOn], ['answered', 'hall']);
    assert.ok(call.shown.includes('hall'));
  });
});

describe('a pause', () => {
  const says = (page, phase) => page.locator(`[data-testid="phase"][data-phase="${phase}"]`);

  it('is made in the hall and seen at every site until the meeting goes on', async () => {
    await chair.goto(`${server.url}/meetings/${meeting}/join?debug=1`);
    await passCheck(chair);
    await enter(chair);
    await press(chair, 'more');
    await press(chair, 'pause-meeting');
    for (const page of [chair, secretary, one, technician]) await says(page, 'paused').waitFor();
    assert.equal(await one.getByTestId('resume-meeting').count(), 0);
    await look(one, 'paused');
    await press(chair, 'resume-meeting');
    for (const page of [chair, secretary, one, technician]) {
      await says(page, 'paused').waitFor({ state: 'detached' });
    }
    assert.equal((await live(one)).meeting.phase, 'open');
  });
});

describe('in English', () => {
  it('the panels are whole too', async () => {
    await secretary.evaluate(() => localStorage.setItem('giaoban.language', 'en'));
    await secretary.reload();
    await secretary.getByTestId('hall').waitFor();
    for (const [button, ready] of [
      ['chat', 'chat-log'],
      ['notes', 'notes-panel'],
      ['roll', 'roll-summary'],
      ['votes', 'vote-panel'],
      ['floor', 'floor-panel'],
      ['stage', 'stage-panel'],
    ]) {
      await press(secretary, button);
      await secretary.getByTestId(ready).waitFor();
      await look(secretary, `en-${button}`);
    }
  });
});

describe('the end', () => {
  it('no page has thrown', async () => {
    await act(chair, meeting, 'end');
    for (const page of [secretary, one, technician]) await page.waitForURL(/\/left\?/);
    await one.goto(`${server.url}/meetings/${meeting}?tab=notes`);
    await one.getByTestId('notes-view').getByText('Hỏi lại số liệu quý III').waitFor();
    await look(one, 'notes-after');
    for (const { page } of people) assert.deepEqual(page.faults, []);
  });
});
