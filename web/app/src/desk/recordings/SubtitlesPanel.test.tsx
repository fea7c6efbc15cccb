import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { renderPage, serve, user } from '../../test/render';
import { Happenings } from './Happenings';
import { SubtitlesPanel } from './SubtitlesPanel';
import type { Recording, Subtitles } from './types';

const recording = { id: 'RC_1', meetingId: 'ME_1', manages: true } as Recording;
const there: Subtitles = {
  language: 'vi',
  cues: 2,
  bytes: 90,
  sha256: 'ab',
  machine: false,
  by: 'Lan',
  at: '2026-11-23T02:05:00Z',
};
const where = '/recordings/RC_1';

function show(all: Subtitles[], more: Parameters<typeof serve>[0] = {}, of = recording) {
  const calls = serve({
    [`GET ${where}/speech`]: { body: { offered: false, languages: [], items: [] } },
    ...more,
  });
  const reading = { all, choice: { on: false, language: 'vi' }, choose: vi.fn(), cues: [] };
  renderPage(<SubtitlesPanel recording={of} reading={reading} />, where);
  return calls;
}

const sent = (calls: ReturnType<typeof serve>) =>
  calls.mock.calls.filter(([, init]) => init?.method !== 'GET').map(([, init]) => init?.method);
const file = new File(['WEBVTT'], 'a.vtt', { type: 'text/vtt' });

describe('subtitles of a recording', () => {
  it('are replaced and removed after a question, and a refusal is told', async () => {
    const calls = show([there], {
      [`PUT ${where}/subtitles/vi`]: { status: 422, body: { code: 'invalid', detail: 'Dòng 3: sai.' } },
      [`DELETE ${where}/subtitles/vi`]: { status: 204 },
    });
    await user.upload(screen.getByTestId('subtitles-file'), file);
    expect(sent(calls)).toEqual([]);
    await user.click(await screen.findByTestId('subtitles-replace-yes'));
    expect(await screen.findByText('Dòng 3: sai.')).toBeTruthy();
    await user.click(screen.getByTestId('subtitles-remove'));
    await user.click(await screen.findByTestId('subtitles-remove-yes'));
    expect(sent(calls)).toEqual(['PUT', 'DELETE']);
  });
  it('are attached at once where there are none', async () => {
    const calls = show([], { [`PUT ${where}/subtitles/vi`]: { status: 204 } });
    await user.upload(screen.getByTestId('subtitles-file'), file);
    await vi.waitFor(() => expect(sent(calls)).toEqual(['PUT']));
  });
  it('say that a machine made them, and can be taken by who may watch, no more', () => {
    show([{ ...there, machine: true }], {}, { ...recording, manages: false });
    expect(screen.getByTestId('machine-made').textContent).toBe('máy tạo');
    expect(screen.getByTestId('subtitles-take')).toBeTruthy();
    expect([screen.queryByTestId('subtitles-file'), screen.queryByTestId('subtitles-remove')]).toEqual([
      null,
      null,
    ]);
  });
});

describe('the speech service', () => {
  it('is asked, in place of what there is after a question, and says why it failed', async () => {
    const job = {
      language: 'en',
      state: 'failed',
      progress: 0,
      tries: 5,
      reason: 'answer',
      detail: '3: time',
    };
    const calls = show([there], {
      [`GET ${where}/speech`]: { body: { offered: true, languages: ['vi', 'en'], items: [job] } },
      [`POST ${where}/speech`]: { status: 204 },
    });
    const line = await screen.findByTestId('speech-job');
    expect(line.textContent).toContain('trả về tệp không dùng được. (3: time)');
    await user.click(screen.getByTestId('speech-vi'));
    expect(sent(calls)).toEqual([]);
    await user.click(await screen.findByTestId('speech-yes'));
    await vi.waitFor(() => expect(sent(calls)).toEqual(['POST']));
  });
  it('is not asked again while it works', async () => {
    const job = { language: 'vi', state: 'making', phase: 'work', progress: 40, tries: 1 };
    show([], { [`GET ${where}/speech`]: { body: { offered: true, languages: ['vi'], items: [job] } } });
    expect((await screen.findByRole('progressbar')).getAttribute('aria-valuenow')).toBe('40');
    expect(screen.queryByTestId('speech-vi')).toBeNull();
  });
});

describe('what was said', () => {
  it('is in the list for who looks for a word', async () => {
    const go = vi.fn();
    const index = { chapters: [], turns: [], votes: [], notes: [], silences: [] };
    const cues = [
      { fromMs: 4_000, toMs: 5_000, voice: 'Đức', text: 'Nước đang lên' },
      { fromMs: 9_000, toMs: 9_500, text: 'Hết' },
    ];
    renderPage(<Happenings index={index} cues={cues} at={0} onGo={go} />, where);
    expect(screen.queryByTestId('entry-said')).toBeNull();
    await user.type(screen.getByTestId('find-in'), 'nuoc');
    await user.click(screen.getByTestId('entry-said'));
    expect(go).toHaveBeenCalledWith(4_000);
  });
});
