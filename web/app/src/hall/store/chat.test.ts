import { describe, expect, it } from 'vitest';
import { withMessage, type ChatMessage, type ChatState } from './chat';

const empty: ChatState = { messages: [], unread: 0 };
const message = (id: string, own = false): ChatMessage => ({
  id,
  identity: 'a',
  name: 'Điểm cầu A',
  text: 'Xin chào',
  at: new Date(0),
  own,
});

describe('withMessage', () => {
  it('counts what came while the panel was closed', () => {
    const state = withMessage(withMessage(empty, message('1'), false), message('2'), false);
    expect(state.unread).toBe(2);
  });
  it('counts neither own messages nor those that are read', () => {
    expect(withMessage(empty, message('1', true), false).unread).toBe(0);
    expect(withMessage(empty, message('1'), true).unread).toBe(0);
  });
  it('drops a message that came twice', () => {
    const once = withMessage(empty, message('1'), false);
    expect(withMessage(once, message('1'), false)).toBe(once);
  });
  it('keeps the last five hundred', () => {
    let state = empty;
    for (let index = 0; index < 510; index++) state = withMessage(state, message(String(index)), true);
    expect(state.messages).toHaveLength(500);
    expect(state.messages[0]?.id).toBe('10');
  });
});
