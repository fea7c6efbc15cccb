import { Alert } from '@mantine/core';
import { IconCalendarExclamation } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { dayText } from '../../format/day';
import type { Warning } from '../types';

const shown = 5;

/** Rules that the plan does not keep. */
export function Warnings({ warnings }: { warnings: Warning[] }) {
  const { t } = useTranslation();
  if (warnings.length === 0) return null;
  return (
    <Alert icon={<IconCalendarExclamation />} color="yellow" variant="light" my="sm" data-testid="warnings">
      {warnings.map((warning) => (
        <div key={warning.kind}>
          {textOf(warning, t)} {warning.excused && t('editor.warn.excused')}
        </div>
      ))}
    </Alert>
  );
}

function textOf({ kind, deadline, holiday, units = [] }: Warning, t: TFunction): string {
  switch (kind) {
    case 'late_notice':
      return t('editor.warn.late', { day: dayText(deadline ?? '') });
    case 'day_off':
      return holiday ? t('editor.warn.holiday', { name: holiday }) : t('editor.warn.weekend');
    case 'unit_ended': {
      const rest = units.length - shown;
      const names = units.slice(0, shown).join(', ');
      return t('editor.warn.ended', {
        names: rest > 0 ? t('editor.warn.andMore', { names, n: number(rest, currentLanguage()) }) : names,
      });
    }
  }
}
