import { useQuery } from '@tanstack/react-query';
import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { renderPage, serve } from '../test/render';
import { useEvents } from './useEvents';

class Source {
  static all: Source[] = [];
  onopen?: () => void;
  onmessage?: () => void;
  closed = false;
  constructor(readonly url: string) {
    Source.all.push(this);
  }
  addEventListener() {}
  close() {
    this.closed = true;
  }
}

let seen: 'visible' | 'hidden';
const turn = (state: typeof seen) => {
  seen = state;
  document.dispatchEvent(new Event('visibilitychange'));
};
const open = () => Source.all.filter(({ closed }) => !closed);

beforeEach(() => {
  seen = 'visible';
  Source.all = [];
  vi.stubGlobal('EventSource', Source);
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => seen);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

let reads = 0;
function Page() {
  const read = useQuery({ queryKey: ['meetings'], queryFn: () => ++reads });
  useEvents(['calendar'], [['meetings']]);
  return <p>{read.isSuccess ? 'read' : ''}</p>;
}

it('holds a stream only while the page is seen, and reads again when it comes back', async () => {
  serve({ 'GET /session': { body: { user: { id: 'AC_1' } } } });
  renderPage(<Page />, '/');
  await screen.findByText('read');
  await waitFor(() => expect(open()).toHaveLength(1));
  open()[0]?.onopen?.();
  const before = reads;
  turn('hidden');
  expect(open()).toHaveLength(0);
  turn('visible');
  expect(open()).toHaveLength(1);
  turn('visible');
  expect(open()).toHaveLength(1);
  open()[0]?.onopen?.();
  await waitFor(() => expect(reads).toBe(before + 1));
  window.dispatchEvent(new Event('pagehide'));
  expect(open()).toHaveLength(0);
  window.dispatchEvent(new Event('pageshow'));
  expect(open()).toHaveLength(1);
});
