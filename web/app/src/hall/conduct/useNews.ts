import { use, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useHall } from '../context';
import { ConductContext } from './context';
import { newsOf } from './news';

/** Tells the people here what was done to their rights: never silently. */
export function useNews(): void {
  const { t } = useTranslation();
  const conduct = use(ConductContext);
  const { notices } = useHall().conference;
  useEffect(() => {
    if (conduct === null) return;
    let before = conduct.get();
    return conduct.subscribe(() => {
      const after = conduct.get();
      if (before !== null && after !== null) {
        const told = newsOf(before, after, conduct.done).map((news) =>
          news.kind === 'refused' && news.reason !== ''
            ? t('conduct.news.refusedBecause', { reason: news.reason })
            : t(`conduct.news.${news.kind}`),
        );
        if (told.length > 0) notices.tell(told.join(' '));
      }
      before = after;
    });
  }, [conduct, notices, t]);
}
