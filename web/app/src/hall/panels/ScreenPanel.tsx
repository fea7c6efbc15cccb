import { Button } from '@mantine/core';
import { IconArrowBackUp, IconExternalLink } from '@tabler/icons-react';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { layouts } from '../arrange';
import { ConductContext } from '../conduct/context';
import { LayoutButtons } from '../conduct/LayoutButtons';
import conduct from '../conduct/conduct.module.css';
import { useHall } from '../context';
import classes from './panel.module.css';

/** How this screen shows the room, whatever the others show; and the room's second screen. */
export function ScreenPanel() {
  const { t } = useTranslation();
  const { layout, own, chairs, setLayout, setPinned } = useHall();
  const meeting = use(ConductContext)?.meetingId;
  const choose = (next: (typeof layouts)[number] | null) => {
    setPinned('');
    setLayout(next);
  };
  return (
    <div className={conduct.body} data-testid="screen-panel">
      <section className={conduct.section}>
        <p className={classes.hint}>
          {chairs === undefined
            ? t('hall.own.free')
            : t('hall.own.follows', { layout: t(`conduct.stage.layouts.${chairs}`) })}
        </p>
        <LayoutButtons
          label={t('hall.own.title')}
          // Nobody chooses sites or papers where no meeting is held.
          offered={meeting === undefined ? ['speaker', 'grid'] : layouts}
          value={chairs === undefined ? layout : own}
          onChoose={choose}
          testId="own"
        />
        {chairs !== undefined && (
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={20} aria-hidden />}
            disabled={own === null}
            onClick={() => choose(null)}
          >
            {t('hall.own.follow')}
          </Button>
        )}
      </section>
      {meeting !== undefined && (
        <section className={conduct.section}>
          <h3>{t('hall.second.title')}</h3>
          <p className={classes.hint}>{t('hall.second.hint')}</p>
          <Button
            variant="default"
            leftSection={<IconExternalLink size={20} aria-hidden />}
            data-testid="open-second"
            onClick={() =>
              window.open(`/meetings/${encodeURIComponent(meeting)}/second`, 'giaoban-second', 'popup')
            }
          >
            {t('hall.second.open')}
          </Button>
        </section>
      )}
    </div>
  );
}
