import { describe, expect, it } from 'vitest';
import { defaults, parseChoices } from './choices';
import { judgeDown, judgeMedia, judgeRtt, judgeUp, median, worst } from './verdict';

describe('line figures', () => {
  it.each([
    [20, 'go'],
    [150, 'go'],
    [151, 'care'],
    [401, 'nogo'],
  ])('round trip of %d ms is %s', (ms, verdict) => expect(judgeRtt(ms)).toBe(verdict));
  it.each([
    [2e6, 'go'],
    [1.9e6, 'care'],
    [0.9e6, 'nogo'],
  ])('%d bit/s down is %s', (bps, verdict) => expect(judgeDown(bps)).toBe(verdict));
  it.each([
    [2e6, 'go'],
    [0.5e6, 'care'],
    [0.4e6, 'nogo'],
  ])('%d bit/s up is %s', (bps, verdict) => expect(judgeUp(bps)).toBe(verdict));
  it('media over TCP need care', () => {
    expect(judgeMedia({ protocol: 'tcp', candidate: 'host', rttMs: 5 })).toBe('care');
    expect(judgeMedia({ protocol: 'udp', candidate: 'host', rttMs: 5 })).toBe('go');
    expect(judgeMedia({ protocol: 'udp', candidate: 'host', rttMs: 900 })).toBe('nogo');
  });
});

describe('worst', () => {
  it('is the worst of several', () => expect(worst(['go', 'care', 'go'])).toBe('care'));
  it('does not call a line good that was not tested', () =>
    expect(worst(['go', 'untested'])).toBe('untested'));
  it('is good when all are', () => expect(worst(['go', 'go'])).toBe('go'));
});

describe('median', () => {
  it('of an odd number', () => expect(median([9, 1, 5])).toBe(5));
  it('of an even number', () => expect(median([4, 1, 3, 100])).toBe(3.5));
});

describe('parseChoices', () => {
  it('takes defaults when nothing was kept', () => expect(parseChoices(null)).toEqual(defaults));
  it('takes defaults from rubbish', () => {
    expect(parseChoices('{"camera":')).toEqual(defaults);
    expect(parseChoices('7')).toEqual(defaults);
  });
  it('keeps what is right and drops what is not', () => {
    const kept = parseChoices('{"camera":"c1","microphoneOn":true,"cameraOn":"no","loudspeaker":3}');
    expect(kept).toEqual({ ...defaults, camera: 'c1', microphoneOn: true });
  });
});
