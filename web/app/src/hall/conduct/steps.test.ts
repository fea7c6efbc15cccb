import { expect, it } from 'vitest';
import { stepsIn } from './steps';

it('offers what fits the phase and is left to whoever looks', () => {
  const all = ['start', 'pause', 'resume', 'end', 'cancel'];
  expect(stepsIn('waiting', all)).toEqual(['start']);
  expect(stepsIn('open', all)).toEqual(['pause', 'end']);
  expect(stepsIn('paused', all)).toEqual(['resume', 'end']);
  expect(stepsIn('closed', all)).toEqual([]);
  expect(stepsIn('open', [])).toEqual([]);
  expect(stepsIn(undefined, all)).toEqual([]);
});
