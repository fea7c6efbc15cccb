import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import classes from '../../desk/parts/desk.module.css';
import { RowSkeletons } from '../../desk/parts/Rows';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { isCode, messageOf } from '../../api/problem';
import type { Page } from '../types';

interface Props<T> {
  queryKey: readonly unknown[];
  read: (cursor: string, signal: AbortSignal) => Promise<Page<T>>;
  row: (item: T) => ReactNode;
  /** What an empty list says when nothing narrows it: what to do first. */
  empty: string;
  narrowed: boolean;
  onClear: () => void;
}

/** A list that grows page by page, with its states. */
export function Listing<T>({ queryKey, read, row, empty, narrowed, onClear }: Props<T>) {
  const { t } = useTranslation();
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor || undefined,
    placeholderData: keepPreviousData,
  });
  if (list.isPending) return <RowSkeletons count={8} />;
  if (list.isError) return <Failing error={list.error} onRetry={() => void list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <div className={state.state} role="status">
        <h2>{t(narrowed ? 'directory.noneTitle' : 'directory.emptyTitle')}</h2>
        <p>{narrowed ? t('directory.noneBody') : empty}</p>
        {narrowed && <Button onClick={onClear}>{t('directory.clear')}</Button>}
      </div>
    );
  }
  const n = number(items.length, currentLanguage());
  return (
    <div aria-busy={list.isPlaceholderData}>
      <p className={classes.count} role="status" data-testid="count">
        {t(list.hasNextPage ? 'directory.foundMore' : 'directory.found', { n })}
      </p>
      <div className={classes.card}>
        <ul className={classes.list}>{items.map(row)}</ul>
      </div>
      {list.hasNextPage && (
        <Button
          variant="default"
          fullWidth
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('directory.more')}
        </Button>
      )}
    </div>
  );
}

/** Why a page or a part of one shows nothing: no right, not there, or no answer. */
export function Failing({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  if (isCode(error, 'forbidden')) {
    return <Failure part title={t('desk.noRightTitle')} body={t('directory.noRight')} />;
  }
  if (isCode(error, 'not_found')) {
    return <Failure part title={t('directory.goneTitle')} body={t('directory.goneBody')} />;
  }
  return <Failure part title={t('desk.failed')} body={messageOf(error, t)} onRetry={onRetry} />;
}
