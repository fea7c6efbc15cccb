import { Button, Switch, Table, Title } from '@mantine/core';
import { IconDownload, IconFileSpreadsheet } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { Crumb } from '../../directory/parts/fields';
import { Failing } from '../../directory/parts/Listing';
import { milliseconds, number } from '../../format/number';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import desk from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { exportAddress, getReport, type Period, type Report, type SiteReport } from './api';
import classes from './lines.module.css';

/** How the lines of a meeting's sites did: what was missing, when, and how the lines were. */
export default function ReportPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const report = useQuery({
    queryKey: ['line-report', id],
    queryFn: () => getReport(id),
    refetchInterval: ({ state }) => (state.data?.state === 'live' ? 60_000 : false),
  });
  useTitle(t('lines.report.title'));
  const { data } = report;
  const language = currentLanguage();
  const some = data?.items.some(({ watchedMinutes }) => watchedMinutes > 0);
  return (
    <>
      <Crumb to={`/meetings/${encodeURIComponent(id)}`} label={data?.title ?? t('lines.back')} />
      <div className={desk.head}>
        <div className={desk.text}>
          <Title order={1}>{t('lines.report.title')}</Title>
          <p>{t('lines.report.intro')}</p>
          {data?.state === 'live' && <p>{t('lines.report.running')}</p>}
        </div>
        {some && (
          <div className={desk.actions}>
            <Button
              component="a"
              variant="default"
              href={exportAddress(id, 'csv', language)}
              download
              leftSection={<IconDownload size={20} aria-hidden />}
              data-testid="report-csv"
            >
              {t('lines.report.csv')}
            </Button>
            <Button
              component="a"
              variant="default"
              href={exportAddress(id, 'xlsx', language)}
              download
              leftSection={<IconFileSpreadsheet size={20} aria-hidden />}
              data-testid="report-xlsx"
            >
              {t('lines.report.xlsx')}
            </Button>
          </div>
        )}
      </div>
      {report.isPending && <RowSkeletons count={6} />}
      {report.isError && <Failing error={report.error} onRetry={() => void report.refetch()} />}
      {data && (some ? <Known report={data} /> : <p role="status">{t('lines.report.none')}</p>)}
    </>
  );
}

function Known({ report }: { report: Report }) {
  const { t } = useTranslation();
  const [only, setOnly] = useState(false);
  const items = report.items
    .filter(({ badMinutes }) => !only || badMinutes > 0)
    .sort((a, b) => b.badMinutes - a.badMinutes || a.name.localeCompare(b.name, 'vi'));
  return (
    <section className={desk.card} aria-label={t('lines.report.list')} data-testid="line-report">
      <Switch
        size="md"
        mb="md"
        label={t('lines.report.only')}
        checked={only}
        onChange={(event) => setOnly(event.currentTarget.checked)}
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways by the keyboard */}
      <div className={classes.wide} tabIndex={0} role="region" aria-label={t('lines.report.list')}>
        <Table className={classes.table} verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('lines.site')}</Table.Th>
              {(
                [
                  'bad',
                  'noSound',
                  'noPicture',
                  'away',
                  'poor',
                  'reconnects',
                  'rtt',
                  'loss',
                  'lossDown',
                ] as const
              ).map((name) => (
                <Table.Th key={name} scope="col">
                  {t(`lines.report.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Site key={item.site} item={item} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

function Site({ item }: { item: SiteReport }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const loss = ({ median, p95 }: SiteReport['upLossPct']) =>
    item.presentMinutes > 0 ? `${number(median, language, 1)} % / ${number(p95, language, 1)} %` : '–';
  const { rttMs } = item;
  const bad = t('lines.report.badOf', {
    n: number(item.badMinutes, language),
    of: number(item.watchedMinutes, language),
  });
  return (
    <Table.Tr data-testid="report-row" data-site={item.site} data-bad={item.badMinutes}>
      <Table.Th scope="row">{item.name}</Table.Th>
      <Table.Td data-poor={item.badMinutes > 0}>
        {bad}
        {item.presentMinutes === 0 && <span className={classes.times}>{t('lines.report.never')}</span>}
      </Table.Td>
      {(['noSound', 'noPicture', 'away', 'poor'] as const).map((kind) => (
        <Table.Td key={kind} data-kind={kind}>
          <Periods periods={item[kind]} t={t} />
        </Table.Td>
      ))}
      <Table.Td>{number(item.reconnects, language)}</Table.Td>
      <Table.Td>
        {rttMs.max > 0
          ? `${milliseconds(rttMs.median, language)} / ${milliseconds(rttMs.p95, language)}`
          : '–'}
      </Table.Td>
      <Table.Td>{loss(item.upLossPct)}</Table.Td>
      <Table.Td>{loss(item.downLossPct)}</Table.Td>
    </Table.Tr>
  );
}

function Periods({ periods, t }: { periods: Period[]; t: TFunction }) {
  const language = currentLanguage();
  if (periods.length === 0) return t('lines.report.zero');
  const minutes = periods.reduce((sum, period) => sum + period.minutes, 0);
  const time = (at: string) => clockTime(new Date(at), language);
  return (
    <>
      <strong>{t('lines.report.minutes', { n: number(minutes, language) })}</strong>
      <span className={classes.times}>
        {periods.map(({ from, to }) => `${time(from)}–${time(to)}`).join('; ')}
      </span>
    </>
  );
}
