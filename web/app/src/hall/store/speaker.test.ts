import { describe, expect, it } from 'vitest';
import { nextFocus, noFocus, type Focus } from './speaker';

const present = new Map([
  ['a', 1],
  ['b', 1],
  ['c', 1],
]);

/** Runs the focus through looks of the form [time, speakers]. */
function run(looks: [number, string[]][], start: Focus = noFocus): Focus {
  return looks.reduce((focus, [now, speakers]) => nextFocus(focus, speakers, present, now), start);
}

describe('nextFocus', () => {
  it('gives the picture to the first who speaks', () => expect(run([[0, ['a']]]).current).toBe('a'));
  it('keeps it in silence', () =>
    expect(
      run([
        [0, ['a']],
        [60_000, []],
      ]).current,
    ).toBe('a'));
  it('does not give it away for a cough', () => {
    expect(
      run([
        [0, ['a']],
        [500, ['b', 'a']],
        [900, ['a']],
        [5000, ['b', 'a']],
      ]).current,
    ).toBe('a');
  });
  it('gives it to one who goes on speaking', () => {
    expect(
      run([
        [0, ['a']],
        [500, ['b', 'a']],
        [1700, ['b', 'a']],
      ]).current,
    ).toBe('b');
  });
  it('gives it sooner when the other has fallen silent', () => {
    expect(
      run([
        [0, ['a']],
        [1000, ['b']],
        [1400, ['b']],
      ]).current,
    ).toBe('b');
    expect(
      run([
        [0, ['a']],
        [1000, ['b']],
        [1300, ['b']],
      ]).current,
    ).toBe('a');
  });
  it('counts anew when the rival changes', () => {
    expect(
      run([
        [0, ['a']],
        [500, ['b', 'a']],
        [1600, ['c', 'a']],
        [1800, ['c', 'a']],
      ]).current,
    ).toBe('a');
  });
  it('moves on when the current one leaves', () => {
    const focus = run([[0, ['a']]]);
    const others = new Map([['b', 1]]);
    expect(nextFocus(focus, ['b'], others, 100).current).toBe('b');
    expect(nextFocus(focus, [], others, 100).current).toBe('');
  });
});
