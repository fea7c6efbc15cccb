// Test media, made by ffmpeg: a picture whose frame number can be read back from pixels, and a steady tone.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bits of the frame counter drawn along the top of the picture. */
export const COUNTER_BITS = 10;

/**
 * Writes a YUV4MPEG video for Chromium's fake camera. Along its top stands a row of blocks: white, black (the
 * reference), then the bits of the frame number, lowest first, white for 1.
 */
export async function makeVideo(path, { width = 640, height = 360, fps = 10, seconds = 20 } = {}) {
  const block = Math.floor(width / (COUNTER_BITS + 2));
  const tall = Math.floor(height / 6);
  const box = (i, enable) =>
    `drawbox=x=${i * block}:y=0:w=${block}:h=${tall}:color=white:t=fill:enable='${enable}'`;
  const bits = Array.from({ length: COUNTER_BITS }, (_, k) => box(k + 2, `mod(floor(n/${2 ** k}),2)`));
  const filter = [
    `drawbox=x=0:y=0:w=${width}:h=${tall}:color=black:t=fill`,
    box(0, '1'),
    ...bits,
    `drawtext=text='%{frame_num}':x=w/2-tw/2:y=h/2:fontsize=h/4:fontcolor=white`,
  ].join(',');
  await ffmpeg(
    '-f',
    'lavfi',
    '-i',
    `gradients=s=${width}x${height}:r=${fps}:d=${seconds}:speed=0.02`,
    '-vf',
    filter,
    '-pix_fmt',
    'yuv420p',
    path,
  );
}

/** Writes a WAV tone of the given frequency (Hz) for Chromium's fake microphone. */
export async function makeTone(path, frequency, seconds = 20) {
  await ffmpeg(
    '-f',
    'lavfi',
    '-i',
    `sine=frequency=${frequency}:sample_rate=48000:duration=${seconds}`,
    '-filter:a',
    'volume=4',
    path,
  );
}

async function ffmpeg(...args) {
  await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args]);
}
