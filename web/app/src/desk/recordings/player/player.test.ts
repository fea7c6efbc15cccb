import { describe, expect, it } from 'vitest';
import type { Index } from '../types';
import { commandOf, nextSpeed, taken } from './keys';
import { startAt } from './memory';
import {
  clock,
  during,
  entriesOf,
  hashTime,
  joined,
  narrowed,
  neighbour,
  pass,
  passSilence,
  pictureAt,
  placed,
  silentMs,
  speakersOf,
  timeHash,
  secondsOf,
} from './timeline';
import { WatchLog } from './watched';

const chapters = [
  { fromMs: 0, toMs: 60_000, itemId: 'a', number: 1, title: 'Khai mạc' },
  { fromMs: 60_000, toMs: 180_000, itemId: 'b', number: 2, title: 'Báo cáo thiệt hại do mưa lũ' },
];
const index: Index = {
  chapters,
  turns: [
    {
      fromMs: 70_000,
      toMs: 100_000,
      name: 'Hà Văn Đức',
      unit: 'UBND xã Chiêm Hóa',
      kind: 'speech',
      topic: 'Đê điều',
    },
    { fromMs: 5_000, toMs: 15_000, name: 'Trần Thị Lan', unit: 'Văn phòng', kind: 'speech' },
    { fromMs: 110_000, toMs: 120_000, name: 'Hà Văn Đức', unit: 'UBND xã Chiêm Hóa', kind: 'reply' },
  ],
  votes: [
    { fromMs: 130_000, toMs: 140_000, question: 'Thông qua?', for: 3, against: 1, other: 0, notVoting: 2 },
  ],
  notes: [{ atMs: 150_000, text: 'Giao xã gia cố đê trước ngày 15' }],
  silences: [],
};
const entries = entriesOf(index, { turn: ({ unit, topic }) => `${unit} ${topic ?? ''}`, vote: () => '' });

describe('times', () => {
  it('are written as players do', () => {
    expect([clock(0), clock(65.9), clock(3605), clock(-1)]).toEqual(['0:00', '1:05', '1:00:05', '0:00']);
  });
  it('stand in the address', () => {
    expect(hashTime(timeHash(125.7))).toBe(125);
    expect(hashTime('#t=12.5')).toBe(12.5);
    expect([hashTime(''), hashTime('#top'), hashTime('#t=x')]).toEqual([null, null, null]);
  });
  it('begin where the address says, else where one was', () => {
    expect(startAt(50, 100, 200)).toEqual({ at: 50, recalled: false });
    expect(startAt(500, 0, 200).at).toBe(199);
    expect(startAt(null, 100, 200)).toEqual({ at: 100, recalled: true });
    expect([startAt(null, 5, 200).at, startAt(null, 195, 200).at]).toEqual([0, 0]);
  });
});

describe('silences', () => {
  const silences = [
    { fromMs: 10_000, toMs: 20_000 },
    { fromMs: 30_000, toMs: 31_000 },
    { fromMs: 90_000, toMs: 100_000 },
  ];
  it('are passed to their end, when long, and never over the end of all', () => {
    expect(passSilence(silences, 9_999, 100_000)).toBeNull();
    expect(passSilence(silences, 12_000, 100_000)).toBe(20_000);
    expect([passSilence(silences, 19_600, 100_000), passSilence(silences, 30_000, 100_000)]).toEqual([
      null,
      null,
    ]);
    expect(passSilence(silences, 95_000, 100_000)).toBe(99_000);
    expect(passSilence(silences, 99_200, 100_000)).toBeNull();
  });
  it('save their length, without the gaps that are passed anyhow', () => {
    expect(silentMs(silences, [{ startMs: 15_000, endMs: 25_000, reason: 'paused' }])).toBe(15_000);
  });
  it('are one when they touch', () => {
    expect(
      joined([
        { fromMs: 20, toMs: 30 },
        { fromMs: 0, toMs: 20 },
        { fromMs: 200, toMs: 300 },
      ]),
    ).toEqual([
      { fromMs: 0, toMs: 30 },
      { fromMs: 200, toMs: 300 },
    ]);
  });
});

describe('places on the bar', () => {
  it('are per cents that stay on it', () => {
    expect(placed(50, 150, 200)).toEqual({ left: 25, width: 50 });
    expect(placed(150, 900, 200)).toEqual({ left: 75, width: 25 });
    expect(placed(0, 10, 0)).toEqual({ left: 0, width: 0 });
  });
  it('know what was going on', () => {
    expect(during(chapters, 60_000)?.number).toBe(2);
    expect(during(chapters, 999_000)).toBeUndefined();
  });
  it('have chapters before and after', () => {
    expect(neighbour(chapters, 10_000, 1)?.number).toBe(2);
    expect(neighbour(chapters, 61_000, -1)?.number).toBe(1);
    expect(neighbour(chapters, 70_000, -1)?.number).toBe(2);
    expect(neighbour(chapters, 170_000, 1)).toBeUndefined();
  });
  it('find the small picture', () => {
    const strip = { file: 'strip-%d.jpg', width: 160, height: 90, across: 10, everyMs: 2000 };
    expect(pictureAt(strip, 0)).toEqual({ file: 'strip-1.jpg', x: 0, y: 0 });
    expect(pictureAt(strip, 25_000)).toEqual({ file: 'strip-1.jpg', x: 320, y: 90 });
    expect(pictureAt(strip, 200_000).file).toBe('strip-2.jpg');
  });
});

