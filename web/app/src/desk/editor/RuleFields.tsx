import { Chip, NumberInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Day } from '../../format/day';
import { DayField } from '../../directory/parts/DayField';
import own from './editor.module.css';
import { repeats, weekdays, type RuleForm } from './rule';

const holidays = ['move', 'skip', 'keep'] as const;

interface Props {
  rule: RuleForm & { day: Day };
  change: (part: Partial<RuleForm>) => void;
  /** What is wrong with the rule, and with its last day. */
  error?: string;
  untilError?: string;
  /** Without the choice of no rule at all. */
  always?: boolean;
}

/** How meetings repeat: by one of the usual rules, or by an RRULE of one's own. */
export function RuleFields({ rule, change, error, untilError, always = false }: Props) {
  const { t } = useTranslation();
  const { repeat } = rule;
  const known = repeat !== 'none' && repeat !== 'custom';
  return (
    <div className={own.grid}>
      <Select
        label={t('editor.repeat')}
        data={repeats
          .filter((value) => !always || value !== 'none')
          .map((value) => ({ value, label: t(`editor.repeats.${value}`) }))}
        value={repeat}
        onChange={(value) => value && change({ repeat: value })}
        data-testid="repeat"
      />
      {repeat === 'custom' && (
        <TextInput
          label={t('editor.ruleText')}
          description={t('editor.ruleHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={rule.ruleText}
          error={error}
          onChange={(event) => change({ ruleText: event.currentTarget.value })}
          data-testid="rule-text"
        />
      )}
      {(repeat === 'weekly' || repeat === 'biweekly') && (
        <fieldset className={own.days}>
          <legend>{t('editor.onDays')}</legend>
          <Chip.Group multiple value={rule.onDays} onChange={(onDays) => change({ onDays: onDays })}>
            {weekdays.map((name) => (
              <Chip key={name} value={name} size="sm">
                {t(`editor.weekday.${name}`)}
              </Chip>
            ))}
          </Chip.Group>
        </fieldset>
      )}
      {known && (
        <>
          <Select
            label={t('editor.ends')}
            data={(['count', 'until'] as const).map((value) => ({ value, label: t(`editor.end_.${value}`) }))}
            value={rule.ends}
            onChange={(value) => value && change({ ends: value })}
          />
          {rule.ends === 'count' ? (
            <NumberInput
              label={t('editor.count')}
              size="md"
              min={1}
              max={366}
              allowDecimal={false}
              value={rule.count}
              error={error}
              onChange={(count) => change({ count: Number(count) || 1 })}
            />
          ) : (
            <DayField
              label={t('editor.until')}
              value={rule.until}
              error={untilError ?? error}
              onChange={(until) => change({ until })}
            />
          )}
        </>
      )}
      {repeat !== 'none' && (
        <Select
          label={t('editor.holidays')}
          data={holidays.map((value) => ({ value, label: t(`editor.holiday.${value}`) }))}
          value={rule.holidays}
          onChange={(value) => value && change({ holidays: value })}
        />
      )}
    </div>
  );
}
