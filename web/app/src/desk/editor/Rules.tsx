import { Checkbox, NumberInput, Select, Switch } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { fieldErrors, messageOf } from '../../api/problem';
import { dayOf, dayText, longDay } from '../../format/day';
import { currentLanguage } from '../../i18n';
import { previewSeries } from '../api';
import type { Recurrence, SeriesDate } from '../types';
import own from './editor.module.css';
import { startOf, timed } from './form';
import type { PartProps } from './part';
import { recurrenceOf } from './rule';
import { RuleFields } from './RuleFields';
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
        {(['waitingRoom', 'autoStart', 'recording', 'recordAtOpening'] as const).map((name) => (
          <Switch
            key={name}
            size="md"
            label={t(`editor.${name}`)}
            disabled={name === 'recordAtOpening' && !policies.recording}
            checked={policies[name] ?? false}
            onChange={(event) => put(switched(name, event.currentTarget.checked))}
          />
        ))}
      </div>
    </Section>
  );
}

/** What changes by a switch: what may not be recorded does not begin to be by itself. */
const switched = (name: string, on: boolean) => ({
  [name]: on,
  ...(name === 'recording' && !on && { recordAtOpening: false }),
});

/** How a new meeting repeats, with the days that come of it. */
export function RecurrencePart({ form, change, errors }: PartProps) {
  const rule = recurrenceOf(form);
  const start = timed(form) ? startOf(form) : '';
  const [asked] = useDebouncedValue(rule && start !== '' ? JSON.stringify({ rule, start }) : '', 400);
  const dates = useQuery({
    queryKey: ['series-preview', asked],
    queryFn: ({ signal }) => {
      const read = JSON.parse(asked) as { rule: Recurrence; start: string };
      return previewSeries(read.rule, read.start, signal);
    },
    enabled: asked !== '',
    retry: false,
  });
  const refused = fieldErrors(dates.error)['recurrence.rule'];
  return (
    <Section name="recurrence">
      <RuleFields
        rule={form}
        change={change}
        error={rule ? (refused ?? errors['recurrence.rule']) : undefined}
        untilError={errors.until}
      />
      {rule && dates.isError && !refused && <Refused error={dates.error} />}
      {rule && dates.data && <Dates items={dates.data.items} />}
    </Section>
  );
}

function Refused({ error }: { error: Error }) {
  const { t } = useTranslation();
  return (
    <p className={own.bad} role="alert">
      {messageOf(error, t)}
    </p>
  );
}

function Dates({ items }: { items: SeriesDate[] }) {
  const { t } = useTranslation();
  return (
    <div aria-live="polite">
      <p>{t('editor.dates')}</p>
      <ul className={own.dates}>
        {items.map(({ original, start: at }) => {
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
