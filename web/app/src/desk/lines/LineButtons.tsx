import { Button } from '@mantine/core';
import { IconActivityHeartbeat, IconReportAnalytics, IconTool } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Meeting } from '../types';

/** To the line test before a meeting, the console in it and the report after it. */
export function LineButtons({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const { state, rights } = meeting;
  if (!rights.admit && rights.role !== 'technician') return null;
  const at = `/meetings/${meeting.id}`;
  const running = state === 'live' || state === 'paused';
  return (
    <>
      {state === 'issued' && (
        <Button
          component={Link}
          to={`${at}/line-test`}
          variant="default"
          leftSection={<IconTool size={20} aria-hidden />}
          data-testid="to-line-test"
        >
          {t('linetest.open')}
        </Button>
      )}
      {running && (
        <Button
          component={Link}
          to={`${at}/lines`}
          variant="default"
          leftSection={<IconActivityHeartbeat size={20} aria-hidden />}
          data-testid="to-lines"
        >
          {t('lines.open')}
        </Button>
      )}
      {state === 'ended' && (
        <Button
          component={Link}
          to={`${at}/line-report`}
          variant="default"
          leftSection={<IconReportAnalytics size={20} aria-hidden />}
          data-testid="to-line-report"
        >
          {t('lines.report.title')}
        </Button>
      )}
    </>
  );
}
