import { act, renderHook } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command, View } from './types';
import { useStage } from './useStage';

const given: { command: Command; answer: (seq: number | null) => void }[] = [];
vi.mock('./context', () => ({
  useOrder: () => (command: Command) =>
    new Promise<number | null>((answer) => {
      given.push({ command, answer });
    }),
}));

const view = (seq: number, panel: string[]): View =>
  ({ seq, stage: { layout: 'speaker', panel } }) as unknown as View;
const start = () => renderHook(({ state }) => useStage(state), { initialProps: { state: view(1, []) } });
/** Does something, and lets what follows from it happen. */
const after = (what: () => void) =>
  act(async () => {
    what();
    await Promise.resolve();
  });
const told = () => given.map(({ command }) => command.stage);

describe('setting the stage', () => {
  beforeEach(() => given.splice(0));

  it('builds on what was pressed before, and tells it in that order', async () => {
    const { result } = start();
    await after(() => void result.current.set({ panel: ['a'] }));
    await after(() => void result.current.set({ layout: 'panel' }));
    expect(told()).toMatchObject([{ layout: 'speaker', panel: ['a'] }]);
    await after(() => given[0]?.answer(2));
    expect(told()[1]).toMatchObject({ layout: 'panel', panel: ['a'] });
    expect(result.current.stage).toMatchObject({ layout: 'panel', panel: ['a'] });
  });

  it('goes by what the meeting says as soon as that has come', async () => {
    const { result, rerender } = start();
    await after(() => void result.current.set({ panel: ['a'] }));
    await after(() => given[0]?.answer(3));
    expect(result.current.stage.panel).toEqual(['a']);
    rerender({ state: view(2, ['somebody']) });
    expect(result.current.stage.panel).toEqual(['a']);
    rerender({ state: view(4, ['b']) });
    expect(result.current.stage.panel).toEqual(['b']);
  });

  it('is what it was when it is refused', async () => {
    const { result } = start();
    await after(() => void result.current.set({ panel: ['a'] }));
    expect(result.current.stage.panel).toEqual(['a']);
    await after(() => given[0]?.answer(null));
    expect(result.current.stage.panel).toEqual([]);
  });
});
