// Firefox over WebDriver BiDi, with a profile of its own.
import puppeteer from 'puppeteer-core';
import { patience } from './wait.mjs';

const executablePath = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/** Starts Firefox with fake devices (its own test picture and tone). It has no H.264 here. */
export function launchFirefox() {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    timeout: patience,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'media.peerconnection.ice.loopback': true,
      'media.gmp-manager.updateEnabled': false,
      'datareporting.policy.dataSubmissionEnabled': false,
    },
  });
}
