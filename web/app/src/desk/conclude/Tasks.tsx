import { Button, Checkbox, Select, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { Finder } from '../parts/Finder';
import { units, type FoundUnit } from '../parts/finders';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { concludeKeys, listTasks, tasksFile, type TaskFilter } from './api';
import { TaskRow } from './TaskRow';

const views = ['open', 'overdue', 'due_soon', 'done', 'all'] as const;
type View = (typeof views)[number];

const asked: Record<View, TaskFilter> = {
  open: { state: 'new,in_progress' },
  overdue: { mark: 'overdue' },
  due_soon: { mark: 'due_soon' },
  done: { state: 'done' },
  all: {},
};

/** All tasks from conclusions that the caller may know of, the most pressing first. */
export default function Tasks() {
  const { t } = useTranslation();
  useTitle(t('conclude.tasks.title'));
  const [params, setParams] = useSearchParams();
  const view = views.find((name) => name === params.get('view')) ?? 'open';
  const mine = params.get('mine') === '1';
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 300);
  const [unit, setUnit] = useState<FoundUnit | null>(null);
  const filter: TaskFilter = {
    ...asked[view],
    mine: mine || undefined,
    q: q || undefined,
    unit: unit?.value,
  };
  const set = (name: string, value: string) =>
    setParams(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{t('conclude.tasks.title')}</Title>
        <Button
          component="a"
          href={tasksFile(filter)}
          variant="default"
          leftSection={<IconDownload size={20} aria-hidden />}
          data-testid="tasks-csv"
        >
          {t('conclude.tasks.csv')}
        </Button>
      </div>
      <div className={classes.filters}>
        <Select
          label={t('conclude.tasks.show')}
          data={views.map((value) => ({ value, label: t(`conclude.tasks.view.${value}`) }))}
          value={view}
          onChange={(value) => set('view', value === 'open' ? '' : (value ?? ''))}
        />
        <Finder
          kind="units"
          label={t('conclude.tasks.field.unit')}
          clearable
          chosen={unit}
          onChoose={setUnit}
          find={units}
        />
        <TextInput
          type="search"
          label={t('conclude.tasks.search')}
          leftSection={<IconSearch size={20} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Checkbox
          size="md"
          label={t('conclude.tasks.mine')}
          checked={mine}
          onChange={(event) => set('mine', event.currentTarget.checked ? '1' : '')}
        />
      </div>
      <FoundTasks filter={filter} />
    </>
  );
}

function FoundTasks({ filter }: { filter: TaskFilter }) {
  const { t } = useTranslation();
  const found = useInfiniteQuery({
    queryKey: [...concludeKeys.tasks, 'list', filter],
    queryFn: ({ pageParam }) => listTasks(filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  if (found.isPending) return <RowSkeletons />;
  if (found.isError) {
    return (
      <Failure
        part
        title={t('desk.failed')}
        body={messageOf(found.error, t)}
        onRetry={() => void found.refetch()}
      />
    );
  }
  if (items.length === 0) {
    return (
      <div className={state.state} role="status">
        <h2>{t('conclude.tasks.nothing')}</h2>
        <p>{t('conclude.tasks.nothingBody')}</p>
      </div>
    );
  }
  return (
    <section className={classes.card} aria-label={t('conclude.tasks.title')}>
      <ul className={classes.list}>
        {items.map((task) => (
          <TaskRow key={task.id} task={task} />
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
  );
}
