import { Alert } from '@mantine/core';
import { IconCalendarExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { dayText } from '../../format/day';
import type { Warning } from '../types';

/** Rules that the plan does not keep. */
export function Warnings({ warnings }: { warnings: Warning[] }) {
  const { t } = useTranslation();
  if (warnings.length === 0) return null;
  return (
    <Alert icon={<IconCalendarExclamation />} color="yellow" variant="light" my="sm" data-testid="warnings">
      {warnings.map((warning) => (
        <div key={warning.kind}>
          {warning.kind === 'late_notice'
            ? t('editor.warn.late', { day: dayText(warning.deadline ?? '') })
            : warning.holiday
              ? t('editor.warn.holiday', { name: warning.holiday })
              : t('editor.warn.weekend')}{' '}
          {warning.excused && t('editor.warn.excused')}
        </div>
      ))}
    </Alert>
  );
}
