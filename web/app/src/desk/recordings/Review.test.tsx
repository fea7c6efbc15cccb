import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage, serve, user } from '../../test/render';
import Library from './Library';
import Review from './Review';
import type { Recording } from './types';

const recording: Recording = {
  id: 'RC_1',
  meetingId: 'ME_1',
  meetingStart: '2026-11-23T01:00:00Z',
  title: 'Giao ban phòng chống thiên tai',
  host: { catalogue: 'tuyen-quang-2025-07', code: '08', name: 'Tỉnh Tuyên Quang' },
  state: 'ready',
  cameras: 'stage',
  audience: 'host',
  startedAt: '2026-11-23T01:05:00Z',
  startedBy: 'Nguyễn Quang Lâm',
  endedAt: '2026-11-23T02:05:00Z',
  reason: 'stopped',
  seconds: 3600,
  bytes: 40_000_000,
  tracks: 3,
  dropped: 0,
  programme: 'making',
  progress: 43,
  gaps: 0,
};

const index = { chapters: [], turns: [], votes: [], notes: [], silences: [] };
const manifest = {
  id: 'RC_1',
  startedAt: recording.startedAt,
  endedAt: '2026-11-23T02:05:00Z',
  tracks: [
    {
      sid: 'TR_1',
      identity: 'AC_1',
      name: 'Xã Chiêm Hóa',
      kind: 'audio',
      source: 'microphone',
      codec: 'audio/opus',
      parts: [
        { file: 'tracks/TR_1-000.webm', startMs: 0, lengthMs: 60_000, bytes: 1024, sha256: 'ab'.repeat(32) },
      ],
    },
  ],
  gaps: [{ startMs: 60_000, endMs: 75_000, reason: 'paused' }],
};

const where = '/recordings/RC_1';

function show(known: Partial<Recording>, more: Parameters<typeof serve>[0] = {}) {
  const calls = serve({
    [`GET ${where}`]: { body: { ...recording, ...known } },
    [`GET ${where}/index`]: { body: index },
    [`GET ${where}/files/manifest.json`]: { body: manifest },
    ...more,
  });
  renderPage(<Review />, '/recordings/RC_1', '/recordings/:id');
  return calls;
}

describe('a recording that cannot be watched yet', () => {
  it('says how far its making is', async () => {
    show({});
    const bar = await screen.findByRole('progressbar');
    expect(bar.getAttribute('aria-valuenow')).toBe('43');
    expect(screen.getByTestId('recording-state').textContent).toContain('43%');
    expect(await screen.findByText(/1:00 – 1:15 \(tạm dừng ghi\)/)).toBeTruthy();
    expect(screen.queryByTestId('files')).toBeNull();
  });
  it('is made again by who runs its meeting, and a refusal is told', async () => {
    show(
      { programme: 'failed', programmeError: 'disk_full', manages: true },
      { [`POST ${where}/programme`]: { status: 409, body: { code: 'conflict', detail: 'Đang được tạo.' } } },
    );
    expect(await screen.findByText(/Máy chủ hết chỗ chứa/)).toBeTruthy();
    await user.click(screen.getByTestId('remake'));
    expect(await screen.findByText('Đang được tạo.')).toBeTruthy();
    expect((await screen.findByTestId('files')).textContent).toContain('ab'.repeat(32));
  });
  it('is made again by nobody else', async () => {
    show({ programme: 'failed', programmeError: 'no_ffmpeg' });
    expect(await screen.findByText(/chưa cài ffmpeg/)).toBeTruthy();
    expect(screen.queryByTestId('remake')).toBeNull();
  });
  it('says why it ended by itself', async () => {
    show({ reason: 'disk_full', dropped: 12 });
    expect(await screen.findByText(/tự dừng: máy chủ hết chỗ chứa/)).toBeTruthy();
    expect(screen.getByText(/Thiếu 12 khung hình/)).toBeTruthy();
  });
});

describe('a recording that one may not watch', () => {
  it('is not there', async () => {
    serve({ [`GET ${where}`]: { status: 404, body: { code: 'not_found' } } });
    renderPage(<Review />, '/recordings/RC_1', '/recordings/:id');
    expect(await screen.findByText('Không có bản ghi này')).toBeTruthy();
  });
});

describe('the library', () => {
  it('asks for what its address names, page by page', async () => {
    const asked: string[] = [];
    serve({
      'GET /recordings': (query) => {
        asked.push(query.toString());
        const cursor = query.get('cursor');
        return {
          body: { items: [{ ...recording, id: `RC_${cursor ?? 1}` }], nextCursor: cursor ? undefined : '2' },
        };
      },
    });
    renderPage(<Library />, '/recordings?q=thien+tai&first=2026-11-23&last=2026-11-23', '/recordings');
    expect(await screen.findAllByTestId('recording-row')).toHaveLength(1);
    const [first] = asked;
    expect(first).toContain('q=thien+tai');
    expect(new URLSearchParams(first).get('from')).toBe('2026-11-22T17:00:00.000Z');
    expect(new URLSearchParams(first).get('to')).toBe('2026-11-23T17:00:00.000Z');
    await user.click(screen.getByRole('button', { name: 'Xem thêm' }));
    expect(await screen.findAllByTestId('recording-row')).toHaveLength(2);
  });
  it('says what to do when the server fails', async () => {
    serve({ 'GET /recordings': { status: 500, body: { code: 'internal', requestId: 'RQ_1' } } });
    renderPage(<Library />, '/recordings', '/recordings');
    expect((await screen.findByRole('alert')).textContent).toContain('RQ_1');
  });
});
