import { describe, expect, it } from 'vitest';
import { deviceOf } from './device';

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';

describe('deviceOf', () => {
  it.each([
    [`${chrome} Chrome/126.0.0.0 Safari/537.36`, 'Chrome 126 · Windows'],
    [`${chrome} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87`, 'Edge 126 · Windows'],
    [`${chrome} coc_coc_browser/128.0.0 Chrome/122.0.0.0 Safari/537.36`, 'Cốc Cốc 128 · Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox 128 · Linux'],
    [
      'Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
      'Chrome 126 · Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Safari 17 · iOS',
    ],
    ['curl/8.5.0', ''],
    ['', ''],
  ])('%s', (userAgent, want) => expect(deviceOf(userAgent)).toBe(want));
});
