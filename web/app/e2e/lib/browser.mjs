// Real browsers with fake devices.
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Starts one Chromium process whose camera and microphone play the given files. */
export async function launchChromium({ video, audio, args = [] } = {}) {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--auto-select-desktop-capture-source=Entire screen',
      ...(video ? [`--use-file-for-fake-video-capture=${video}`] : []),
      ...(audio ? [`--use-file-for-fake-audio-capture=${audio}`] : []),
      ...args,
    ],
  });
}

/** Opens a page that fails the test run's log with anything the app throws. */
export async function openPage(browser, { width = 1280, height = 720, locale = 'vi-VN' } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    permissions: ['camera', 'microphone'],
  });
  const page = await context.newPage();
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(error.stack ?? String(error)));
  page.console = [];
  page.on('console', (message) => page.console.push(`${message.type()} ${message.text()}`));
  return page;
}
