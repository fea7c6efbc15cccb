import { describe, expect, it } from 'vitest';
import { cameraKey, screenKey, Wanted } from './subscriptions';

function clocked() {
  const clock = { ms: 0 };
  return { clock, wanted: new Wanted(() => clock.ms) };
}

describe('Wanted', () => {
  it('wants what is on screen and nothing else', () => {
    const { wanted } = clocked();
    wanted.show('grid', [cameraKey('a')]);
    expect(wanted.has(cameraKey('a'))).toBe(true);
    expect(wanted.has(cameraKey('b'))).toBe(false);
    expect(wanted.has(screenKey('a'))).toBe(false);
  });
  it('lets a picture linger after the page is turned', () => {
    const { clock, wanted } = clocked();
    wanted.show('grid', [cameraKey('a')]);
    wanted.show('grid', [cameraKey('b')]);
    clock.ms = 3999;
    expect(wanted.has(cameraKey('a'))).toBe(true);
    expect(wanted.expire()).toBe(1);
    clock.ms = 4000;
    expect(wanted.has(cameraKey('a'))).toBe(false);
    expect(wanted.expire()).toBeUndefined();
  });
  it('starts the wait anew when the picture was shown again', () => {
    const { clock, wanted } = clocked();
    wanted.show('grid', [cameraKey('a')]);
    wanted.show('grid', []);
    clock.ms = 3000;
    wanted.show('grid', [cameraKey('a')]);
    clock.ms = 60_000;
    expect(wanted.has(cameraKey('a'))).toBe(true);
    wanted.show('grid', []);
    expect(wanted.expire()).toBe(4000);
  });
  it('keeps a picture that two parts of the page show until both let go', () => {
    const { clock, wanted } = clocked();
    wanted.show('main', [cameraKey('a')]);
    wanted.show('strip', [cameraKey('a')]);
    wanted.show('main', []);
    clock.ms = 60_000;
    expect(wanted.has(cameraKey('a'))).toBe(true);
  });
});
