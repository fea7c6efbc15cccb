import { Checkbox, NumberInput, Select, Switch } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { dayOf, dayText, longDay } from '../../format/day';
import { currentLanguage } from '../../i18n';
import { messageOf } from '../../api/problem';
import { previewSeries } from '../api';
import own from './editor.module.css';
import { recurrenceOf, repeats, startOf, timed, type Form } from './form';
import type { PartProps } from './part';
import { Section } from './Section';

const microphones = ['open', 'one', 'chair_only'] as const;
const sharing = ['everyone', 'presenters', 'chair'] as const;

/** Rules of conduct. */
export function PoliciesPart({ form, change, errors }: PartProps) {
  const { t } = useTranslation();
  const { policies } = form;
  const put = (part: Partial<typeof policies>) => change({ policies: { ...policies, ...part } });
  return (
    <Section name="policies">
      <div className={own.grid}>
        <Select
          label={t('editor.microphones')}
          data={microphones.map((value) => ({ value, label: t(`editor.microphone.${value}`) }))}
          value={policies.microphones}
          onChange={(value) => value && put({ microphones: value })}
        />
        <Select
          label={t('editor.sharing')}
          data={sharing.map((value) => ({ value, label: t(`editor.share.${value}`) }))}
          value={policies.sharing}
          onChange={(value) => value && put({ sharing: value })}
        />
        <NumberInput
          label={t('editor.openBefore')}
          size="md"
          min={0}
          max={240}
          allowDecimal={false}
          value={policies.openBefore}
          error={errors['policies.openBefore']}
          onChange={(value) => put({ openBefore: Number(value) || 0 })}
        />
      </div>
      <div className={own.switches}>
        {(['waitingRoom', 'recording', 'autoStart'] as const).map((name) => (
          <Switch
            key={name}
            size="md"
            label={t(`editor.${name}`)}
            checked={policies[name] ?? false}
            onChange={(event) => put({ [name]: event.currentTarget.checked })}
          />
        ))}
      </div>
    </Section>
  );
}

/** How a new meeting repeats, with the days that come of it. */
export function RecurrencePart({ form, change }: PartProps) {
  const { t } = useTranslation();
  const holidays = ['move', 'skip', 'keep'] as const;
  return (
    <Section name="recurrence">
      <div className={own.grid}>
        <Select
          label={t('editor.repeat')}
          data={repeats.map((value) => ({ value, label: t(`editor.repeats.${value}`) }))}
          value={form.repeat}
          onChange={(repeat) => repeat && change({ repeat: repeat })}
        />
        {form.repeat !== 'none' && (
          <>
            <NumberInput
              label={t('editor.count')}
              size="md"
              min={2}
              max={104}
              allowDecimal={false}
              value={form.count}
              onChange={(count) => change({ count: Number(count) || 2 })}
            />
            <Select
              label={t('editor.holidays')}
              data={holidays.map((value) => ({ value, label: t(`editor.holiday.${value}`) }))}
              value={form.holidays}
              onChange={(value) => value && change({ holidays: value })}
            />
          </>
        )}
      </div>
      {form.repeat !== 'none' && timed(form) && <Dates form={form} />}
    </Section>
  );
}

function Dates({ form }: { form: Form }) {
  const { t } = useTranslation();
  const rule = recurrenceOf(form);
  const start = startOf(form);
  const dates = useQuery({
    queryKey: ['series-preview', rule, start],
    queryFn: ({ signal }) => previewSeries(rule ?? { rule: '', holidays: 'keep' }, start, signal),
    placeholderData: keepPreviousData,
  });
  if (dates.isError) return <p className={own.bad}>{messageOf(dates.error, t)}</p>;
  return (
    <div aria-live="polite">
      <p>{t('editor.dates')}</p>
      <ul className={own.dates}>
        {dates.data?.items.map(({ original, start: at }) => {
          const [day, was] = [dayOf(new Date(at)), dayOf(new Date(original))];
          return (
            <li key={original}>
              {longDay(day, currentLanguage())}
              {day !== was && ` (${t('editor.movedFrom', { day: dayText(was) })})`}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The mandatory declaration. */
export function DeclarationPart({ form, change, errors }: PartProps) {
  const { t } = useTranslation();
  return (
    <Section name="declaration">
      <Checkbox
        size="md"
        label={t('editor.declare')}
        description={t('editor.declareHint')}
        required
        checked={form.noStateSecret}
        error={errors.noStateSecret}
        onChange={(event) => change({ noStateSecret: event.currentTarget.checked })}
        data-testid="declare"
      />
    </Section>
  );
}
