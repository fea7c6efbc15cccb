import { Button, Group, Popover } from '@mantine/core';
import { IconClock, IconPlayerPauseFilled, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import bar from '../view/bar.module.css';
import classes from './conduct.module.css';
import { useConduct } from './context';
import { useSteps } from './steps';

/** That the meeting has not been opened yet, or is held, and for those who may the way on. */
export function PhaseLine() {
  const { t } = useTranslation();
  const phase = useConduct()?.meeting?.phase;
  const { steps, take } = useSteps();
  if (phase !== 'waiting' && phase !== 'paused') return null;
  const Icon = phase === 'waiting' ? IconClock : IconPlayerPauseFilled;
  return (
    <div className={classes.item} role="status" data-testid="phase" data-phase={phase}>
      <Icon aria-hidden />
      <span className={classes.itemTitle}>{t(`conduct.phase.${phase}`)}</span>
      {steps.includes('start') && <Opening open={() => void take('start')} />}
      {steps.includes('resume') && (
        <button
          type="button"
          className={classes.next}
          data-testid="resume-meeting"
          onClick={() => void take('resume')}
        >
          <IconPlayerPlay size={20} aria-hidden />
          {t('meeting.action.resume')}
        </button>
      )}
    </div>
  );
}

/** Opening asks first: its time goes into the minutes and cannot be taken back. */
function Opening({ open }: { open: () => void }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  return (
    <Popover opened={asked} onChange={setAsked} trapFocus position="bottom-end" width={300} returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.next}
          data-testid="open-meeting"
          onClick={() => setAsked(!asked)}
        >
          <IconPlayerPlay size={20} aria-hidden />
          {t('meeting.action.start')}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('meeting.ask.start')}>
        <p className={bar.question}>{t('meeting.ask.start')}</p>
        <p className={bar.questionBody}>{t('meeting.askBody.start')}</p>
        <Group grow>
          <Button
            data-autofocus
            data-testid="open-meeting-yes"
            onClick={() => {
              setAsked(false);
              open();
            }}
          >
            {t('meeting.action.start')}
          </Button>
          <Button variant="default" onClick={() => setAsked(false)}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
