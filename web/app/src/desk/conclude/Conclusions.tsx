import { Button, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { number } from '../../format/number';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { concludeKeys, editionFile, listIssued } from './api';
import { ReplacedBy } from './Editions';
import { FileButton } from './Frame';
import { PendingList } from './PendingList';

/** Conclusion notices of all meetings that the caller may see, and what waits to be concluded. */
export default function Conclusions() {
  const { t } = useTranslation();
  const language = currentLanguage();
  useTitle(t('conclude.list.title'));
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 300);
  const found = useInfiniteQuery({
    queryKey: [...concludeKeys.issued, 'list', q],
    queryFn: ({ pageParam }) => listIssued({ q: q || undefined, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{t('conclude.list.title')}</Title>
      </div>
      <PendingList />
      <TextInput
        type="search"
        label={t('conclude.list.search')}
        leftSection={<IconSearch size={20} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        mb="md"
        data-testid="conclusion-search"
      />
      {found.isPending ? (
        <RowSkeletons />
      ) : found.isError ? (
        <Failure
          part
          title={t('desk.failed')}
          body={messageOf(found.error, t)}
          onRetry={() => void found.refetch()}
        />
      ) : items.length === 0 ? (
        <div className={state.state} role="status">
          <h2>{t(q ? 'conclude.list.noneFound' : 'conclude.list.none')}</h2>
          <p>{t(q ? 'conclude.list.noneFoundBody' : 'conclude.list.noneBody')}</p>
        </div>
      ) : (
        <section className={classes.card} aria-label={t('conclude.list.title')}>
          <ul className={classes.list}>
            {items.map((item) => (
              <li key={item.id} className={classes.row} data-testid="conclusion">
                <div className={classes.text}>
                  <Link to={`/meetings/${item.meetingId}/conclusion`} className={classes.title}>
                    {item.symbol} · {item.abstract}
                  </Link>
                  <div>{dateTime(new Date(item.issuedAt), language)}</div>
                  <ReplacedBy symbol={item.replacedBy} />
                  <div className={classes.soft}>
                    {[
                      item.host,
                      item.tasks > 0 && t('conclude.list.tasks', { n: number(item.tasks, language) }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </div>
                </div>
                <div className={classes.actions}>
                  <FileButton href={editionFile(item.meetingId, item.id, 'pdf')}>PDF</FileButton>
                  <FileButton href={editionFile(item.meetingId, item.id, 'docx')}>DOCX</FileButton>
                </div>
              </li>
            ))}
          </ul>
          {found.hasNextPage && (
            <Button
              variant="default"
              loading={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {t('conclude.more')}
            </Button>
          )}
        </section>
      )}
    </>
  );
}
