import { afterEach, describe, expect, it } from 'vitest';
import { keepStay, recallStay } from './memory';

afterEach(() => sessionStorage.clear());

describe('a stay that was cut off', () => {
  it('is found again in the same room', () => {
    keepStay('thu', { isMicrophoneEnabled: true, isCameraEnabled: false });
    expect(recallStay('thu')).toEqual({ microphoneOn: true, cameraOn: false });
  });
  it('does not open devices in another room', () => {
    keepStay('thu', { isMicrophoneEnabled: true, isCameraEnabled: true });
    expect(recallStay('khac')).toEqual({});
  });
  it('is nothing when storage holds rubbish', () => {
    sessionStorage.setItem('giaoban.stay', '{');
    expect(recallStay('thu')).toEqual({});
  });
});
