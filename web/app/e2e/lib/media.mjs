// Test media, made by ffmpeg: a picture whose frame number can be read back from pixels, and a beeping tone.
import { execFile } from 'node:child_process';
import { mkdir, rename, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../e2e-results/media', import.meta.url));

/** Bits of the frame number drawn along the top of the picture, and of the camera's number after them. */
export const FRAME_BITS = 8;
export const CAMERA_BITS = 3;

/**
 * A YUV4MPEG video for Chromium's fake camera; resolves to its path. Along its top stands a row of blocks: white,
 * black (the reference), then the bits of the frame number and of the camera's, lowest first, white for 1.
 */
export function cameraFile({ camera, width = 640, height = 360, fps = 10, seconds = 12 }) {
  const blocks = FRAME_BITS + CAMERA_BITS + 2;
  const block = Math.floor(width / blocks);
  const tall = Math.floor(height / 6);
  const box = (i, enable) =>
    `drawbox=x=${i * block}:y=0:w=${block}:h=${tall}:color=white:t=fill:enable='${enable}'`;
  const bit = (k) => (k < FRAME_BITS ? `mod(floor(n/${2 ** k}),2)` : `${(camera >> (k - FRAME_BITS)) & 1}`);
  const filter = [
    `drawbox=x=0:y=0:w=${width}:h=${tall}:color=black:t=fill`,
    box(0, '1'),
    ...Array.from({ length: FRAME_BITS + CAMERA_BITS }, (_, k) => box(k + 2, bit(k))),
    `drawtext=text='${camera}  %{frame_num}':x=w/2-tw/2:y=h/2:fontsize=h/4:fontcolor=white`,
  ].join(',');
  const source = `gradients=s=${width}x${height}:r=${fps}:d=${seconds}:speed=0.02:seed=${camera}`;
  return made(`camera-${camera}-${width}x${height}-${fps}.y4m`, (path) =>
    ffmpeg('-f', 'lavfi', '-i', source, '-vf', filter, '-pix_fmt', 'yuv420p', path),
  );
}

/**
 * A WAV file for Chromium's fake microphone: beeps of the given frequency (Hz), because a steady tone is noise to
 * the browser's noise suppression.
 */
export function microphoneFile(frequency, seconds = 20) {
  const beep = `0.5*sin(2*PI*${frequency}*t)*gt(mod(t,0.6),0.2)`;
  return made(`microphone-${frequency}.wav`, (path) =>
    ffmpeg('-f', 'lavfi', '-i', `aevalsrc=exprs='${beep}':s=48000:d=${seconds}`, path),
  );
}

/** Files are kept for the next run; their names say what is in them. */
async function made(name, make) {
  const path = `${folder}/${name}`;
  const there = await stat(path).catch(() => null);
  if (there) return path;
  await mkdir(folder, { recursive: true });
  const extension = name.slice(name.lastIndexOf('.'));
  const draft = `${folder}/draft-${process.pid}-${Math.random().toString(36).slice(2)}${extension}`;
  await make(draft);
  await rename(draft, path);
  return path;
}

async function ffmpeg(...args) {
  await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args]);
}
