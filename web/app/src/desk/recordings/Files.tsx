import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../i18n';
import { sizeText } from '../papers/format';
import classes from '../parts/desk.module.css';
import { fileOf } from './api';
import { clock } from './player/timeline';
import own from './review.module.css';
import type { Manifest, Recording, Track } from './types';

const sources = ['microphone', 'camera', 'screen_share', 'screen_share_audio'] as const;

/** The files as they were recorded, with what they are checked by. */
export function Files({ recording, manifest }: { recording: Recording; manifest: Manifest }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const parts = (manifest.tracks ?? []).flatMap((track) =>
    (track.parts ?? []).map((part) => ({ track, part })),
  );
  const refused = (manifest.tracks ?? []).filter((track) => track.refused);
  return (
    <section className={classes.card} aria-labelledby="files" data-testid="files">
      <details>
        <summary className={classes.summary}>
          <h2 id="files" className={own.folded}>
            {t('recordings.files.title', { n: parts.length })}
          </h2>
        </summary>
        <p>{t('recordings.files.verify')}</p>
        <p className={own.hash}>
          <code>giaoban recording verify {recording.id} --key recordings.pub</code>
        </p>
        <p>
          <Anchor href={fileOf(recording.id, 'manifest.json')} download>
            manifest.json
          </Anchor>
          {' · '}
          <Anchor href={fileOf(recording.id, 'manifest.sig')} download>
            manifest.sig
          </Anchor>
        </p>
        {refused.length > 0 && (
          <p className={classes.warnText}>
            {t('recordings.files.refused', { names: refused.map(nameOf).join(', ') })}
          </p>
        )}
        <table className={own.files}>
          <thead>
            <tr>
              <th scope="col">{t('recordings.files.who')}</th>
              <th scope="col">{t('recordings.files.from')}</th>
              <th scope="col">{t('recordings.files.size')}</th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ track, part }) => (
              <tr key={part.file}>
                <td>
                  <Anchor href={fileOf(recording.id, part.file)} target="_blank" rel="noopener">
                    {nameOf(track)}
                  </Anchor>
                  <div className={classes.soft}>
                    {sourceOf(track, (known) => t(`recordings.files.${known}`))}
                  </div>
                </td>
                <td>
                  {clock(part.startMs / 1000)} – {clock((part.startMs + part.lengthMs) / 1000)}
                </td>
                <td>{sizeText(part.bytes, language)}</td>
                <td className={own.hash}>{part.sha256}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

const nameOf = (track: Track) => track.name ?? track.identity;

function sourceOf(track: Track, word: (known: (typeof sources)[number]) => string): string {
  const known = sources.find((one) => one === track.source);
  return known ? word(known) : track.source;
}
