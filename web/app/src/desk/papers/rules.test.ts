import { describe, expect, it } from 'vitest';
import { actionsOf, faultOf, groupPapers, isLate, titleOf, turnOf } from './rules';
import type { Paper } from './types';

const paper = (part: Partial<Paper>): Paper =>
  ({
    id: 'PP_1',
    state: 'draft',
    files: [],
    units: [],
    rights: { actions: [] },
    ...part,
  }) as unknown as Paper;

describe('files that are not worth sending', () => {
  it.each([
    ['bao-cao.pdf', 10, null],
    ['BAO CAO.PDF', 10, null],
    ['anh.jpeg', 10, null],
    ['bao-cao.doc', 10, 'oldOffice'],
    ['phan-mem.exe', 10, 'kind'],
    ['khong duoi', 10, 'kind'],
    ['rong.pdf', 0, 'empty'],
    ['lon.pdf', 101, 'tooLarge'],
  ])('%s of %i bytes: %s', (name, size, fault) => {
    expect(faultOf({ name, size }, 100)).toBe(fault);
  });

  it('a limit that is not known refuses nothing', () => {
    expect(faultOf({ name: 'lon.pdf', size: 1e12 }, null)).toBeNull();
  });
});

it('a paper made of a file is named after it', () => {
  expect(titleOf('Báo_cáo  giải ngân.v2.pdf')).toBe('Báo cáo giải ngân.v2');
});

describe('what to do next', () => {
  it('a draft is submitted before it is uploaded again', () => {
    const rights = { actions: ['upload', 'submit', 'delete'] } as Paper['rights'];
    expect(actionsOf(paper({ rights }))).toEqual(['submit', 'upload', 'delete']);
  });

  it('a paper that was sent back wants a new version first', () => {
    const rights = { actions: ['submit', 'upload'] } as Paper['rights'];
    expect(actionsOf(paper({ state: 'returned', rights }))).toEqual(['upload', 'submit']);
  });
});

describe('late', () => {
  const now = new Date('2026-11-24T00:00:00Z');
  const due = '2026-11-23T10:00:00Z';

  it('is a paper whose file should have been handed in', () => {
    expect(isLate(paper({ state: 'awaited', due }), now)).toBe(true);
  });

  it('is no paper that was handed in, is not due yet or has no due date', () => {
    expect(isLate(paper({ state: 'submitted', due }), now)).toBe(false);
    expect(isLate(paper({ state: 'awaited', due: '2026-11-25T10:00:00Z' }), now)).toBe(false);
    expect(isLate(paper({ state: 'awaited' }), now)).toBe(false);
  });
});

it('papers stand by agenda item; those of an item that is gone stand with the whole meeting', () => {
  const papers = [paper({ id: 'a', itemId: 'AG_2' }), paper({ id: 'b' }), paper({ id: 'c', itemId: 'AG_9' })];
  const agenda = [
    { id: 'AG_1', title: 'Khai mạc' },
    { id: 'AG_2', title: 'Báo cáo' },
  ];
  const ids = groupPapers(papers, agenda).map((group) => [group.id, group.papers.map(({ id }) => id)]);
  expect(ids).toEqual([
    [undefined, ['b', 'c']],
    ['AG_1', []],
    ['AG_2', ['a']],
  ]);
});

it('a paper is on the desk of whoever moves it on', () => {
  const turn = (state: string, ...actions: string[]) => turnOf({ state, rights: { actions } } as never);
  expect(turn('submitted', 'approve', 'send_back')).toBe('decide');
  expect(turn('approved', 'release')).toBe('decide');
  expect(turn('returned', 'upload', 'submit')).toBe('prepare');
  expect(turn('withdrawn', 'upload', 'release')).toBe('prepare');
  expect(turn('submitted', 'recall')).toBe('sent');
  expect(turn('released')).toBe('sent');
});
