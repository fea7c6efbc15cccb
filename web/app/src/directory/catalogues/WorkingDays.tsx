import { Button, Group, Select, TextInput, Title } from '@mantine/core';
import {
  IconBeach,
  IconBriefcase,
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconPlus,
  IconUpload,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { fieldErrors } from '../../api/problem';
import { useTitle } from '../../components/useTitle';
import state from '../../components/state.module.css';
import classes from '../../desk/parts/desk.module.css';
import { RowSkeletons } from '../../desk/parts/Rows';
import { type Day, longDay, today, weekdayOf } from '../../format/day';
import { currentLanguage } from '../../i18n';
import { calendarDays, calendarFile, clearCalendarDay, setCalendarDay } from '../api';
import { Confirm } from '../parts/Confirm';
import { DayField } from '../parts/DayField';
import { Failing } from '../parts/Listing';
import parts from '../parts/parts.module.css';
import { Refusal } from '../parts/Refusal';
import { useAsked } from '../parts/useAsked';
import { useMay } from '../rights';
import type { CalendarDay } from '../types';
import { CatalogueTabs } from './Catalogues';

/** The year that an address names; the running one when it names none that there can be. */
export function yearOf(text: string, day: Day): number {
  const year = Number(text);
  return Number.isInteger(year) && year >= 2000 && year <= 2199 ? year : Number(day.slice(0, 4));
}

/** Holidays and worked weekends: by them the working days before a meeting are counted. */
export default function WorkingDays() {
  const { t } = useTranslation();
  const may = useMay()(['admin', 'secretary']);
  const client = useQueryClient();
  const { asked, ask } = useAsked(['year']);
  const year = yearOf(asked.year, today());
  useTitle(t('directory.days.title'));
  const days = useQuery({ queryKey: ['calendar-days', year], queryFn: () => calendarDays(year) });
  const renew = () => void client.invalidateQueries({ queryKey: ['calendar-days'] });
  return (
    <>
      <div className={classes.head}>
        <div>
          <Title order={1}>{t('directory.days.title')}</Title>
          <p className={classes.soft}>{t('directory.days.intro')}</p>
        </div>
        <div className={classes.actions}>
          {may && (
            <Button
              component={Link}
              to="/directory/catalogues/working-days/import"
              variant="default"
              leftSection={<IconUpload size={20} aria-hidden />}
            >
              {t('directory.days.import')}
            </Button>
          )}
          {(['csv', 'ics'] as const).map((format) => (
            <Button
              key={format}
              component="a"
              href={calendarFile(year, format)}
              download
              variant="default"
              leftSection={<IconDownload size={20} aria-hidden />}
            >
              {t(`directory.days.export.${format}`)}
            </Button>
          ))}
          <Group gap={8} wrap="nowrap">
            <Button
              variant="default"
              aria-label={t('directory.days.before')}
              onClick={() => ask({ year: String(year - 1) })}
            >
              <IconChevronLeft size={20} aria-hidden />
            </Button>
            <strong role="status">{t('directory.days.year', { year })}</strong>
            <Button
              variant="default"
              aria-label={t('directory.days.after')}
              onClick={() => ask({ year: String(year + 1) })}
            >
              <IconChevronRight size={20} aria-hidden />
            </Button>
          </Group>
        </div>
      </div>
      <CatalogueTabs />
      {may && <AddDay key={year} onDone={renew} />}
      {days.isPending && <RowSkeletons count={6} height={48} />}
      {days.isError && <Failing error={days.error} onRetry={() => void days.refetch()} />}
      {days.data?.items.length === 0 && (
        <div className={state.state} role="status">
          <h2>{t('directory.days.none', { year })}</h2>
          <p>{t('directory.days.noneBody')}</p>
        </div>
      )}
      {days.data && days.data.items.length > 0 && (
        <div className={classes.card}>
          <ul className={classes.list}>
            {days.data.items.map((day) => (
              <DayRow key={day.date} day={day} may={may} onDone={renew} />
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function DayRow({ day, may, onDone }: { day: CalendarDay; may: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  const Icon = day.kind === 'holiday' ? IconBeach : IconBriefcase;
  const text = longDay(day.date, currentLanguage());
  return (
    <li className={classes.row}>
      <div className={classes.text}>
        <span className={classes.title}>{day.name}</span>
        <span className={classes.soft}>{text}</span>
      </div>
      <div className={classes.actions}>
        <span className={classes.badge} data-tone={day.kind === 'holiday' ? 'warn' : 'good'}>
          <Icon size={16} aria-hidden /> {t(`directory.days.kind.${day.kind}`)}
        </span>
        {may && (
          <Confirm
            variant="subtle"
            label={t('directory.days.clear')}
            body={t('directory.days.clearBody', { day: text })}
            act={() => clearCalendarDay(day.date)}
            onDone={onDone}
          />
        )}
      </div>
    </li>
  );
}

function AddDay({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [date, setDate] = useState('');
  const [kind, setKind] = useState<CalendarDay['kind']>('holiday');
  const [name, setName] = useState('');
  const put = useMutation({
    mutationFn: () => setCalendarDay({ date, kind, name: name.trim() }),
    onSuccess: () => {
      setDate('');
      setName('');
      onDone();
    },
  });
  const wrong = fieldErrors(put.error);
  return (
    <form
      className={classes.card}
      aria-label={t('directory.days.add')}
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate();
      }}
    >
      <div className={parts.line}>
        <DayField
          label={t('directory.days.date')}
          required
          error={wrong.date}
          value={date}
          onChange={(day) => {
            setDate(day);
            if (day) setKind(weekdayOf(day) >= 5 ? 'working' : 'holiday');
          }}
        />
        <Select
          label={t('directory.days.is')}
          data={(['holiday', 'working'] as const).map((value) => ({
            value,
            label: t(`directory.days.kind.${value}`),
          }))}
          value={kind}
          onChange={(value) => setKind(value === 'working' ? 'working' : 'holiday')}
        />
        <TextInput
          label={t('directory.days.name')}
          required
          placeholder={t('directory.days.namePlaceholder')}
          error={wrong.name}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          type="submit"
          loading={put.isPending}
          disabled={date === '' || name.trim() === ''}
          leftSection={<IconPlus size={20} aria-hidden />}
        >
          {t('directory.days.put')}
        </Button>
      </div>
      <Refusal error={put.error} />
    </form>
  );
}