describe('gaps', () => {
  const gaps = [
    { startMs: 10_000, endMs: 20_000, reason: 'paused' },
    { startMs: 30_000, endMs: 30_400, reason: 'killed' },
    { startMs: 90_000, endMs: 100_000, reason: 'paused' },
  ];
  it('are passed to their end', () => {
    expect(pass(gaps, 12_000, 100_000)).toBe(20_000);
    expect(pass(gaps, 20_000, 100_000)).toBeNull();
  });
  it('are not passed when short or last', () => {
    expect([pass(gaps, 30_100, 100_000), pass(gaps, 95_000, 100_000)]).toEqual([null, null]);
  });
});

describe('what happened', () => {
  it('is in its order', () => {
    expect(entries.map(({ kind }) => kind)).toEqual([
      'chapter',
      'turn',
      'chapter',
      'turn',
      'turn',
      'vote',
      'note',
    ]);
  });
  it('is found without diacritics, by kind and by speaker', () => {
    expect(narrowed(entries, 'de dieu', '', '').map(({ title }) => title)).toEqual(['Hà Văn Đức']);
    expect(narrowed(entries, '', 'vote', '')).toHaveLength(1);
    expect(narrowed(entries, '', '', 'Hà Văn Đức')).toHaveLength(2);
    expect(narrowed(entries, 'khong co', '', '')).toEqual([]);
  });
  it('adds up who spoke', () => {
    expect(speakersOf(index.turns).map(({ name, ms, turns }) => [name, ms, turns])).toEqual([
      ['Hà Văn Đức', 40_000, 2],
      ['Trần Thị Lan', 10_000, 1],
    ]);
  });
});

describe('what was watched', () => {
  it('is told in stretches, each once', () => {
    const log = new WatchLog();
    for (const ms of [0, 1000, 2500, 4000]) log.at(ms);
    log.at(60_000); // went elsewhere
    for (const ms of [61_000, 62_000]) log.at(ms);
    expect(log.take()).toEqual([
      { fromMs: 0, toMs: 4000 },
      { fromMs: 60_000, toMs: 62_000 },
    ]);
    log.at(63_500);
    log.cut();
    expect(log.take()).toEqual([{ fromMs: 62_000, toMs: 63_500 }]);
    expect(log.take()).toEqual([]);
  });
  it('comes back when it could not be told', () => {
    const log = new WatchLog();
    log.back([{ fromMs: 0, toMs: 5000 }]);
    expect(log.take()).toEqual([{ fromMs: 0, toMs: 5000 }]);
  });
  it('is no moment', () => {
    const log = new WatchLog();
    log.at(100);
    log.at(200);
    log.cut();
    expect(log.take()).toEqual([]);
  });
});

describe('keys', () => {
  const stroke = (key: string, more = {}) => ({
    key,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    shiftKey: false,
    ...more,
  });
  it('stand for commands', () => {
    expect([' ', 'k', 'J', 'ArrowUp'].map((key) => commandOf(stroke(key), true))).toEqual([
      'play',
      'play',
      'farBack',
      'faster',
    ]);
    expect(commandOf(stroke('?', { shiftKey: true }), true)).toBe('help');
  });
  it('leave the browser its own, and letters when they are off', () => {
    expect(commandOf(stroke('l', { ctrlKey: true }), true)).toBeUndefined();
    expect(commandOf(stroke('k'), false)).toBeUndefined();
    expect(commandOf(stroke(' '), false)).toBe('play');
  });
  it('are not taken from fields and pressed buttons', () => {
    const make = (html: string) => {
      document.body.innerHTML = html;
      return document.body.firstElementChild;
    };
    expect(taken(make('<input>'), 'k')).toBe(true);
    expect(taken(make('<input type="range">'), 'ArrowLeft')).toBe(false);
    expect([taken(make('<button></button>'), ' '), taken(make('<button></button>'), 'k')]).toEqual([
      true,
      false,
    ]);
  });
  it('step through the speeds', () => {
    expect([nextSpeed(1, 1), nextSpeed(1, -1), nextSpeed(3, 1), nextSpeed(0.5, -1)]).toEqual([
      1.25, 0.75, 3, 0.5,
    ]);
  });
});

describe('a moment that is typed', () => {
  it('is read as it is shown', () => {
    for (const seconds of [0, 5, 65, 3599, 3600, 45_296]) expect(secondsOf(clock(seconds))).toBe(seconds);
    expect(secondsOf(' 1:02,5 ')).toBe(62.5);
    for (const none of ['', '5', '1:60', 'a:00', '-1:00', '1:2:3:04']) expect(secondsOf(none)).toBeNull();
  });
});
