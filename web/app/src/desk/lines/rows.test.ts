import { describe, expect, it } from 'vitest';
import type { Row, Sample, View } from './api';
import { path } from './path';
import { belongs, matches, merged, shown, worst } from './rows';

const sample = (at: string, change: Partial<Sample> = {}): Sample => ({
  at,
  rttMs: 20,
  upLossPct: 0,
  downLossPct: 0,
  upKbps: 500,
  downKbps: 900,
  sent: { width: 0, height: 0, frameRate: 0 },
  shown: { width: 0, height: 0, frameRate: 0 },
  microphone: 'closed',
  camera: 'open',
  ...change,
});

const row = (key: string, change: Partial<Row> = {}): Row => ({
  key,
  name: 'Máy chính',
  room: true,
  site: 'c:1',
  siteName: 'Xã Chiêm Hoá',
  level: 'good',
  alarms: [],
  cameAnew: 0,
  lineKbps: 0,
  devices: [],
  ...change,
});

const view = (...rows: Row[]): View => ({
  title: 'Giao ban',
  state: 'live',
  all: true,
  now: '2026-11-29T00:00:00Z',
  everySeconds: 5,
  rows,
});

describe('the stream', () => {
  it('begins with histories and goes on with samples', () => {
    let now = merged(undefined, view(row('a', { history: [sample('1')], latest: sample('1') })));
    now = merged(now, view(row('a', { latest: sample('2') }), row('b')));
    expect(now.rows[0]?.history?.map(({ at }) => at)).toEqual(['1', '2']);
    expect(now.rows[1]?.history).toEqual([]);
  });
  it('takes a sample once, and keeps no more than is shown', () => {
    let now = view(row('a', { history: [], latest: sample('0') }));
    for (let n = 1; n <= shown + 5; n++) {
      now = merged(now, view(row('a', { latest: sample(String(n)) })));
      now = merged(now, view(row('a', { latest: sample(String(n)) })));
    }
    expect(now.rows[0]?.history).toHaveLength(shown);
    expect(now.rows[0]?.history?.at(-1)?.at).toBe(String(shown + 5));
  });
  it('begins anew after a cut', () => {
    const before = view(row('a', { history: [sample('1'), sample('2')] }));
    const now = merged(before, view(row('a', { history: [sample('9')], latest: sample('9') })));
    expect(now.rows[0]?.history?.map(({ at }) => at)).toEqual(['9']);
  });
});

describe('the list', () => {
  it('has the worst first', () => {
    const rows = [
      row('good'),
      row('lossy', { level: 'bad', latest: sample('1', { upLossPct: 9 }) }),
      row('away', { level: 'away' }),
      row('worse', { level: 'bad', latest: sample('1', { downLossPct: 20 }) }),
      row('slow', { level: 'care', latest: sample('1', { rttMs: 200 }) }),
    ];
    expect(rows.sort(worst).map(({ key }) => key)).toEqual(['worse', 'lossy', 'away', 'slow', 'good']);
  });
  it('is searched without accents, by site and by person', () => {
    expect(matches(row('a'), 'chiem hoa')).toBe(true);
    expect(matches(row('a'), 'may')).toBe(true);
    expect(matches(row('a'), 'na hang')).toBe(false);
  });
  it('is narrowed to trouble', () => {
    expect(belongs(row('a', { alarms: ['silent'] }), 'trouble')).toBe(true);
    expect(belongs(row('a'), 'trouble')).toBe(false);
    expect(belongs(row('a', { level: 'away' }), 'away')).toBe(true);
  });
});

describe('a chart', () => {
  it('ends at the right edge', () => {
    expect(path([0, 10], 3, 10, 100, 30)).toBe('M50.0 29.0L100.0 1.0');
    expect(path([], 3, 10, 100, 30)).toBe('');
  });
});
