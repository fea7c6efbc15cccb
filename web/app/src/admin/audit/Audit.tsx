import { Button, Menu, Select, TextInput, Title } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronDown, IconDownload, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import 'dayjs/locale/vi';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { isCode, messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import classes from '../../desk/parts/desk.module.css';
import { RowSkeletons } from '../../desk/parts/Rows';
import { currentLanguage } from '../../i18n';
import { exportAddress, listAudit } from './api';
import { narrowed, question, read, type Asked } from './filter';
import { RecordRow } from './RecordRow';

const areas = [
  'meeting',
  'invitation',
  'paper',
  'room',
  'account',
  'session',
  'directory',
  'access',
  'outbox',
  'audit',
] as const;

/** Who did what: searched, read, exported. */
export default function Audit() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const asked = read(params);
  useTitle(t('audit.title'));
  const ask = (part: Partial<Asked>) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [key, value] of Object.entries(part)) {
          if (value === '') next.delete(key);
          else next.set(key, value);
        }
        return next;
      },
      { replace: true },
    );
  return (
    <>
      <div className={classes.head}>
        <div>
          <Title order={1}>{t('audit.title')}</Title>
          <p className={classes.soft}>{t('audit.intro')}</p>
        </div>
        <Export asked={asked} />
      </div>
      <Filters asked={asked} ask={ask} />
      <Records asked={asked} onClear={() => setParams({}, { replace: true })} />
    </>
  );
}

function Export({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={20} aria-hidden />}
          rightSection={<IconChevronDown size={16} aria-hidden />}
        >
          {t('audit.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={exportAddress(question(asked), 'csv')} download>
          {t('audit.csv')}
        </Menu.Item>
        <Menu.Item component="a" href={exportAddress(question(asked), 'jsonl')} download>
          {t('audit.jsonl')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Filters({ asked, ask }: { asked: Asked; ask: (part: Partial<Asked>) => void }) {
  const { t } = useTranslation();
  const area = areas.find((name) => asked.action === `${name}.`);
  return (
    <search className={classes.filters} aria-label={t('audit.filters')}>
      <Words
        label={t('audit.search')}
        hint={t('audit.searchHint')}
        value={asked.q}
        onChange={(q) => ask({ q })}
        wide
      />
      <Words label={t('audit.actor')} value={asked.actor} onChange={(actor) => ask({ actor })} />
      <Select
        label={t('audit.area')}
        data={[
          { value: '', label: t('audit.anyArea') },
          ...areas.map((name) => ({ value: name, label: t(`audit.areas.${name}`) })),
        ]}
        value={area ?? ''}
        onChange={(name) => ask({ action: name ? `${name}.` : '' })}
      />
      <DayField label={t('audit.from')} value={asked.from} onChange={(from) => ask({ from })} />
      <DayField label={t('audit.to')} value={asked.to} onChange={(to) => ask({ to })} />
    </search>
  );
}

function DayField(props: { label: string; value: string; onChange: (day: string) => void }) {
  const { t } = useTranslation();
  return (
    <DatePickerInput
      size="md"
      clearable
      clearButtonProps={{ 'aria-label': t('desk.clear') }}
      locale={currentLanguage()}
      valueFormat="DD/MM/YYYY"
      label={props.label}
      placeholder={t('audit.anyDay')}
      value={props.value || null}
      onChange={(day) => props.onChange(day ?? '')}
    />
  );
}

interface WordsProps {
  label: string;
  hint?: string;
  value: string;
  wide?: boolean;
  onChange: (words: string) => void;
}

function Words({ label, hint, value, wide, onChange }: WordsProps) {
  const [text, setText] = useState(value);
  const [wanted] = useDebouncedValue(text.trim(), 300);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    // The address has changed by other means than typing here.
    setKnown(value);
    if (value !== text.trim()) setText(value);
  }
  useEffect(() => {
    if (wanted !== value) onChange(wanted);
    // Only a new text asks.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted]);
  return (
    <TextInput
      className={wide ? classes.wide : undefined}
      type="search"
      label={label}
      description={hint}
      inputWrapperOrder={['label', 'input', 'description']}
      leftSection={wide ? <IconSearch size={20} aria-hidden /> : undefined}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

function Records({ asked, onClear }: { asked: Asked; onClear: () => void }) {
  const { t } = useTranslation();
  const filter = question(asked);
  const records = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) => listAudit(filter, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor || undefined,
    placeholderData: keepPreviousData,
  });
  if (records.isPending) return <RowSkeletons count={8} height={56} />;
  if (records.isError) {
    const refused = isCode(records.error, 'forbidden');
    return (
      <Failure
        part
        title={t(refused ? 'desk.noRightTitle' : 'desk.failed')}
        body={refused ? t('audit.noRight') : messageOf(records.error, t)}
        onRetry={refused ? undefined : () => void records.refetch()}
      />
    );
  }
  const items = records.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <div className={state.state} role="status">
        <h2>{t('audit.none')}</h2>
        <p>{t('audit.noneBody')}</p>
        {narrowed(asked) && <Button onClick={onClear}>{t('audit.clear')}</Button>}
      </div>
    );
  }
  return (
    <div aria-busy={records.isPlaceholderData}>
      <div className={classes.card}>
        <ul className={classes.list}>
          {items.map((record) => (
            <RecordRow key={record.id} record={record} />
          ))}
        </ul>
      </div>
      {records.hasNextPage && (
        <Button
          variant="default"
          fullWidth
          loading={records.isFetchingNextPage}
          onClick={() => void records.fetchNextPage()}
        >
          {t('audit.more')}
        </Button>
      )}
    </div>
  );
}
