import { Alert, Button, SegmentedControl, Select, TextInput, Title } from '@mantine/core';
import { IconPlugConnectedX, IconReportAnalytics, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { Crumb } from '../../directory/parts/fields';
import { Failing } from '../../directory/parts/Listing';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import desk from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import type { View } from './api';
import classes from './lines.module.css';
import { Lines } from './Lines';
import { belongs, byName, filters, matches, worst, type Filter } from './rows';
import { useLines } from './useLines';

/** The technician console: how every site's line does, the worst first, and what can be done about it. */
export default function Console() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { view, lost } = useLines(id);
  const { data } = view;
  useTitle(t('lines.title'));
  const every = number(data?.everySeconds ?? 5, currentLanguage());
  return (
    <>
      <Crumb to={`/meetings/${encodeURIComponent(id)}`} label={data?.title ?? t('lines.back')} />
      <div className={desk.head}>
        <div className={desk.text}>
          <Title order={1}>{t('lines.title')}</Title>
          <p>
            {t('lines.intro', { n: every })} {data && !data.all && t('lines.own')}
          </p>
        </div>
        <div className={desk.actions}>
          <Button
            component={Link}
            to={`/meetings/${encodeURIComponent(id)}/line-report`}
            variant="default"
            leftSection={<IconReportAnalytics size={20} aria-hidden />}
            data-testid="to-line-report"
          >
            {t('lines.toReport')}
          </Button>
        </div>
      </div>
      {view.isPending && <RowSkeletons count={8} />}
      {view.isError && <Failing error={view.error} onRetry={() => void view.refetch()} />}
      {lost && data && (
        <Alert
          color="orange"
          variant="light"
          mb="md"
          icon={<IconPlugConnectedX aria-hidden />}
          data-testid="lines-lost"
        >
          {t('lines.cut')}
        </Alert>
      )}
      {data && <Known meeting={id} view={data} />}
    </>
  );
}

function Known({ meeting, view }: { meeting: string; view: View }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>('all');
  const [words, setWords] = useState('');
  const [order, setOrder] = useState<'worst' | 'name'>('worst');
  const [open, setOpen] = useState('');
  const { rows } = view;
  const wanted = useMemo(
    () =>
      rows
        .filter((row) => row.key === open || (belongs(row, filter) && matches(row, words)))
        .sort(order === 'worst' ? worst : byName),
    [rows, filter, words, order, open],
  );
  const language = currentLanguage();
  if (rows.length === 0) {
    return (
      <p className={desk.soft} role="status">
        {t(view.state === 'ended' ? 'lines.over' : 'lines.none')}
      </p>
    );
  }
  return (
    <section className={desk.card} aria-label={t('lines.list')} data-testid="lines">
      <div className={classes.tools}>
        <SegmentedControl
          className={classes.filter}
          value={filter}
          onChange={(next) => setFilter(filters.find((one) => one === next) ?? 'all')}
          data={filters.map((value) => ({
            value,
            label: `${t(`lines.filter.${value}`)} ${number(rows.filter((row) => belongs(row, value)).length, language)}`,
          }))}
        />
        <TextInput
          className={classes.search}
          aria-label={t('lines.search')}
          placeholder={t('lines.search')}
          leftSection={<IconSearch size={20} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          data-testid="lines-search"
        />
        <Select
          aria-label={t('lines.order')}
          data={(['worst', 'name'] as const).map((value) => ({ value, label: t(`lines.orders.${value}`) }))}
          value={order}
          onChange={(next) => setOrder(next === 'name' ? 'name' : 'worst')}
          allowDeselect={false}
        />
      </div>
      {wanted.length === 0 ? (
        <p className={desk.soft} role="status">
          {t('lines.noMatch')}
        </p>
      ) : (
        <Lines meeting={meeting} rows={wanted} every={view.everySeconds} open={open} onOpen={setOpen} />
      )}
    </section>
  );
}
