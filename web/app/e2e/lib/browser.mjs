// Real browsers with fake devices.
import { chromium } from 'playwright-core';
import { cameraFile, microphoneFile } from './media.mjs';
import { patience } from './wait.mjs';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/**
 * Starts one Chromium process. Its camera plays the counter of the given number, its microphone beeps of the given
 * frequency (Hz); without them the browser's own test picture and sound are used. With asks it asks its user for
 * permission, as browsers do, instead of granting it.
 */
export async function launchChromium({
  camera,
  width,
  height,
  frequency,
  asks = false,
  args = [],
  executable,
} = {}) {
  const [video, audio] = await Promise.all([
    camera === undefined ? '' : cameraFile({ camera, width, height }),
    frequency === undefined ? '' : microphoneFile(frequency),
  ]);
  return chromium.launch({
    executablePath: executable ?? executablePath,
    headless: true,
    timeout: patience,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      ...(asks ? [] : ['--use-fake-ui-for-media-stream']),
      '--use-fake-device-for-media-stream',
      '--auto-select-desktop-capture-source=Entire screen',
      ...(video ? [`--use-file-for-fake-video-capture=${video}`] : []),
      ...(audio ? [`--use-file-for-fake-audio-capture=${audio}`] : []),
      ...args,
    ],
  });
}

/** Opens a page of its own session. page.faults collects what the page throws and what its policy forbids. */
export async function openPage(browser, options = {}) {
  const {
    width = 1280,
    height = 720,
    locale = 'vi-VN',
    permissions = ['camera', 'microphone'],
    ...rest
  } = options;
  const context = await browser.newContext({ viewport: { width, height }, locale, permissions, ...rest });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  page.faults = [];
  page.log = [];
  page.on('pageerror', (error) => page.faults.push(error.stack ?? String(error)));
  page.on('console', (message) => {
    const line = `${message.type()} ${message.text()}`;
    page.log.push(line);
    if (/Content Security Policy/i.test(line)) page.faults.push(line);
  });
  return page;
}
