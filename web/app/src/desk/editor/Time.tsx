import { Anchor, Textarea } from '@mantine/core';
import { DateInput, DatesProvider } from '@mantine/dates';
import dayjs from 'dayjs';
import 'dayjs/locale/vi';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import { useTranslation } from 'react-i18next';
import { ClockField } from '../../directory/parts/ClockField';
import { isDay } from '../../format/day';
import { currentLanguage } from '../../i18n';
import { Clashes } from './Clashes';
import own from './editor.module.css';
import type { PartProps } from './part';
import { Section } from './Section';
import { useCheck } from './useCheck';
import { Warnings } from './Warnings';

// A day that is typed as 23/11/2026 is read by its own format.
dayjs.extend(customParseFormat);

interface Props extends PartProps {
  meetingId?: string;
}

/** When it is, what stands in the way then, and what the rules say of it. */
export function Time({ form, change, errors, meetingId }: Props) {
  const { t } = useTranslation();
  const check = useCheck(form, meetingId);
  const several = form.endDay !== form.day;
  const setDay = (day: string | null) => {
    if (isDay(day)) change(several && form.endDay >= day ? { day } : { day, endDay: day });
  };
  const late = check.data?.warnings.some(({ kind }) => kind === 'late_notice') ?? false;
  return (
    <Section name="time">
      <DatesProvider settings={{ locale: currentLanguage(), firstDayOfWeek: 1, weekendDays: [0, 6] }}>
        <div className={own.times}>
          <DateInput
            label={t('editor.day')}
            required
            size="md"
            valueFormat="DD/MM/YYYY"
            value={form.day}
            error={errors.start}
            onChange={setDay}
            popoverProps={{ transitionProps: { duration: 0 } }}
            data-testid="day"
          />
          <ClockField
            label={t('editor.from')}
            required
            value={form.from}
            onChange={(from) => change({ from })}
          />
          {several && (
            <DateInput
              label={t('editor.endDay')}
              size="md"
              valueFormat="DD/MM/YYYY"
              minDate={form.day}
              value={form.endDay}
              onChange={(day) => isDay(day) && change({ endDay: day })}
            />
          )}
          <ClockField
            label={t('editor.to')}
            required
            value={form.to}
            error={errors.end}
            onChange={(to) => change({ to })}
          />
        </div>
      </DatesProvider>
      <Anchor
        component="button"
        type="button"
        className={own.more}
        onClick={() => change({ endDay: several ? form.day : nextOf(form.day) })}
      >
        {t(several ? 'editor.oneDay' : 'editor.severalDays')}
      </Anchor>
      <Clashes check={check} form={form} change={change} />
      <Warnings warnings={check.data?.warnings ?? []} />
      {(late || form.lateReason !== '') && (
        <Textarea
          label={t('editor.warn.lateReason')}
          description={t('editor.warn.lateHint')}
          size="md"
          autosize
          minRows={1}
          maxLength={1000}
          value={form.lateReason}
          error={errors.lateReason}
          onChange={(event) => change({ lateReason: event.currentTarget.value })}
        />
      )}
    </Section>
  );
}

const nextOf = (day: string) =>
  new Date(Date.parse(`${day}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
