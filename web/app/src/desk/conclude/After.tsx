import { Button } from '@mantine/core';
import { IconChecklist, IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Meeting } from '../types';

/** From a meeting that has begun to its minutes and its conclusion. */
export function After({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  if (!['live', 'paused', 'ended'].includes(meeting.state)) return null;
  return (
    <>
      <Button
        component={Link}
        to={`/meetings/${meeting.id}/minutes`}
        variant="default"
        leftSection={<IconFileText size={20} aria-hidden />}
        data-testid="to-minutes"
      >
        {t('conclude.minutes.title')}
      </Button>
      <Button
        component={Link}
        to={`/meetings/${meeting.id}/conclusion`}
        variant="default"
        leftSection={<IconChecklist size={20} aria-hidden />}
        data-testid="to-conclusion"
      >
        {t('conclude.notice.short')}
      </Button>
    </>
  );
}
