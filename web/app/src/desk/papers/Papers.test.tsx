import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { renderPage, serve, user } from '../../test/render';
import Papers from './Papers';
import Tasks from './Tasks';
import type { Paper } from './types';

const meeting = {
  id: 'ME_1',
  title: 'Giao ban tuần',
  state: 'issued',
  start: '2026-11-30T01:00:00Z',
  end: '2026-11-30T04:00:00Z',
  agenda: [{ id: 'AG_1', title: 'Báo cáo', minutes: 10 }],
};

function paper(part: Partial<Paper>): Paper {
  return {
    id: 'PP_1',
    version: 3,
    meetingId: 'ME_1',
    itemId: 'AG_1',
    title: 'Báo cáo giải ngân',
    state: 'submitted',
    audience: 'invited',
    units: [],
    files: [],
    rights: { read: true, originals: true, edit: true, actions: ['approve', 'send_back'] },
    ...part,
  } as Paper;
}

const show = () => renderPage(<Papers />, '/meetings/ME_1/papers', '/meetings/:id/papers');
const answers = (items: Paper[], canAssign: boolean) => ({
  'GET /meetings/ME_1': { body: meeting },
  'GET /meetings/ME_1/papers': { body: { items, canAssign } },
});

describe('papers of a meeting', () => {
  it('stand under their agenda item, with what to do next', async () => {
    serve(answers([paper({})], true));
    show();
    const group = await screen.findByRole('region', { name: '1. Báo cáo' });
    expect(within(group).getByText('Chờ duyệt')).toBeTruthy();
    expect(within(group).getByRole('button', { name: 'Duyệt: Báo cáo giải ngân' })).toBeTruthy();
  });

  it('are sent back only with a reason, of the version that was read', async () => {
    const call = serve({
      ...answers([paper({})], true),
      'POST /papers/PP_1/actions': { body: paper({ state: 'returned' }) },
    });
    show();
    await user.click(await screen.findByRole('button', { name: /^Trả lại/ }));
    await user.click(screen.getByTestId('reason-send'));
    expect(screen.getByText('Hãy ghi lý do.')).toBeTruthy();
    await user.type(screen.getByRole('textbox'), 'Thiếu số liệu');
    await user.click(screen.getByTestId('reason-send'));
    const [, init] =
      call.mock.calls.find(([input]) => typeof input === 'string' && input.endsWith('/actions')) ?? [];
    expect(JSON.parse(init?.body as string)).toEqual({ action: 'send_back', reason: 'Thiếu số liệu' });
    expect((init?.headers as Record<string, string> | undefined)?.['If-Match']).toBe('"3"');
  });

  it('a host without any is told how to begin, a reader to wait', async () => {
    serve(answers([], true));
    const { unmount } = show();
    await screen.findByText('Cuộc họp chưa có tài liệu');
    unmount();
    serve(answers([], false));
    show();
    await screen.findByText('Chưa có tài liệu cho anh, chị');
    expect(screen.queryByTestId('ask')).toBeNull();
  });

  it('a meeting that one may not see is not there', async () => {
    serve({ 'GET /meetings/ME_1/papers': { body: { items: [], canAssign: false } } });
    show();
    await screen.findByText('Không có cuộc họp này');
  });

  it('who prepares a paper of a meeting unseen still finds it', async () => {
    serve({ 'GET /meetings/ME_1/papers': { body: { items: [paper({})], canAssign: false } } });
    show();
    await screen.findByText('Báo cáo giải ngân');
  });

  it('a failure can be tried again', async () => {
    serve({ 'GET /meetings/ME_1': { body: meeting }, 'GET /meetings/ME_1/papers': { status: 500 } });
    show();
    await screen.findByText('Chưa tải được tài liệu');
    serve(answers([paper({})], false));
    await user.click(screen.getByRole('button', { name: 'Thử lại' }));
    await screen.findByText('Báo cáo giải ngân');
  });
});

describe('uploading', () => {
  const awaited = paper({
    state: 'awaited',
    rights: { read: true, originals: true, edit: true, actions: ['upload'] },
  });

  it('nothing is sent before the declaration, and a bad file is told at once', async () => {
    const call = serve(answers([awaited], true));
    show();
    await user.click(await screen.findByTestId('paper-upload'));
    const choose = userChooses(screen.getByTestId('file'));
    await choose(new File(['x'], 'cu.doc'));
    await screen.findByText(/Hãy lưu lại thành DOCX/);
    await choose(new File(['%PDF-'], 'moi.pdf'));
    await screen.findByText('Đánh dấu cam kết để bắt đầu tải tệp vừa chọn.');
    expect(call.mock.calls.filter(([, init]) => init?.method === 'POST')).toHaveLength(0);
  });
});

/** Past the field's own filter of endings, as dropping a file goes. */
function userChooses(field: HTMLElement) {
  const any = userEvent.setup({ delay: null, applyAccept: false });
  return (file: File) => any.upload(field, file);
}

describe('tasks', () => {
  it('what one decides about stands apart from what one prepares, under its meeting', async () => {
    const ref = { id: 'ME_1', title: 'Giao ban tuần', start: meeting.start, state: 'draft' };
    const mine = paper({
      id: 'PP_2',
      title: 'Phụ lục',
      state: 'awaited',
      rights: { read: true, originals: true, edit: false, actions: ['upload'] },
    });
    serve({
      'GET /paper-tasks': {
        body: {
          items: [
            { paper: paper({}), meeting: ref },
            { paper: mine, meeting: ref },
          ],
        },
      },
    });
    renderPage(<Tasks />, '/papers/tasks');
    const decide = await screen.findByRole('region', { name: 'Chờ duyệt và phát hành' });
    expect(within(decide).getByText('Báo cáo giải ngân')).toBeTruthy();
    const prepare = screen.getByRole('region', { name: 'Cần chuẩn bị' });
    expect(within(prepare).getByText('Phụ lục')).toBeTruthy();
    expect(within(prepare).getByText('Giao ban tuần')).toBeTruthy();
  });
});
