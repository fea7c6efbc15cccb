import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sizeText } from '../../desk/papers/format';
import classes from '../../desk/parts/desk.module.css';
import { getArchive } from '../../desk/recordings/keeping';
import { number } from '../../format/number';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';

const every = 15_000;

/** How the store of recordings stands: what is in it, what waits and why. */
export function ArchiveState() {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: ['recording-archive'], queryFn: getArchive, refetchInterval: every });
  const it = found.data;
  if (!it) return null;
  const language = currentLanguage();
  const moment = (at: string) => dateTime(new Date(at), language);
  const count = (n: number, bytes: number) => ({ n: number(n, language), size: sizeText(bytes, language) });
  const percent = it.size > 0 ? Math.min(100, Math.floor((100 * it.moved) / it.size)) : 0;
  return (
    <section className={classes.card} aria-labelledby="archive" data-testid="archive" data-state={it.state}>
      <h2 id="archive">{t('keeping.archive.title')}</h2>
      <p>
        {it.place ?? t('keeping.archive.disk')} ·{' '}
        {t('keeping.archive.stored', count(it.stored, it.storedBytes))} ·{' '}
        {t(`keeping.archive.moving.${it.state}`, { percent })}
        {it.nextTry !== undefined && `. ${t('keeping.archive.next', { at: moment(it.nextTry) })}`}
      </p>
      {it.encoder !== undefined && (
        <p>
          {it.encoder === 'libx264'
            ? t('keeping.archive.software')
            : t('keeping.archive.hardware', { encoder: it.encoder })}
        </p>
      )}
      {it.waiting > 0 && <p>{t('keeping.archive.waiting', count(it.waiting, it.waitingBytes))}</p>}
      {it.problem && (
        <p className={classes.warnText} data-testid="archive-problem">
          <IconAlertTriangle size={16} aria-hidden /> {t(`keeping.archive.problem.${it.problem}`)}{' '}
          {t('keeping.archive.tried', { n: number(it.failures, language), at: moment(it.since ?? '') })}
        </p>
      )}
    </section>
  );
}
