import { describe, expect, it } from 'vitest';
import { commandOf, shortcuts, typing } from './keys';

const stroke = (key: string, change = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...change,
});

describe('commandOf', () => {
  it('knows every shortcut that the help lists', () => {
    for (const [key, command] of shortcuts) {
      expect(commandOf(stroke(key, { shiftKey: key === '?' }), true)).toBe(command);
    }
  });
  it('leaves the browser its own combinations', () => {
    expect(commandOf(stroke('c', { ctrlKey: true }), true)).toBeUndefined();
    expect(commandOf(stroke('f', { metaKey: true }), true)).toBeUndefined();
  });
  it('keeps the muting of all to shift and M', () => {
    expect(commandOf(stroke('M', { shiftKey: true }), true)).toBe('muteAll');
  });
  it('understands letters under Caps Lock', () => expect(commandOf(stroke('M'), true)).toBe('microphone'));
  it('lets letters be turned off, but not the named keys', () => {
    expect(commandOf(stroke('m'), false)).toBeUndefined();
    expect(commandOf(stroke('PageDown'), false)).toBe('next');
    expect(commandOf(stroke('Escape'), false)).toBe('close');
  });
});

describe('typing', () => {
  it('is in a text field, not on a switch or a button', () => {
    const input = document.createElement('input');
    expect(typing(input)).toBe(true);
    input.type = 'checkbox';
    expect(typing(input)).toBe(false);
    expect(typing(document.createElement('textarea'))).toBe(true);
    expect(typing(document.createElement('button'))).toBe(false);
  });
});
