import type { TFunction } from 'i18next';
import { bitrate, milliseconds, number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import type { Entry } from './api';

/** What was measured, in a line. */
export function figureText({ kind, figures, words }: Entry, t: TFunction): string {
  const language = currentLanguage();
  switch (kind) {
    case 'camera':
      return figures.height
        ? t('linetest.figure.camera', {
            size: `${figures.width}×${figures.height}`,
            n: number(figures.pictures ?? 0, language),
          })
        : t('linetest.figure.noPicture');
    case 'microphone':
      return figures.level
        ? t('linetest.figure.microphone', { n: number(Math.round(figures.level * 100), language) })
        : t('linetest.figure.silence');
    case 'loudspeaker':
      return t(figures.heard ? 'linetest.figure.heard' : 'linetest.figure.unheard');
    case 'line':
      return t('linetest.figure.line', {
        rtt: milliseconds(figures.rttMs ?? 0, language),
        loss: number(figures.lossPct ?? 0, language, 1),
        down: bitrate((figures.downKbps ?? 0) * 1000, language),
        up: bitrate((figures.upKbps ?? 0) * 1000, language),
        of: figures.lineKbps ? bitrate(figures.lineKbps * 1000, language) : t('linetest.figure.unknown'),
      });
    case 'terminal':
      return `${figures.browser ?? ''} ${figures.version ?? ''} · ${figures.app ?? ''}`;
    case 'mark':
    case 'call':
      return words ?? '';
  }
}
