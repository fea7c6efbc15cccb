import type { TFunction } from 'i18next';
import { milliseconds, number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import type { Sample } from './api';

/** A sample's figures as a row shows them. */
export function figuresOf(sample: Sample, t: TFunction) {
  const language = currentLanguage();
  const percent = (value: number) => `${number(value, language, 1)} %`;
  const size = ({ height, frameRate }: Sample['sent']) =>
    height > 0 ? `${height}p ${number(frameRate, language)}` : t('lines.noneSent');
  return {
    rtt: sample.rttMs > 0 ? milliseconds(sample.rttMs, language) : '–',
    loss: `${percent(sample.upLossPct)} / ${percent(sample.downLossPct)}`,
    rate: `${rate(sample.upKbps)} / ${rate(sample.downKbps)}`,
    picture: `${size(sample.sent)} / ${size(sample.shown)}`,
  };
}

/** In Mbit/s, short: two of them stand side by side. */
export function rate(kbps: number): string {
  const language = currentLanguage();
  return kbps >= 1000 ? `${number(kbps / 1000, language, 1)} M` : `${number(kbps, language)} k`;
}
